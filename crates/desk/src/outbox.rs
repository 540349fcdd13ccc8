//! What waits to be sent: in order per case; a refusal holds what follows it in that case; nothing counts as done
//! before the centre's receipt, which is verified and kept.
// reason for length: one order of sending; cut apart, the rule of what holds what would be in two places

use std::collections::HashSet;

use serde::{Serialize, de::DeserializeOwned};
use sportello_contract::{
    central::{
        command::{Answer, Command, FORMAT},
        recognition::StartRecognition,
        requests::{SubmitRequest, SubmittedRequest},
    },
    desk::{
        recognition::Sent,
        status::{OthersWrite, QueueRow, QueueState},
    },
    error::WireError,
};
use sportello_domain::{
    error_code::{ErrorCode, Remedy},
    ids::{CommandId, ProductId, RequestId},
    request::RequestStatus,
};

use crate::{
    Desk, DeskError, DeskEvent, case_of,
    ports::{CentralError, command_id},
    receipts::{Sendable, check_receipt},
    records::{Change, OutboxRecord, OutboxState, Write},
};

/// How many received writes the queue still shows.
const SHOWN: u32 = 20;

/// The queue, oldest first.
pub async fn queue(desk: &Desk) -> Result<Vec<QueueRow>, DeskError> {
    let rows = own(desk, SHOWN).await?;
    let sending = desk.sending.try_lock().is_err();
    let mut held = HashSet::new();
    let mut first = true;
    Ok(rows
        .into_iter()
        .map(|row| {
            let state = match row.state {
                OutboxState::Refused { error } => {
                    held.insert(row.request);
                    QueueState::Refused { code: error.code, params: error.params, remedy: error.remedy }
                }
                OutboxState::Received { at, number } => QueueState::Received { at, number },
                OutboxState::Waiting if held.contains(&row.request) => QueueState::Held,
                OutboxState::Waiting if sending && std::mem::take(&mut first) => QueueState::Sending,
                OutboxState::Waiting => QueueState::OnThisPc,
            };
            QueueRow {
                command: row.command,
                request: row.request,
                kind: row.write.kind().to_owned(),
                label: row.label,
                made_at: row.made_at,
                attempts: row.attempts,
                state,
            }
        })
        .collect())
}

/// What other officers' writes wait on this PC, oldest first.
pub async fn queue_of_others(desk: &Desk) -> Result<Vec<OthersWrite>, DeskError> {
    let (_, others) = by_owner(desk).await?;
    let rows = others.into_iter().map(|row| OthersWrite {
        command: row.command,
        made_at: row.made_at,
        refused: matches!(row.state, OutboxState::Refused { .. }),
    });
    Ok(rows.collect())
}

/// Sends again what was refused with the remedy *retry*, and everything that waits.
pub async fn retry_queue(desk: &Desk) -> Result<Vec<QueueRow>, DeskError> {
    let refused = own(desk, 0).await?.into_iter().filter(|row| match &row.state {
        OutboxState::Refused { error } => error.remedy != Remedy::CallSupport,
        _ => false,
    });
    let again: Vec<_> =
        refused.map(|row| Change::Settle { command: row.command, state: OutboxState::Waiting }).collect();
    if !again.is_empty() {
        desk.ports.store.apply(again).await?;
    }
    send_now(desk).await?;
    queue(desk).await
}

/// Sends what waits, one write after the other. Without network it stops and says nothing: the queue tells the truth.
pub async fn send_now(desk: &Desk) -> Result<(), DeskError> {
    send_each(desk, |_| {}).await
}

/// The same, and says of each write when the centre answered to it.
pub(crate) async fn send_each(desk: &Desk, mut answered: impl FnMut(CommandId)) -> Result<(), DeskError> {
    let _one_at_a_time = desk.sending.lock().await;
    let rows = own(desk, 0).await?;
    let of = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut done = 0;
    let mut stopped = HashSet::new();
    for row in rows {
        if matches!(row.state, OutboxState::Refused { .. }) {
            stopped.insert(row.request);
        }
        if stopped.contains(&row.request) || row.state != OutboxState::Waiting {
            continue;
        }
        let (request, command) = (row.request, row.command);
        let settled = send(desk, row).await;
        if settled.is_ok() {
            answered(command);
        }
        match settled {
            Ok(Settled::Received) => {
                done += 1;
                desk.tell(DeskEvent::SyncProgressed { done, of });
            }
            Ok(Settled::NotYet) => {
                stopped.insert(request);
            }
            // Without network or session nothing else gets through either.
            Err(error) if error.is_unreachable() || is_session_end(&error) => break,
            Err(error) => return Err(error),
        }
    }
    if of > 0 {
        desk.changed(&["queue", "drafts", "orders", "status"]);
    }
    Ok(())
}

