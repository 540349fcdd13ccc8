//! Reports signed in one go, with one showing of the secret: all are made before it is asked for, the key signs as many as it
//! does for one showing, all that were signed are kept on this PC, and then they are sent. A single report is a run of one.

use std::{collections::HashSet, path::Path, sync::Arc};

use sportello_contract::desk::{
    recognition::Sent,
    report_run::{ReportLine, ReportOutcome, ReportPrepared, ReportRun, ReportRunStep},
};
use sportello_domain::{
    catalogue::Language,
    error_code::ErrorCode,
    ids::{CommandId, RequestId},
    secret::{Password, Pin},
};

use super::{
    given,
    report::{self, Prepared},
};
use crate::{
    Desk, DeskError, DeskEvent, card_credential, credential, outbox,
    ports::{CentralError, Counted, Signer},
    records::OutboxState,
    signature,
};

/// Reports signed in one go at most: a card is held for no longer than these take.
pub const MOST_REPORTS: u16 = 50;

/// Makes the reports anew, each from its case as it is now. To be called before a PIN is asked for: from then on nothing but
/// the key is waited for.
pub async fn prepare_reports(
    desk: &Desk,
    requests: &[RequestId],
    language: Language,
) -> Result<Vec<ReportPrepared>, DeskError> {
    each_once(requests)?;
    let mut reports = Vec::new();
    let count = counting(desk, ReportRunStep::Making, requests.len());
    count(0);
    for &request in requests {
        let problem = prepare(desk, request, language).await.err().map(|error| told(request, &error));
        reports.push(ReportPrepared { request, problem });
        count(reports.len());
    }
    Ok(reports)
}

async fn prepare(desk: &Desk, request: RequestId, language: Language) -> Result<(), DeskError> {
    // Where it does not work out, none that was made before is signed in its place.
    desk.memory().prepared.remove(&request);
    let given = given::of(desk, request).await?.ok_or_else(|| DeskError::told(ErrorCode::NotFound))?;
    let prepared = report::make(desk, given.report, language).await?;
    desk.memory().prepared.insert(request, prepared);
    Ok(())
}

/// Signs prepared reports with the officer's credential file and files them.
pub async fn sign_reports(
    desk: &Desk,
    requests: &[RequestId],
    credential: &Path,
    password: &Password,
) -> Result<ReportRun, DeskError> {
    let signer = credential::open_file(desk, credential, password).await?;
    let run = sign(desk, requests, Arc::new(signer)).await?;
    credential::remember_path(desk, credential).await?;
    Ok(run.told())
}

/// The same with the card in this reader, or the token of this name. Its PIN is shown to it once and kept nowhere: a key that
/// wants it before each signature signs the first report alone.
pub async fn sign_reports_with_card(
    desk: &Desk,
    requests: &[RequestId],
    reader: &str,
    pin: &Pin,
) -> Result<ReportRun, DeskError> {
    let signer = card_credential::signer(desk, reader, pin).await?;
    Ok(sign(desk, requests, signer).await?.told())
}

/// Signs one prepared report with the officer's credential file and files it.
pub async fn sign_report(
    desk: &Desk,
    request: RequestId,
    credential: &Path,
    password: &Password,
) -> Result<Sent, DeskError> {
    let signer = credential::open_file(desk, credential, password).await?;
    let sent = sign(desk, &[request], Arc::new(signer)).await?.of_one()?;
    credential::remember_path(desk, credential).await?;
    Ok(sent)
}

/// The same with the card in this reader, or the token of this name. Its PIN is shown to it once, for this signature, and kept
/// nowhere; a reader with keys of its own asks for it itself.
pub async fn sign_report_with_card(
    desk: &Desk,
    request: RequestId,
    reader: &str,
    pin: &Pin,
) -> Result<Sent, DeskError> {
    let signer = card_credential::signer(desk, reader, pin).await?;
    sign(desk, &[request], signer).await?.of_one()
}

struct Run {
    /// `None` for a report that was not signed.
    lines: Vec<(RequestId, Option<Result<Sent, DeskError>>)>,
    /// What kept the key from signing the next one.
    stopped: Option<DeskError>,
    /// What kept the outbox from sending: nothing is lost, it waits.
    not_sent: Option<DeskError>,
}

