//! A token that is reported lost takes its certificates along: whoever has it may know its PIN.

use sportello_central_store::{Transaction, tables::tokens::Token};
use sportello_domain::rights::{Action, WhyNot, may};
use sportello_pki::status_list::RevocationReason;

use super::{super::case::IssuanceCase, kept_keys::alive_for};
use crate::{
    Centre, Refusal,
    audit::{self, What},
    authority::revoke,
    cases::Acting,
    jobs::{self, Job},
    messages::MessageKind,
    signed_in::SignedIn,
};

/// Why this officer may not report the token lost, besides what holds for every token: who may not revoke what is on it.
pub async fn why_not_lost(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    token: &Token,
) -> Result<Option<WhyNot>, Refusal> {
    let Some(product) = alive_for(tx, token, centre.clock.now()).await? else { return Ok(None) };
    let case = IssuanceCase::find(tx, Acting::Officer(officer), product).await?;
    Ok(may(&officer.actor, Action::Revoke, &case.target()).err())
}

/// Revokes what is alive on it, with its product, in the transaction in which it is lost. Answers the fingerprints, whose
/// list the caller publishes when it is committed; in case that fails, a job does it.
pub async fn revoke_lost(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    token: &Token,
    reason: &str,
) -> Result<Vec<String>, Refusal> {
    let (now, acting) = (centre.clock.now(), Acting::Officer(officer));
    let Some(product) = alive_for(tx, token, now).await? else { return Ok(Vec::new()) };
    let mut case = IssuanceCase::find(tx, acting, product).await?;
    case.permit(acting, Action::Revoke)?;
    let revoked = revoke::revoke_all(tx, product, RevocationReason::KeyCompromise, now).await?;
    case.revoke_product(tx, acting, reason.to_owned(), now).await?;
    jobs::add(centre, tx, &Job::PublishStatusList, None).await?;
    let serial = ("serial", token.serial.to_string());
    case.mail_end(centre, tx, MessageKind::TokenLost, serial).await?;
    let what =
        What { detail: revoked.join(" "), ..What::done("revokeLostToken", format!("product {product}")) };
    audit::append(tx, officer.into(), what, now).await?;
    Ok(revoked)
}