/// The writes of the session's account: another officer's wait for that officer.
pub(crate) async fn own(desk: &Desk, received: u32) -> Result<Vec<OutboxRecord>, DeskError> {
    let account = desk.session()?.account.id;
    let rows = desk.ports.store.outbox(received).await?;
    Ok(rows.into_iter().filter(|row| row.account == account).collect())
}

/// What waits or was refused: the writes of whoever is signed in, and those of all others.
pub(crate) async fn by_owner(desk: &Desk) -> Result<(Vec<OutboxRecord>, Vec<OutboxRecord>), DeskError> {
    let account = desk.session().ok().map(|session| session.account.id);
    let rows = desk.ports.store.outbox(0).await?;
    Ok(rows.into_iter().partition(|row| Some(row.account) == account))
}

/// A row for the outbox, its command made now.
pub(crate) fn row(
    desk: &Desk,
    request: RequestId,
    label: &str,
    write: Write,
) -> Result<OutboxRecord, DeskError> {
    let at = desk.clock_is_sound()?;
    Ok(OutboxRecord {
        command: command_id(&*desk.ports.chance, at),
        request,
        account: desk.session()?.account.id,
        label: label.to_owned(),
        write,
        made_at: at,
        attempts: 0,
        sent: None,
        state: OutboxState::Waiting,
    })
}

enum Settled {
    Received,
    NotYet,
}

async fn send(desk: &Desk, row: OutboxRecord) -> Result<Settled, DeskError> {
    let central = desk.centre().await?;
    let outcome = match &row.write {
        Write::StoreEvidence { evidence } => {
            let bytes = desk.ports.store.evidence_bytes(evidence.id).await?;
            let bytes = bytes.ok_or(crate::ports::StoreError::Attachment)?;
            desk.heard(central.store_evidence(row.request, evidence, bytes).await).map(|()| None)
        }
        write => {
            let path = path(row.request, write);
            let command = Sendable::plain(bytes(desk, &row).await?)?;
            let answer = desk.heard(central.command(&path, command.bytes.clone()).await);
            answer.map(|answer| Some((command, answer)))
        }
    };
    match outcome {
        Ok(answer) => {
            received(desk, &row, answer).await?;
            Ok(Settled::Received)
        }
        Err(DeskError::Central(CentralError::Refused(wire))) if !is_ended(&wire) => {
            refused(desk, &row, wire).await?;
            Ok(Settled::NotYet)
        }
        Err(error) => {
            desk.ports.store.apply(vec![Change::CountAttempt { command: row.command }]).await?;
            Err(error)
        }
    }
}

/// The bytes of the command: made once, at the first attempt, when the version that the one before it left is known.
async fn bytes(desk: &Desk, row: &OutboxRecord) -> Result<String, DeskError> {
    if let Some(sent) = &row.sent {
        return Ok(sent.clone());
    }
    let version = version_of(desk, row.request).await?;
    let made = match &row.write {
        Write::SubmitRequest { case } => encode(row, version, SubmitRequest { case: (**case).clone() })?,
        Write::StartRecognition => encode(row, version, StartRecognition {})?,
        Write::FileSignedForm { form } => encode(row, version, form.clone())?,
        Write::FileOrganisationConsent { consent } => encode(row, version, consent.clone())?,
        Write::FileReport { report } => encode(row, version, report.clone())?,
        Write::StoreEvidence { .. } => return Err(DeskError::internal("evidence is no command")),
    };
    desk.ports.store.apply(vec![Change::FixBytes { command: row.command, sent: made.clone() }]).await?;
    Ok(made)
}

fn encode<T: Serialize>(
    row: &OutboxRecord,
    expected_version: Option<u32>,
    body: T,
) -> Result<String, DeskError> {
    let command = Command { id: row.command, format: FORMAT, made_at: row.made_at, expected_version, body };
    serde_json::to_string(&command).map_err(DeskError::internal)
}

fn path(request: RequestId, write: &Write) -> String {
    let of_request = |what: &str| format!("registration-requests/{request}/{what}");
    match write {
        Write::StoreEvidence { evidence } => format!("evidence/{}", evidence.id),
        Write::SubmitRequest { .. } => "registration-requests".to_owned(),
        Write::StartRecognition => of_request("recognition-starts"),
        Write::FileSignedForm { .. } => of_request("signed-forms"),
        Write::FileOrganisationConsent { .. } => of_request("organisation-consents"),
        Write::FileReport { .. } => of_request("recognition-reports"),
    }
}

