//! `GET /v1/products/{id}`: a product with everything the officer may see of it.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::certificates::{self, IssuedKind, StandingStatus, StoredCertificate},
};
use sportello_contract::cases::{CertificateFacts, ProductDetail};
use sportello_domain::{
    catalogue::{Carrier, CertificateKind},
    ids::ProductId,
    product::ProductStatus,
    rights::Action,
};
use sportello_pki::Certificate;

use super::{Body, Endpoint, Guard, order_detail::history, schema};
use crate::{
    Centre, Refusal, authority::subject, cases::OpenCase, input::Named, issuance::enrolment,
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/products/{id}",
    guard: Guard::Right(Action::ReadCase),
    summary: "A product with certificates and history",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<ProductDetail>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
) -> Result<Json<ProductDetail>, Refusal> {
    let mut tx = centre.store.read().await?;
    let (open, product) = OpenCase::find_by_product(&mut tx, &signed_in, id).await?;
    signed_in.may(Action::ReadCase, &open.product_target(&product))?;
    let certificates = certificate_facts(&mut tx, id).await?;
    let history = history(&mut tx, open.request.id, Some(id)).await?;
    let mut actions = open.product_actions(&signed_in.actor, &product);
    if product.definition.carrier != Carrier::Remote {
        let too_late = enrolment::why_not_again(&centre, &mut tx, id).await?;
        for state in actions.iter_mut().filter(|state| state.action == Action::ResendEnvelope) {
            state.why_not = state.why_not.or(too_late);
        }
    }
    let request = open.request;
    // The passphrase of a token's envelope belongs to its enrolment.
    let awaits_passphrase = product.definition.carrier == Carrier::Remote
        && product.status == ProductStatus::InIssuance
        && !certificates.is_empty();
    Ok(Json(ProductDetail {
        product: id,
        request: request.id,
        version: product.version,
        order_id: request.order_id,
        user_id: product.user_id,
        activation_code: request.activation_code,
        status: product.status,
        status_since: product.status_since,
        request_status: request.state.status,
        contract_status: request.contract_status,
        method: request.method,
        item: product.definition.item,
        carrier: product.definition.carrier,
        role: product.definition.role,
        nickname: product.definition.nickname,
        lookup_code: product.definition.lookup_code,
        holder: request.case.applicant,
        contacts: request.case.contacts,
        iut: product.iut,
        activated_at: product.activated_at,
        expires_at: product.expires_at,
        billing_expires_on: product.billing_expires_on,
        certificates,
        awaits_passphrase,
        history,
        actions,
    }))
}

async fn certificate_facts(
    tx: &mut Transaction,
    product: ProductId,
) -> Result<Vec<CertificateFacts>, Refusal> {
    let all = certificates::of_product(tx, product).await?;
    all.iter().filter_map(|stored| facts(stored).transpose()).collect()
}

/// `None` for what is no holder's certificate.
fn facts(stored: &StoredCertificate) -> Result<Option<CertificateFacts>, Refusal> {
    let kind = match stored.kind {
        IssuedKind::Signature => CertificateKind::Signature,
        IssuedKind::Authentication => CertificateKind::Authentication,
        IssuedKind::Officer | IssuedKind::Responder | IssuedKind::Timestamping => return Ok(None),
    };
    let certificate = Certificate::from_der(&stored.certificate).map_err(Refusal::internal)?;
    let facts = certificate.facts().map_err(Refusal::internal)?;
    Ok(Some(CertificateFacts {
        certificate: stored.id,
        kind,
        serial: stored.serial.clone(),
        subject: subject::in_one_line(&facts.subject),
        issuer: subject::in_one_line(&facts.issuer),
        not_before: stored.not_before,
        not_after: stored.not_after,
        revoked_at: (stored.standing.status == StandingStatus::Revoked).then_some(stored.standing.since),
        pem: certificate.to_pem().map_err(Refusal::internal)?,
    }))
}
