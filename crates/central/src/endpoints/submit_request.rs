//! `POST /v1/registration-requests`: a confirmed case becomes an order. A returned request comes the same way again,
//! with a new case under its old numbers.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::{
        accounts::{self, Account},
        customers::{self, Customer},
        people,
        products::{self, Product, Searchable},
        requests::{self, RegistrationRequest, RequestEvidence},
    },
};
use sportello_contract::central::{
    command::Answer,
    people::KnownDocument,
    reference::SupportLink,
    requests::{SubmitRequest, SubmittedRequest},
};
use sportello_domain::{
    case::Case,
    catalogue::RecognitionMethod,
    document::EvidenceKind,
    draft_check::CheckContext,
    error_code::ErrorCode,
    ids::PersonId,
    moment::Timestamp,
    product::ProductStatus,
    request::{ContractStatus, RequestEvent, RequestState, RequestStatus},
    rights::{Action, Target},
};
use time::Duration;

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    case_check,
    cases::OpenCase,
    commands::{self, Begun, Received, Secrecy},
    contacts, evidence,
    numbers::{self, Series},
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/registration-requests",
    guard: Guard::Right(Action::SubmitRequest),
    summary: "Hands a confirmed case in; gives its numbers",
    query: None,
    input: Body::Command(schema::<SubmitRequest>),
    output: Body::Command(schema::<SubmittedRequest>),
    refusals: &[
        ErrorCode::CaseIncomplete,
        ErrorCode::ContactInUse,
        ErrorCode::OfficerContact,
        ErrorCode::MethodNotOffered,
        ErrorCode::EvidenceMissing,
        ErrorCode::EvidenceHashMismatch,
    ],
    route: || on(MethodFilter::POST, submit),
};

async fn submit(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    received: Received<SubmitRequest>,
) -> Result<Json<Answer<SubmittedRequest>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let now = command.received_at;
    let case = &received.body.case;
    let before = earlier(&mut tx, &signed_in, &received).await?;
    let customer: Customer<Vec<SupportLink>> =
        customers::find(&mut tx, signed_in.customer()).await?.ok_or_else(Refusal::not_found)?;
    check_case(&mut tx, &centre, &signed_in, &customer, case, now).await?;
    contacts::check(&mut tx, signed_in.customer(), case).await?;
    check_images(&mut tx, &signed_in, case).await?;
    let operator =
        accounts::find(&mut tx, signed_in.session.account).await?.ok_or_else(Refusal::not_found)?;
    let person = keep_person(&mut tx, &centre, &signed_in, case, now).await?;
    let mut open = match before {
        None => first(&mut tx, &centre, &signed_in, &customer, case, person, now).await?,
        Some(before) => again(&mut tx, before, case, person, now).await?,
    };
    add_products(&mut tx, &signed_in, &mut open, &customer, &operator, now).await?;
    add_images(&mut tx, &signed_in, &open, now).await?;
    let answer = SubmittedRequest {
        request: open.request.id,
        order_id: open.request.order_id.clone(),
        activation_code: open.request.activation_code.clone(),
        user_ids: open.products.iter().map(|product| product.user_id.clone()).collect(),
        status: open.request.state.status,
        version: open.request.version,
    };
    let what = What {
        detail: open.request.case_sha256.clone(),
        ..What::done(Action::SubmitRequest.as_str(), format!("request {}", open.request.id))
    };
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, answer).await?))
}

/// The returned request that this replaces; `None` for a new one.
async fn earlier(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    received: &Received<SubmitRequest>,
) -> Result<Option<OpenCase>, Refusal> {
    let case = &received.body.case;
    if requests::find(tx, case.request).await?.is_none() {
        let target = Target {
            customer: signed_in.customer(),
            unit: case.unit,
            owner: case.entered_by,
            method: None,
            request: None,
            product: None,
        };
        signed_in.may(Action::SubmitRequest, &target)?;
        return Ok(None);
    }
    let open = OpenCase::find(tx, signed_in, case.request).await?;
    signed_in.may(Action::SubmitRequest, &open.target())?;
    received.expect_version(open.request.version)?;
    Ok(Some(open))
}

async fn check_case(
    tx: &mut Transaction,
    centre: &Centre,
    signed_in: &SignedIn,
    customer: &Customer<Vec<SupportLink>>,
    case: &Case,
    now: Timestamp,
) -> Result<(), Refusal> {
    let catalogue = customers::catalogue(tx, customer.id).await?;
    let grace = Duration::days(i64::from(centre.config.requests.text_grace_days));
    let texts = case_check::texts_of(&customers::dated_texts(tx, customer.id).await?, case, grace, now);
    let methods: Vec<RecognitionMethod> = signed_in.actor.methods.iter().copied().collect();
    let context = CheckContext {
        catalogue: &catalogue,
        texts: &texts,
        rules: &customer.rules,
        methods: &methods,
        today: case_check::day_of(case, now)?,
    };
    case_check::check(case, &signed_in.actor, &context)
}

/// What the case names must be here, and be what the case says it is.
async fn check_images(tx: &mut Transaction, signed_in: &SignedIn, case: &Case) -> Result<(), Refusal> {
    for image in case.document.iter().flat_map(|document| &document.images) {
        if image.kind != EvidenceKind::DocumentImage {
            return Err(Refusal::bad_input("body.case.document.images", "kind"));
        }
        let stored = evidence::facts(tx, signed_in.customer(), image.id)
            .await?
            .ok_or_else(|| Refusal::new(ErrorCode::EvidenceMissing).with("evidence", image.id))?;
        if stored.sha256 != image.sha256 || stored.size != image.size || stored.media_type != image.media_type
        {
            return Err(Refusal::new(ErrorCode::EvidenceHashMismatch).with("evidence", image.id));
        }
    }
    Ok(())
}