async fn sign(desk: &Desk, requests: &[RequestId], signer: Arc<dyn Signer>) -> Result<Run, DeskError> {
    let prepared = prepared(desk, requests)?;
    let at = desk.clock_is_sound()?;
    let documents: Vec<_> = prepared.iter().map(Prepared::unsigned).collect();
    let counted = counting(desk, ReportRunStep::Signing, documents.len());
    let signing = move || signature::sign_pdfs(&documents, &*signer, at, &counted);
    let signed = tokio::task::spawn_blocking(signing).await;
    let (signed, stopped) = signed.map_err(DeskError::internal)??;
    // Every one of them is kept before any is sent: whatever ends the program meanwhile, no signature is lost.
    let mut kept = Vec::new();
    for (prepared, pdf) in prepared.iter().zip(signed) {
        let outcome = report::enqueue(desk, &prepared.given, pdf).await;
        if outcome.is_ok() {
            desk.memory().prepared.remove(&prepared.given.report.request);
        }
        kept.push(outcome);
    }
    let not_sent = send(desk, &kept).await.err();
    desk.changed(&["reportsToSign"]);
    let mut kept = kept.into_iter();
    let mut lines = Vec::new();
    for &request in requests {
        let outcome = match kept.next() {
            Some(Ok(command)) => Some(standing(desk, request, command).await),
            Some(Err(error)) => Some(Err(error)),
            None => None,
        };
        lines.push((request, outcome));
    }
    Ok(Run { lines, stopped, not_sent })
}

/// Sends what was kept, and what else waits; counted are the reports.
async fn send(desk: &Desk, kept: &[Result<CommandId, DeskError>]) -> Result<(), DeskError> {
    let commands: HashSet<_> = kept.iter().flatten().copied().collect();
    if commands.is_empty() {
        return Ok(());
    }
    let count = counting(desk, ReportRunStep::Sending, commands.len());
    let mut settled = 0;
    count(settled);
    outbox::send_each(desk, |command| {
        if commands.contains(&command) {
            settled += 1;
            count(settled);
        }
    })
    .await
}

/// Tells how far a step is.
fn counting(desk: &Desk, step: ReportRunStep, of: usize) -> Counted {
    let tell = desk.teller();
    Arc::new(move |done| tell(DeskEvent::ReportRunProgressed { step, done, of }))
}

/// What became of a report in the outbox. One that is held behind a refusal of its case waits for nothing: the refusal is told.
async fn standing(desk: &Desk, request: RequestId, command: CommandId) -> Result<Sent, DeskError> {
    let sent = outbox::sent(desk, command).await?;
    if sent == Sent::OnThisPc {
        for row in outbox::own(desk, 0).await? {
            if let (true, OutboxState::Refused { error }) = (row.request == request, row.state) {
                return Err(CentralError::Refused(error).into());
            }
        }
    }
    Ok(sent)
}

fn prepared(desk: &Desk, requests: &[RequestId]) -> Result<Vec<Prepared>, DeskError> {
    each_once(requests)?;
    let memory = desk.memory();
    let found = requests.iter().map(|request| memory.prepared.get(request).cloned());
    found.collect::<Option<_>>().ok_or_else(|| DeskError::told(ErrorCode::NotFound))
}

fn each_once(requests: &[RequestId]) -> Result<(), DeskError> {
    let different: HashSet<_> = requests.iter().collect();
    if requests.is_empty() || requests.len() > usize::from(MOST_REPORTS) || different.len() < requests.len() {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"reports"));
    }
    Ok(())
}

impl Run {
    fn of_one(self) -> Result<Sent, DeskError> {
        let line = self.lines.into_iter().next().and_then(|(_, outcome)| outcome);
        match (line, self.not_sent, self.stopped) {
            (Some(outcome), None, _) => outcome,
            (_, Some(error), _) | (None, _, Some(error)) => Err(error),
            (None, None, None) => Err(DeskError::internal("the report was not signed")),
        }
    }

    fn told(self) -> ReportRun {
        if let Some(error) = self.not_sent {
            tracing::warn!(error = %error, "signed reports wait in the outbox");
        }
        let lines = self.lines.into_iter().map(|(request, outcome)| {
            let outcome = match outcome {
                Some(Ok(sent)) => ReportOutcome::Signed { sent },
                Some(Err(error)) => ReportOutcome::Refused { error: told(request, &error) },
                None => ReportOutcome::Left,
            };
            ReportLine { request, outcome }
        });
        let lines = lines.collect();
        let stopped = self.stopped.map(|error| {
            tracing::warn!(error = %error, "the key did not sign every report");
            error.to_wire("")
        });
        ReportRun { lines, stopped }
    }
}

/// One report's fault, which does not end the others.
fn told(request: RequestId, error: &DeskError) -> sportello_contract::error::WireError {
    tracing::warn!(request.id = %request, error = %error, "a report was left out of its run");
    error.to_wire("")
}
