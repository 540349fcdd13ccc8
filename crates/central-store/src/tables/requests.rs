//! Requests after the desk has confirmed them, their history, and which evidence belongs to them.

use sportello_domain::{
    account::Profile,
    case::Case,
    catalogue::RecognitionMethod,
    document::{DocumentSide, EvidenceKind},
    ids::{AccountId, CustomerId, EvidenceId, PersonId, ProductId, RequestId, UnitId},
    moment::{Day, Timestamp},
    request::{ContractStatus, RequestState},
};

use crate::{Row, StoreError, Transaction, row::to_json, value::params};

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationRequest {
    pub id: RequestId,
    pub customer: CustomerId,
    pub unit: UnitId,
    pub version: u32,
    pub state: RequestState,
    pub contract_status: ContractStatus,
    pub method: RecognitionMethod,
    pub order_id: String,
    pub activation_code: String,
    pub person: PersonId,
    pub entered_by: AccountId,
    pub received_at: Timestamp,
    pub case: Case,
    pub case_sha256: String,
    /// From 1; a request that was returned and confirmed anew has its next case.
    pub case_number: u32,
    pub recognition: Option<Recognition>,
}

/// The completed recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    pub recogniser: AccountId,
    pub on: Day,
    pub place: String,
    pub report: EvidenceId,
    pub accepted_at: Timestamp,
}

fn request(row: &Row) -> Result<RegistrationRequest, StoreError> {
    let recognition = match row.parsed_or_none("recogniser_id")? {
        None => None,
        Some(recogniser) => Some(Recognition {
            recogniser,
            on: row.parsed("recognised_on")?,
            place: row.text("recognised_place")?,
            report: row.parsed("report_evidence")?,
            accepted_at: row.at("report_accepted_at")?,
        }),
    };
    Ok(RegistrationRequest {
        id: row.parsed("id")?,
        customer: row.parsed("customer_id")?,
        unit: row.parsed("unit_id")?,
        version: row.number("version")?,
        state: RequestState {
            status: row.parsed("status")?,
            since: row.at("status_since")?,
            reason: row.text_or_none("reason")?,
        },
        contract_status: row.parsed("contract_status")?,
        method: row.parsed("method")?,
        order_id: row.text("order_id")?,
        activation_code: row.text("activation_code")?,
        person: row.parsed("person_id")?,
        entered_by: row.parsed("entered_by")?,
        received_at: row.at("received_at")?,
        case: row.json("case_json")?,
        case_sha256: row.text("case_sha256")?,
        case_number: row.number("case_number")?,
        recognition,
    })
}

/// Adds a request.
pub async fn insert(tx: &mut Transaction, request: &RegistrationRequest) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO requests (id, customer_id, unit_id, version, status, status_since, reason, contract_status, \
         method, order_id, activation_code, person_id, entered_by, received_at, case_json, case_sha256, \
         case_number) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        params![
            request.id,
            request.customer,
            request.unit,
            request.version,
            request.state.status,
            request.state.since,
            request.state.reason.as_ref(),
            request.contract_status,
            request.method,
            &request.order_id,
            &request.activation_code,
            request.person,
            request.entered_by,
            request.received_at,
            to_json(&request.case, "case_json")?,
            &request.case_sha256,
            request.case_number
        ],
    )
    .await?;
    Ok(())
}

/// A request by its id.
pub async fn find(tx: &mut Transaction, id: RequestId) -> Result<Option<RegistrationRequest>, StoreError> {
    let sql = "SELECT id, customer_id, unit_id, version, status, status_since, reason, contract_status, method, \
               order_id, activation_code, person_id, entered_by, received_at, case_json, case_sha256, case_number, \
               recogniser_id, recognised_on, recognised_place, report_evidence, report_accepted_at FROM requests WHERE id = $1";
    tx.optional(sql, params![id]).await?.as_ref().map(request).transpose()
}

/// Writes everything that can change, if the version is still the one that was read; raises it. Answers the new
/// version, or `None` where somebody else wrote first.
pub async fn update(tx: &mut Transaction, request: &RegistrationRequest) -> Result<Option<u32>, StoreError> {
    let recognition = request.recognition.as_ref();
    let changed = tx
        .execute(
            "UPDATE requests SET version = version + 1, status = $3, status_since = $4, reason = $5, \
             contract_status = $6, person_id = $7, case_json = $8, case_sha256 = $9, recogniser_id = $10, \
             recognised_on = $11, recognised_place = $12, report_evidence = $13, report_accepted_at = $14, \
             unit_id = $15, method = $16, case_number = $17 WHERE id = $1 AND version = $2",
            params![
                request.id,
                request.version,
                request.state.status,
                request.state.since,
                request.state.reason.as_ref(),
                request.contract_status,
                request.person,
                to_json(&request.case, "case_json")?,
                &request.case_sha256,
                recognition.map(|r| r.recogniser),
                recognition.map(|r| r.on),
                recognition.map(|r| r.place.as_str()),
                recognition.map(|r| r.report),
                recognition.map(|r| r.accepted_at),
                request.unit,
                request.method,
                request.case_number
            ],
        )
        .await?;
    Ok((changed == 1).then_some(request.version + 1))
}

macro_rules! idle {
    ($rest:literal) => {
        concat!(
            "SELECT r.id FROM requests r WHERE r.status_since <= $1 AND r.status IN ('submitted', 'inRecognition', ",
            "'contractToSign', 'recognised', 'returned') AND NOT EXISTS (SELECT 1 FROM history h ",
            "WHERE h.request_id = r.id AND h.at > $1) ",
            $rest
        )
    };
}

