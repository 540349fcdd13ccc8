//! The audit log: every event carries the hash of itself and of the chain before it, so that a change anywhere breaks
//! everything after; and heads signed with the audit key, so that a chain that was rewritten as a whole shows too.

mod verify;

use sportello_central_store::{
    StoreError, Transaction,
    tables::audit::{self, AuditEvent, AuditHead},
};
use sportello_domain::{
    account::Profile,
    ids::{AccountId, CustomerId, UnitId, WorkstationId},
    moment::Timestamp,
};
use sportello_pki::keys::SigningKey as _;

pub use self::verify::{Broken, Sound, verify};
use crate::{Refusal, digest::sha256_hex, master_keys::MasterKeys, signed_in::SignedIn};

/// The chain before the first event.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The act of signing a head.
const SIGN_HEAD: &str = "signAuditHead";

/// Who did it, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Who {
    pub customer: Option<CustomerId>,
    pub account: Option<AccountId>,
    pub profile: Option<Profile>,
    pub unit: Option<UnitId>,
    pub workstation: Option<WorkstationId>,
}

impl Who {
    /// An account that is not signed in (yet).
    pub fn account(customer: CustomerId, account: AccountId) -> Self {
        Self { customer: Some(customer), account: Some(account), ..Self::default() }
    }
}

impl From<&SignedIn> for Who {
    fn from(signed_in: &SignedIn) -> Self {
        let session = &signed_in.session;
        Self {
            customer: Some(session.customer),
            account: Some(session.account),
            profile: Some(session.profile),
            unit: Some(session.unit),
            workstation: Some(session.workstation),
        }
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct What<'a> {
    /// The act, e.g. `submitRequest`.
    pub act: &'a str,
    /// Kind and id, e.g. `request 0193…`. Never a name.
    pub target: String,
    /// `done`, or an error code.
    pub outcome: &'a str,
    /// Hash of what was done, where there is one.
    pub detail: String,
}

impl<'a> What<'a> {
    /// An act that succeeded.
    pub const fn done(act: &'a str, target: String) -> Self {
        Self { act, target, outcome: "done", detail: String::new() }
    }
}

/// Adds an event in the transaction of what it is about; answers the chain's new head.
pub async fn append(
    tx: &mut Transaction,
    who: Who,
    what: What<'_>,
    at: Timestamp,
) -> Result<String, StoreError> {
    let (number, before) = audit::head(tx).await?.unwrap_or((0, BEGINNING.to_owned()));
    let mut event = AuditEvent {
        number: number + 1,
        at,
        customer: who.customer,
        account: who.account,
        profile: who.profile,
        unit: who.unit,
        workstation: who.workstation,
        what: what.act.to_owned(),
        target: what.target,
        outcome: what.outcome.to_owned(),
        detail: what.detail,
        chain: String::new(),
    };
    event.chain = chained(&before, &event);
    audit::insert(tx, &event).await?;
    Ok(event.chain)
}

/// SHA-256 over the chain before and the event's fields, each on a line of its own, in the order of the table. A line
/// feed inside a field cannot stand for a border: every text field is a word, an id or a hash, and is escaped anyway.
fn chained(before: &str, event: &AuditEvent) -> String {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let fields = [
        before.to_owned(),
        event.number.to_string(),
        event.at.micros().to_string(),
        text(event.customer),
        text(event.account),
        text(event.profile),
        text(event.unit),
        text(event.workstation),
        event.what.clone(),
        event.target.clone(),
        event.outcome.clone(),
        event.detail.clone(),
    ];
    sha256_hex(fields.map(|field| field.replace('\\', "\\\\").replace('\n', "\\n")).join("\n").as_bytes())
}

/// Signs the chain's present head with the audit key, keeps it, and notes that in the chain, so that a head which is taken
/// away is missed. Nothing to do where nothing happened since the last one.
pub async fn sign_head(tx: &mut Transaction, keys: &MasterKeys, at: Timestamp) -> Result<(), Refusal> {
    let Some(last) = audit::last(tx).await? else { return Ok(()) };
    if last.what == SIGN_HEAD {
        return Ok(());
    }
    let mut head = AuditHead { number: last.number, chain: last.chain, at, signature: Vec::new() };
    head.signature = keys.audit.sign(signed_text(&head).as_bytes()).map_err(Refusal::internal)?;
    audit::insert_head(tx, &head).await?;
    let what =
        What { detail: sha256_hex(&head.signature), ..What::done(SIGN_HEAD, target_of_head(head.number)) };
    append(tx, Who::default(), what, at).await?;
    Ok(())
}

fn target_of_head(number: i64) -> String {
    format!("head {number}")
}

fn signed_text(head: &AuditHead) -> String {
    format!("{}\n{}\n{}", head.number, head.chain, head.at.micros())
}