async fn keep_person(
    tx: &mut Transaction,
    centre: &Centre,
    signed_in: &SignedIn,
    case: &Case,
    now: Timestamp,
) -> Result<PersonId, Refusal> {
    let document = case.document.as_ref().map(|document| KnownDocument {
        kind: document.kind,
        country: document.country.clone(),
        number: document.number.clone(),
        issued_on: document.issued_on,
        expires_on: document.expires_on,
        authority: document.authority.clone(),
    });
    let fresh = PersonId(centre.chance.id());
    let document = document.as_ref().map(|document| (document.number.as_str(), document));
    let customer = signed_in.customer();
    Ok(people::upsert(tx, customer, fresh, &case.applicant, &case.contacts, document, now).await?)
}

/// From draft by way of the outbox to the centre: the transitions that the desk has made, made good here.
fn submitted(from: RequestState, case: &Case, now: Timestamp) -> Result<RequestState, Refusal> {
    Ok(from.apply(RequestEvent::Confirm, case.entered_at, None)?.apply(RequestEvent::Receive, now, None)?)
}

const fn contract_status(method: RecognitionMethod) -> ContractStatus {
    match method {
        RecognitionMethod::Offline => ContractStatus::ToSignByHand,
        _ => ContractStatus::None,
    }
}

async fn first(
    tx: &mut Transaction,
    centre: &Centre,
    signed_in: &SignedIn,
    customer: &Customer<Vec<SupportLink>>,
    case: &Case,
    person: PersonId,
    now: Timestamp,
) -> Result<OpenCase, Refusal> {
    let request = RegistrationRequest {
        id: case.request,
        customer: signed_in.customer(),
        unit: case.unit,
        version: 1,
        state: submitted(RequestState::draft(case.entered_at), case, now)?,
        contract_status: contract_status(case.method),
        method: case.method,
        order_id: numbers::next(tx, &customer.client_code, Series::Order, now.legal_day()).await?,
        activation_code: numbers::activation_code(&*centre.chance),
        person,
        entered_by: signed_in.session.account,
        received_at: now,
        case: case.clone(),
        case_sha256: case.hash().map_err(Refusal::internal)?,
        case_number: 1,
        recognition: None,
    };
    requests::insert(tx, &request).await?;
    Ok(OpenCase { request, products: Vec::new() })
}

async fn again(
    tx: &mut Transaction,
    before: OpenCase,
    case: &Case,
    person: PersonId,
    now: Timestamp,
) -> Result<OpenCase, Refusal> {
    let OpenCase { mut request, products } = before;
    requests::keep_past_case(tx, &request).await?;
    request.state = submitted(request.state, case, now)?;
    request.unit = case.unit;
    request.method = case.method;
    request.contract_status = contract_status(case.method);
    request.person = person;
    request.case = case.clone();
    request.case_sha256 = case.hash().map_err(Refusal::internal)?;
    request.case_number += 1;
    request.recognition = None;
    let mut open = OpenCase { request, products };
    open.save(tx).await?;
    products::remove_of_request(tx, open.request.id).await?;
    Ok(open)
}

/// The case's products, each to be identified. One that was there before the return keeps its number.
async fn add_products(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    open: &mut OpenCase,
    customer: &Customer<Vec<SupportLink>>,
    operator: &Account,
    now: Timestamp,
) -> Result<(), Refusal> {
    let before = std::mem::take(&mut open.products);
    open.tell(tx, signed_in, None, RequestStatus::Submitted.as_str(), None, now).await?;
    let operator_name = operator.full_name();
    for (position, definition) in (0_u32..).zip(&open.request.case.products.clone()) {
        let known = before.iter().find(|product| product.id == definition.id);
        if known.is_none() && products::find(tx, definition.id).await?.is_some() {
            return Err(Refusal::bad_input("body.case.products", "taken"));
        }
        let user_id = match known {
            Some(product) => product.user_id.clone(),
            None => numbers::next(tx, &customer.client_code, Series::User, now.legal_day()).await?,
        };
        let product = Product {
            id: definition.id,
            request: open.request.id,
            customer: open.request.customer,
            unit: open.request.unit,
            position,
            version: known.map_or(1, |product| product.version + 1),
            status: ProductStatus::ToIdentify,
            status_since: now,
            user_id,
            definition: definition.clone(),
            input_at: open.request.received_at,
            iut: None,
            activated_at: None,
            expires_at: None,
            billing_expires_on: None,
        };
        let searchable = Searchable {
            case: &open.request.case,
            operator_name: &operator_name,
            operator_user_name: &operator.user_name,
        };
        products::insert(tx, &product, searchable).await?;
        open.tell(tx, signed_in, Some(product.id), product.status.as_str(), None, now).await?;
        open.products.push(product);
    }
    Ok(())
}

async fn add_images(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    open: &OpenCase,
    now: Timestamp,
) -> Result<(), Refusal> {
    let case = &open.request.case;
    for image in case.document.iter().flat_map(|document| &document.images) {
        let part = RequestEvidence {
            evidence: image.id,
            request: case.request,
            kind: image.kind,
            side: image.side,
            added_at: now,
            added_by: signed_in.session.account,
            case_number: open.request.case_number,
        };
        if !requests::add_evidence(tx, &part).await? {
            return Err(Refusal::new(ErrorCode::EvidenceMissing).with("evidence", image.id));
        }
    }
    Ok(())
}
