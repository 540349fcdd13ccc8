//! The walk along the audit log: what is there must hold together, and what must be there must be there.
//!
//! Three things bear witness. The chain: a changed or missing event breaks it. The heads, signed with the audit key in
//! the first hour and every hour in which something happened: who rewrites the chain cannot make them anew, and taking
//! them away shows, because each was noted in the chain, and because they must not be missing for hours. The receipts
//! kept with the commands, signed with the receipts' key: they name a head each, also of what was cut off at the end.
//! Who has the database and every key of the centre can forge all three; then the receipts at the desks remain.

use std::collections::BTreeMap;

use sportello_central_store::{
    Store, StoreError, Transaction,
    tables::{
        audit::{self, AuditEvent, AuditHead},
        commands,
    },
};
use sportello_contract::central::command::Receipt;
use sportello_domain::{ids::CommandId, moment::Timestamp};
use sportello_pki::keys::{SignatureScheme, SigningKey as _};
use time::Duration;

use super::{BEGINNING, SIGN_HEAD, chained, signed_text, target_of_head};
use crate::{commands::is_genuine, master_keys::MasterKeys};

/// A job signs every hour, and may be late. With an event older than this and no head, the next ones are watched …
const LATE: Duration = Duration::hours(2);
/// … for this long: a centre that stood still signs shortly after it goes on.
const PATIENCE: Duration = Duration::hours(1);
/// Rows read at a time.
const PAGE: u32 = 1000;

/// A log that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    pub events: i64,
    pub signed_heads: usize,
    pub receipts: usize,
    pub head: String,
}

/// The first thing that does not hold.
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
    #[error("the signed head at event {0} is missing: it was taken away")]
    HeadMissing(i64),
    #[error(
        "no head was signed for hours before event {0}: heads were taken away, or the job that signs them did not run"
    )]
    Unsigned(i64),
    #[error(
        "the receipt of command {0} names a head that the chain does not have: it was rewritten, or its end was cut off"
    )]
    Receipt(CommandId),
    #[error(
        "the receipt kept with command {0} is not signed with this centre's receipts' key: it was changed"
    )]
    ReceiptChanged(CommandId),
}

/// Walks the whole log. `Err` is a fault of the database, `Ok(Err)` a log that does not hold.
pub async fn verify(store: &Store, keys: &MasterKeys) -> Result<Result<Sound, Broken>, StoreError> {
    let mut tx = store.read().await?;
    let heads: BTreeMap<_, _> =
        audit::heads(&mut tx).await?.into_iter().map(|head| (head.number, head)).collect();
    let signed_heads = heads.len();
    let mut walk = Walk::new(heads, keys);
    loop {
        let page = audit::after(&mut tx, walk.number, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for event in page {
            if let Err(broken) = walk.step(event) {
                return Ok(Err(broken));
            }
        }
    }
    let (events, head) = (walk.number, walk.chain.clone());
    if let Err(broken) = walk.end() {
        return Ok(Err(broken));
    }
    let receipts = match check_receipts(&mut tx, keys).await? {
        Ok(receipts) => receipts,
        Err(broken) => return Ok(Err(broken)),
    };
    Ok(Ok(Sound { events, signed_heads, receipts, head }))
}

/// Where the walk is.
struct Walk<'a> {
    keys: &'a MasterKeys,
    number: i64,
    chain: String,
    /// Those ahead.
    heads: BTreeMap<i64, AuditHead>,
    /// When the first event happened that no head covers yet.
    unsigned_since: Option<Timestamp>,
    /// When it was first seen to be late.
    late_since: Option<Timestamp>,
}

impl<'a> Walk<'a> {
    fn new(heads: BTreeMap<i64, AuditHead>, keys: &'a MasterKeys) -> Self {
        let chain = BEGINNING.to_owned();
        Self { keys, number: 0, chain, heads, unsigned_since: None, late_since: None }
    }

    fn step(&mut self, event: AuditEvent) -> Result<(), Broken> {
        if event.number != self.number + 1 {
            return Err(Broken::Missing(self.number + 1));
        }
        if chained(&self.chain, &event) != event.chain {
            return Err(Broken::Changed(event.number));
        }
        self.look_at_the_clock(&event)?;
        let before = (self.number, std::mem::replace(&mut self.chain, event.chain));
        self.number = event.number;
        match self.heads.remove(&event.number) {
            Some(head) => {
                self.check_head(&head)?;
                (self.unsigned_since, self.late_since) = (None, None);
            }
            // The founding is signed at once.
            None if event.number == 1 => return Err(Broken::HeadMissing(1)),
            None if event.what == SIGN_HEAD => {
                // It notes the head of what was before it.
                if event.target != target_of_head(before.0) || self.unsigned_since.is_some() {
                    return Err(Broken::HeadMissing(before.0));
                }
            }
            None => self.unsigned_since = self.unsigned_since.or(Some(event.at)),
        }
        Ok(())
    }

    fn look_at_the_clock(&mut self, event: &AuditEvent) -> Result<(), Broken> {
        if self.unsigned_since.is_some_and(|since| event.at > since.plus(LATE)) {
            let seen = *self.late_since.get_or_insert(event.at);
            if event.at > seen.plus(PATIENCE) {
                return Err(Broken::Unsigned(event.number));
            }
        }
        Ok(())
    }

    fn check_head(&self, head: &AuditHead) -> Result<(), Broken> {
        if head.chain != self.chain {
            return Err(Broken::Head(head.number));
        }
        SignatureScheme::EcdsaSha256
            .verify(&self.keys.audit.public_key_info_der(), signed_text(head).as_bytes(), &head.signature)
            .map_err(|_| Broken::Signature(head.number))
    }

    /// No head may stand beyond the last event.
    fn end(self) -> Result<(), Broken> {
        match self.heads.keys().next() {
            Some(beyond) => Err(Broken::Head(*beyond)),
            None => Ok(()),
        }
    }
}

/// Every receipt is genuine, and its head is in the chain that was just walked.
async fn check_receipts(
    tx: &mut Transaction,
    keys: &MasterKeys,
) -> Result<Result<usize, Broken>, StoreError> {
    #[derive(serde::Deserialize)]
    struct Kept {
        receipt: Receipt,
    }
    let (mut count, mut last) = (0, None);
    loop {
        let page = commands::answers_after(tx, last, PAGE).await?;
        let Some((id, _)) = page.last() else { return Ok(Ok(count)) };
        last = Some(*id);
        count += page.len();
        for (id, answer) in page {
            let Ok(Kept { receipt }) = serde_json::from_str(&answer) else {
                return Ok(Err(Broken::ReceiptChanged(id)));
            };
            if receipt.command != id || !is_genuine(keys, &receipt) {
                return Ok(Err(Broken::ReceiptChanged(id)));
            }
            if !audit::has_chain(tx, &receipt.audit_head).await? {
                return Ok(Err(Broken::Receipt(id)));
            }
        }
    }
}