async fn received(
    desk: &Desk,
    row: &OutboxRecord,
    answer: Option<(Sendable, Answer<serde_json::Value>)>,
) -> Result<(), DeskError> {
    let mut at = desk.now();
    let mut number = None;
    let mut changes = Vec::new();
    if let Some((sent, answer)) = answer {
        check_receipt(desk, &sent, &answer.receipt).await?;
        at = answer.receipt.received_at;
        changes.extend(note_version(row.request, &answer.body));
        if let Write::SubmitRequest { case } = &row.write {
            let order: SubmittedRequest = read(answer.body)?;
            number = Some(order.order_id.clone());
            let product = case.products.first().map(|product| product.id);
            let text = serde_json::to_string(&(order, product)).map_err(DeskError::internal)?;
            changes.push(Change::Set { name: order_name(row.request), value: Some(text) });
            // Handed in: from here on the centre owns the case.
            changes.push(Change::ForgetDraft { id: row.request });
        }
        if matches!(row.write, Write::FileReport { .. }) {
            // Recognised: this PC does not need the person's data any more.
            changes.push(case_of::forget(row.request));
        }
        changes.push(Change::KeepReceipt(answer.receipt));
    }
    if let Write::StoreEvidence { evidence } = &row.write
        && evidence.kind != sportello_domain::document::EvidenceKind::DocumentImage
    {
        changes.push(Change::ForgetEvidence { id: evidence.id });
    }
    changes.push(Change::Settle { command: row.command, state: OutboxState::Received { at, number } });
    desk.ports.store.apply(changes).await?;
    desk.heard_time(at).await
}

async fn refused(desk: &Desk, row: &OutboxRecord, wire: WireError) -> Result<(), DeskError> {
    if wire.remedy == Remedy::Retry {
        return Ok(desk.ports.store.apply(vec![Change::CountAttempt { command: row.command }]).await?);
    }
    let mut changes = vec![
        Change::CountAttempt { command: row.command },
        Change::Settle { command: row.command, state: OutboxState::Refused { error: wire.clone() } },
    ];
    if matches!(row.write, Write::SubmitRequest { .. })
        && let Some(draft) = desk.ports.store.draft(row.request).await?
    {
        let status = if draft.returned.is_some() { RequestStatus::Returned } else { RequestStatus::Draft };
        let local_code = draft.local_code;
        changes.push(Change::MarkDraft {
            id: row.request,
            expected: None,
            status,
            local_code,
            refused: Some(wire),
        });
    }
    Ok(desk.ports.store.apply(changes).await?)
}

/// Sends a command that was made, verifies and keeps its receipt.
pub(crate) async fn deliver<R: DeserializeOwned>(
    desk: &Desk,
    path: &str,
    command: Sendable,
) -> Result<R, DeskError> {
    let answer = desk.heard(desk.centre().await?.command(path, command.bytes.clone()).await)?;
    check_receipt(desk, &command, &answer.receipt).await?;
    let at = answer.receipt.received_at;
    desk.ports.store.apply(vec![Change::KeepReceipt(answer.receipt)]).await?;
    desk.heard_time(at).await?;
    read(answer.body)
}

/// Whether these writes were received, or wait.
pub(crate) async fn sent(desk: &Desk, command: CommandId) -> Result<Sent, DeskError> {
    let rows = desk.ports.store.outbox(u32::MAX).await?;
    let state = rows.into_iter().find(|row| row.command == command).map(|row| row.state);
    match state {
        Some(OutboxState::Received { at, .. }) => Ok(Sent::Received { at }),
        Some(OutboxState::Refused { error }) => Err(CentralError::Refused(error).into()),
        Some(OutboxState::Waiting) | None => Ok(Sent::OnThisPc),
    }
}

/// The centre's answer to the submission, once it came, and the product it was about.
pub(crate) async fn order_of(
    desk: &Desk,
    request: RequestId,
) -> Result<Option<(SubmittedRequest, Option<ProductId>)>, DeskError> {
    let text = desk.ports.store.value(&order_name(request)).await?;
    text.map(|text| serde_json::from_str(&text).map_err(DeskError::internal)).transpose()
}

/// The version of the request at the centre, as last heard.
pub(crate) async fn version_of(desk: &Desk, request: RequestId) -> Result<Option<u32>, DeskError> {
    let text = desk.ports.store.value(&version_name(request)).await?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Remembers the version in an answer.
fn note_version(request: RequestId, body: &serde_json::Value) -> Option<Change> {
    let version = u32::try_from(body.get("version")?.as_u64()?).ok()?;
    Some(version_change(request, version))
}

/// Remembers a version.
pub(crate) fn version_change(request: RequestId, version: u32) -> Change {
    Change::Set { name: version_name(request), value: Some(version.to_string()) }
}

fn version_name(request: RequestId) -> String {
    format!("version/{request}")
}

fn order_name(request: RequestId) -> String {
    format!("order/{request}")
}

fn read<R: DeserializeOwned>(body: serde_json::Value) -> Result<R, DeskError> {
    serde_json::from_value(body).map_err(|error| CentralError::Unreadable(error.to_string()).into())
}

fn is_ended(wire: &WireError) -> bool {
    wire.known_code() == Some(ErrorCode::SessionEnded)
}

fn is_session_end(error: &DeskError) -> bool {
    match error {
        DeskError::Told { code, .. } => *code == ErrorCode::SessionEnded,
        DeskError::Central(CentralError::Refused(wire)) => is_ended(wire),
        _ => false,
    }
}