/// Requests before issuance of which the history has told nothing since a moment, the most forgotten first.
pub async fn idle(tx: &mut Transaction, since: Timestamp, limit: u32) -> Result<Vec<RequestId>, StoreError> {
    tx.all(idle!("ORDER BY r.status_since, r.id LIMIT $2"), params![since, limit])
        .await?
        .iter()
        .map(|row| row.parsed("id"))
        .collect()
}

/// Whether a request is one of those.
pub async fn is_idle(tx: &mut Transaction, id: RequestId, since: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.optional(idle!("AND r.id = $2"), params![since, id]).await?.is_some())
}

/// Keeps the case that a returned request had, before a new one replaces it.
pub async fn keep_past_case(tx: &mut Transaction, request: &RegistrationRequest) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO past_cases (request_id, version, case_json, case_sha256) VALUES ($1, $2, $3, $4)",
        params![request.id, request.version, to_json(&request.case, "case_json")?, &request.case_sha256],
    )
    .await?;
    Ok(())
}

/// A line of a request's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// `None` for what concerns the request as a whole.
    pub product: Option<ProductId>,
    pub at: Timestamp,
    /// A status word, or an act such as `evidenceUploaded`.
    pub what: String,
    /// `None` where the centre acted by itself.
    pub account: Option<AccountId>,
    pub profile: Option<Profile>,
    pub reason: Option<String>,
}

/// Adds a line at the end of the history.
pub async fn add_history(
    tx: &mut Transaction,
    request: RequestId,
    line: &HistoryLine,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO history (request_id, number, product_id, at, what, account_id, profile, reason) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM history WHERE request_id = $1",
        params![request, line.product, line.at, &line.what, line.account, line.profile, line.reason.as_ref()],
    )
    .await?;
    Ok(())
}

/// A request's history from its beginning, each line with the actor's full name; with `product`, only what concerns
/// that product or the request as a whole.
pub async fn history(
    tx: &mut Transaction,
    request: RequestId,
    product: Option<ProductId>,
) -> Result<Vec<(HistoryLine, Option<String>)>, StoreError> {
    let sql = "SELECT h.product_id, h.at, h.what, h.account_id, h.profile, h.reason, \
               a.given_names || ' ' || a.surname AS who FROM history h LEFT JOIN accounts a ON a.id = h.account_id \
               WHERE h.request_id = $1 AND ($2 IS NULL OR h.product_id IS NULL OR h.product_id = $2) \
               ORDER BY h.number";
    tx.all(sql, params![request, product])
        .await?
        .iter()
        .map(|row| {
            let line = HistoryLine {
                product: row.parsed_or_none("product_id")?,
                at: row.at("at")?,
                what: row.text("what")?,
                account: row.parsed_or_none("account_id")?,
                profile: row.parsed_or_none("profile")?,
                reason: row.text_or_none("reason")?,
            };
            Ok((line, row.text_or_none("who")?))
        })
        .collect()
}

/// A piece of evidence as part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestEvidence {
    pub evidence: EvidenceId,
    pub request: RequestId,
    pub kind: EvidenceKind,
    pub side: Option<DocumentSide>,
    pub added_at: Timestamp,
    pub added_by: AccountId,
    /// Which of the request's cases it was filed for; an image: the newest that names it.
    pub case_number: u32,
}

fn request_evidence(row: &Row) -> Result<RequestEvidence, StoreError> {
    Ok(RequestEvidence {
        evidence: row.parsed("evidence_id")?,
        request: row.parsed("request_id")?,
        kind: row.parsed("kind")?,
        side: row.parsed_or_none("side")?,
        added_at: row.at("added_at")?,
        added_by: row.parsed("added_by")?,
        case_number: row.number("case_number")?,
    })
}

/// Makes a stored piece of evidence part of a request. Evidence belongs to one request, is of one kind for ever, and
/// counts for the case it was filed for; only an image is of the next case too. Answers false where it is part of
/// something already, and not of this.
pub async fn add_evidence(tx: &mut Transaction, evidence: &RequestEvidence) -> Result<bool, StoreError> {
    let sql = "INSERT INTO request_evidence (evidence_id, request_id, kind, side, added_at, added_by, case_number) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (evidence_id) DO UPDATE \
               SET case_number = excluded.case_number \
               WHERE request_evidence.request_id = excluded.request_id AND request_evidence.kind = excluded.kind \
               AND (request_evidence.case_number = excluded.case_number OR excluded.kind = 'documentImage')";
    let changed = tx
        .execute(
            sql,
            params![
                evidence.evidence,
                evidence.request,
                evidence.kind,
                evidence.side,
                evidence.added_at,
                evidence.added_by,
                evidence.case_number
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// The evidence of a request, in the order it was added.
pub async fn evidence(tx: &mut Transaction, request: RequestId) -> Result<Vec<RequestEvidence>, StoreError> {
    let sql = "SELECT evidence_id, request_id, kind, side, added_at, added_by, case_number FROM request_evidence \
               WHERE request_id = $1 ORDER BY added_at, evidence_id";
    tx.all(sql, params![request]).await?.iter().map(request_evidence).collect()
}

/// The request a piece of evidence belongs to.
pub async fn evidence_owner(
    tx: &mut Transaction,
    evidence: EvidenceId,
) -> Result<Option<RequestEvidence>, StoreError> {
    let sql = "SELECT evidence_id, request_id, kind, side, added_at, added_by, case_number FROM request_evidence \
               WHERE evidence_id = $1";
    tx.optional(sql, params![evidence]).await?.as_ref().map(request_evidence).transpose()
}
