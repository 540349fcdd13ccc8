//! The way into a holder's own area: an account made from the identity of step 4, and a link to set its password.

use sportello_central_store::{
    Transaction,
    tables::holders::{self, HolderAccount},
};
use sportello_domain::ids::{CustomerId, PersonId};

use crate::{Centre, Refusal, contacts::in_use, digest::sha256_hex};

/// How a holder gets into the own area.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// The user name there.
    pub identity: String,
    /// The address to open. It gives access where `sets_password`: into a sealed message, never into a log.
    pub link: String,
    /// The holder has no password yet, and the link sets it.
    pub sets_password: bool,
    /// How long the link works.
    pub days: u16,
}

/// The account behind an identity, made for this person where there is none. An identity belongs to one person: another
/// person's is refused.
pub async fn claim(
    centre: &Centre,
    tx: &mut Transaction,
    customer: CustomerId,
    person: PersonId,
    identity: &str,
) -> Result<HolderAccount, Refusal> {
    let identity = identity.trim().to_lowercase();
    let fresh = HolderAccount { id: centre.chance.id(), customer, person, identity, has_password: false };
    let holder = holders::find_or_insert(tx, &fresh, centre.clock.now()).await?;
    if holder.person == person { Ok(holder) } else { Err(in_use("contacts.identity")) }
}

/// The account, and the link for the mail, in the transaction of what is mailed. The identity was claimed when the issue
/// began.
pub async fn give_access(
    centre: &Centre,
    tx: &mut Transaction,
    customer: CustomerId,
    person: PersonId,
    identity: &str,
) -> Result<Access, Refusal> {
    let now = centre.clock.now();
    let days = centre.config.sessions.holder_link_days;
    let base = &centre.config.listeners.holders.public_url;
    let HolderAccount { id, identity, has_password, .. } =
        claim(centre, tx, customer, person, identity).await?;
    if has_password {
        return Ok(Access { identity, link: base.clone(), sets_password: false, days });
    }
    let code = centre.chance.opaque_key();
    let expires_at = now.plus(time::Duration::days(i64::from(days)));
    holders::insert_link(tx, &sha256_hex(code.as_bytes()), id, expires_at).await?;
    Ok(Access { identity, link: format!("{base}/password/{}", code.as_str()), sets_password: true, days })
}
