//! `GET /v1/orders/{request}`: an order with everything the officer may see of it.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::{accounts, customers, requests},
};
use sportello_contract::cases::{EvidenceRow, HistoryLine, OrderDetail, OrderProduct, RecognitionFacts};
use sportello_domain::{
    catalogue::CustomerType,
    document::{EvidenceKind, EvidenceRef},
    ids::{AccountId, ProductId, RequestId},
    rights::Action,
};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, cases::OpenCase, evidence, input::Named, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/orders/{request}",
    guard: Guard::Right(Action::ReadCase),
    summary: "An order with products, evidence, recognition and history",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<OrderDetail>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<RequestId>,
) -> Result<Json<OrderDetail>, Refusal> {
    let mut tx = centre.store.read().await?;
    let open = OpenCase::find(&mut tx, &signed_in, id).await?;
    signed_in.may(Action::ReadCase, &open.target())?;
    let evidence = evidence_rows(&mut tx, &open).await?;
    let recognition = recognition(&mut tx, &open, &evidence).await?;
    let units = customers::units(&mut tx, signed_in.customer()).await?;
    let actions = open.request_actions(&signed_in.actor);
    let history = history(&mut tx, id, None).await?;
    let operator = full_name(&mut tx, open.request.entered_by).await?;
    let OpenCase { request, products } = open;
    let case = request.case;
    let products = products.into_iter().map(|product| OrderProduct {
        product: product.id,
        user_id: product.user_id,
        status: product.status,
        item: product.definition.item,
        carrier: product.definition.carrier,
        role: product.definition.role,
    });
    Ok(Json(OrderDetail {
        request: id,
        version: request.version,
        order_id: request.order_id,
        activation_code: request.activation_code,
        status: request.state.status,
        status_since: request.state.since,
        reason: request.state.reason,
        contract_status: request.contract_status,
        method: request.method,
        customer_type: case
            .products
            .first()
            .map_or(CustomerType::PrivatePerson, |product| product.customer_type),
        unit: request.unit,
        unit_name: units
            .into_iter()
            .find(|unit| unit.id == request.unit)
            .map(|unit| unit.name)
            .unwrap_or_default(),
        operator,
        applicant: case.applicant,
        contacts: case.contacts,
        document: case.document,
        consents: case.consents,
        products: products.collect(),
        evidence,
        case_sha256: request.case_sha256,
        recognition,
        history,
        actions,
    }))
}

/// An account's name, for those who are named in a case.
pub async fn full_name(tx: &mut Transaction, account: AccountId) -> Result<String, Refusal> {
    Ok(accounts::find(tx, account).await?.map(|account| account.full_name()).unwrap_or_default())
}

/// The history of a request, or of one of its products.
pub async fn history(
    tx: &mut Transaction,
    request: RequestId,
    product: Option<ProductId>,
) -> Result<Vec<HistoryLine>, Refusal> {
    let lines = requests::history(tx, request, product).await?;
    Ok(lines
        .into_iter()
        .map(|(line, who)| HistoryLine {
            at: line.at,
            what: line.what,
            who,
            profile: line.profile,
            reason: line.reason,
        })
        .collect())
}

async fn evidence_rows(tx: &mut Transaction, open: &OpenCase) -> Result<Vec<EvidenceRow>, Refusal> {
    let mut rows = Vec::new();
    let images: Vec<_> = open.request.case.document.iter().flat_map(|document| &document.images).collect();
    for part in requests::evidence(tx, open.request.id).await? {
        let Some(facts) = evidence::facts(tx, open.request.customer, part.evidence).await? else { continue };
        rows.push(EvidenceRow {
            evidence: part.evidence,
            kind: part.kind,
            media_type: facts.media_type,
            size: facts.size,
            sha256: facts.sha256,
            stored_at: facts.stored_at,
            stored_by: full_name(tx, facts.stored_by).await?,
            current: match part.kind {
                EvidenceKind::DocumentImage => images.iter().any(|image| image.id == part.evidence),
                _ => part.case_number == open.request.case_number,
            },
        });
    }
    Ok(rows)
}

async fn recognition(
    tx: &mut Transaction,
    open: &OpenCase,
    evidence: &[EvidenceRow],
) -> Result<Option<RecognitionFacts>, Refusal> {
    let Some(done) = &open.request.recognition else { return Ok(None) };
    let Some(report) = evidence.iter().find(|row| row.evidence == done.report) else { return Ok(None) };
    Ok(Some(RecognitionFacts {
        method: open.request.method,
        legal_basis: open.request.case.legal_basis,
        officer: done.recogniser,
        officer_name: full_name(tx, done.recogniser).await?,
        place: done.place.clone(),
        on: done.on,
        accepted_at: done.accepted_at,
        report: EvidenceRef {
            id: report.evidence,
            kind: report.kind,
            side: None,
            media_type: report.media_type.clone(),
            size: report.size,
            sha256: report.sha256.clone(),
            original_sha256: report.sha256.clone(),
        },
    }))
}
