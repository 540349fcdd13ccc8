//! The audit log: every event carries the hash of itself and of the chain before it, so that a change anywhere breaks
//! everything after; and heads signed with the audit key, so that a chain that was rewritten as a whole shows too.

use sportello_central_store::{
    Store, StoreError, Transaction,
    tables::audit::{self, AuditEvent, AuditHead},
};
use sportello_domain::{
    account::Profile,
    ids::{AccountId, CustomerId, UnitId, WorkstationId},
    moment::Timestamp,
};
use sportello_pki::keys::{SignatureScheme, SigningKey as _};

use crate::{Refusal, digest::sha256_hex, master_keys::MasterKeys, signed_in::SignedIn};

/// The chain before the first event.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

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

/// A chain that holds from its beginning to its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    pub events: i64,
    pub signed_heads: usize,
    pub head: String,
}

/// The first place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("event {0} is missing")]
    Missing(i64),
    #[error("event {0} was changed, or one before it was replaced")]
    Changed(i64),
    #[error(
        "the signed head at event {0} does not fit: the chain before it was rewritten, or the end was cut off"
    )]
    Head(i64),
    #[error("the signature of the head at event {0} is not of this centre's audit key")]
    Signature(i64),
}

/// Walks the whole chain. `Err` is a fault of the database, `Ok(Err)` a chain that does not hold.
pub async fn verify(store: &Store, keys: &MasterKeys) -> Result<Result<Sound, Broken>, StoreError> {
    let mut tx = store.read().await?;
    let heads = audit::heads(&mut tx).await?;
    let mut waiting = heads.iter().peekable();
    let (mut number, mut head) = (0, BEGINNING.to_owned());
    loop {
        let page = audit::after(&mut tx, number, 1000).await?;
        if page.is_empty() {
            break;
        }
        for event in page {
            if event.number != number + 1 {
                return Ok(Err(Broken::Missing(number + 1)));
            }
            if chained(&head, &event) != event.chain {
                return Ok(Err(Broken::Changed(event.number)));
            }
            (number, head) = (event.number, event.chain);
            while let Some(signed) = waiting.next_if(|signed| signed.number == number) {
                if let Err(broken) = check_head(signed, &head, keys) {
                    return Ok(Err(broken));
                }
            }
        }
    }
    Ok(match waiting.next() {
        Some(beyond) => Err(Broken::Head(beyond.number)),
        None => Ok(Sound { events: number, signed_heads: heads.len(), head }),
    })
}

fn check_head(signed: &AuditHead, head: &str, keys: &MasterKeys) -> Result<(), Broken> {
    if signed.chain != head {
        return Err(Broken::Head(signed.number));
    }
    SignatureScheme::EcdsaSha256
        .verify(&keys.audit.public_key_info_der(), signed_text(signed).as_bytes(), &signed.signature)
        .map_err(|_| Broken::Signature(signed.number))
}

/// Signs the chain's present head with the audit key and keeps it; nothing to do where it is signed already.
pub async fn sign_head(tx: &mut Transaction, keys: &MasterKeys, at: Timestamp) -> Result<(), Refusal> {
    let Some((number, chain)) = audit::head(tx).await? else { return Ok(()) };
    let mut head = AuditHead { number, chain, at, signature: Vec::new() };
    head.signature = keys.audit.sign(signed_text(&head).as_bytes()).map_err(Refusal::internal)?;
    Ok(audit::insert_head(tx, &head).await?)
}

fn signed_text(head: &AuditHead) -> String {
    format!("{}\n{}\n{}", head.number, head.chain, head.at.micros())
}
