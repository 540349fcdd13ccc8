//! Orders and products: the centre's. Offline the desk says so.

use sha2::{Digest, Sha256};
use sportello_contract::{
    cases::{OrderDetail, ProductDetail, ProductPage, ProductSearch, StatusCount},
    central::{
        issuance::EndedProduct,
        requests::{RequestStanding, WithReason},
    },
    desk::{drafts::DraftView, recognition::PaperView},
};
use sportello_domain::{
    document::EvidenceKind,
    error_code::ErrorCode,
    ids::{EvidenceId, ProductId, RequestId},
};

use crate::{
    Desk, DeskError, acts, drafts, outbox, papers,
    records::{Change, OutboxState},
};

/// A page of products, newest first.
pub async fn search_products(desk: &Desk, search: ProductSearch) -> Result<ProductPage, DeskError> {
    desk.heard(desk.centre().await?.products(&search).await)
}

/// How many products wait in each status.
pub async fn status_counts(desk: &Desk) -> Result<Vec<StatusCount>, DeskError> {
    desk.heard(desk.centre().await?.status_counts().await)
}

/// An order with everything the officer may see of it.
pub async fn order_detail(desk: &Desk, request: RequestId) -> Result<OrderDetail, DeskError> {
    let order = desk.heard(desk.centre().await?.order(request).await)?;
    let mut rows = outbox::own(desk, 0).await?;
    rows.retain(|row| row.request == request);
    let refused = rows.iter().any(|row| matches!(row.state, OutboxState::Refused { .. }));
    // While writes of the case wait, the version they build on is the one they were decided on. Behind a refusal nothing
    // is sent: whoever looks at the case now decides anew.
    if (rows.is_empty() || refused) && outbox::version_of(desk, request).await? != Some(order.version) {
        desk.ports.store.apply(vec![outbox::version_change(request, order.version)]).await?;
    }
    Ok(order)
}

/// A product with everything the officer may see of it.
pub async fn product_detail(desk: &Desk, product: ProductId) -> Result<ProductDetail, DeskError> {
    desk.heard(desk.centre().await?.product(product).await)
}

/// The bytes of a piece of evidence: this PC's, or the centre's.
pub async fn evidence(desk: &Desk, evidence: EvidenceId) -> Result<Vec<u8>, DeskError> {
    if let Some(bytes) = desk.ports.store.evidence_bytes(evidence).await? {
        return Ok(bytes);
    }
    desk.heard(desk.centre().await?.evidence_bytes(evidence).await)
}

/// Whether bytes are those whose SHA-256 (64 hexadecimal digits) was noted.
pub(crate) fn is_unchanged(bytes: &[u8], sha256: &str) -> bool {
    hex::encode(Sha256::digest(bytes)) == sha256
}

/// Opens a stored piece of evidence of a request for a look and to be saved. Scans and reports come from elsewhere:
/// they are decoded in a process of their own.
pub async fn open_evidence(
    desk: &Desk,
    request: RequestId,
    wanted: EvidenceId,
) -> Result<PaperView, DeskError> {
    let order = order_detail(desk, request).await?;
    let row = order.evidence.into_iter().find(|row| row.evidence == wanted);
    let row = row.ok_or_else(|| DeskError::told(ErrorCode::NotFound))?;
    let bytes = evidence(desk, wanted).await?;
    if !is_unchanged(&bytes, &row.sha256) {
        return Err(DeskError::told(ErrorCode::EvidenceHashMismatch));
    }
    let kind = match row.kind {
        EvidenceKind::DocumentImage => "document",
        EvidenceKind::SignedForm => "signed-form",
        EvidenceKind::OrganisationConsent => "organisation-consent",
        EvidenceKind::RecognitionReport => "recognition-report",
        EvidenceKind::Other => "evidence",
    };
    let ending = match row.media_type.as_str() {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "bin",
    };
    papers::hold_foreign(desk, format!("{kind}-{}.{ending}", order.order_id), bytes).await
}

/// Sends the request back for correction.
pub async fn return_request(
    desk: &Desk,
    request: RequestId,
    reason: String,
) -> Result<OrderDetail, DeskError> {
    end_or_return(desk, request, "returns", reason).await
}

/// Ends the request: it cannot be granted.
pub async fn reject_request(
    desk: &Desk,
    request: RequestId,
    reason: String,
) -> Result<OrderDetail, DeskError> {
    end_or_return(desk, request, "rejections", reason).await
}

/// Ends the request: it is not wanted any more.
pub async fn cancel_request(
    desk: &Desk,
    request: RequestId,
    reason: String,
) -> Result<OrderDetail, DeskError> {
    end_or_return(desk, request, "cancellations", reason).await
}

/// Ends a product whose issue leads nowhere: no certificate of it is valid. The version is the one that the window shows.
pub async fn end_product(
    desk: &Desk,
    product: ProductId,
    version: u32,
    reason: String,
) -> Result<ProductDetail, DeskError> {
    let body = with_reason(&reason)?;
    let path = format!("products/{product}/endings");
    let act = format!("endings/{product}/{version}");
    let _: EndedProduct = acts::send_online(desk, &act, &path, Some(version), &body).await?;
    desk.changed(&["orders"]);
    product_detail(desk, product).await
}

/// A reason that says something.
pub(crate) fn with_reason(reason: &str) -> Result<WithReason, DeskError> {
    match reason.trim() {
        "" => Err(DeskError::told(ErrorCode::ReasonMissing)),
        reason => Ok(WithReason { reason: reason.to_owned() }),
    }
}

/// Makes a returned request a draft again.
pub async fn edit_returned(desk: &Desk, request: RequestId) -> Result<DraftView, DeskError> {
    let order = order_detail(desk, request).await?;
    drafts::continue_returned(desk, order).await
}

async fn end_or_return(
    desk: &Desk,
    request: RequestId,
    what: &str,
    reason: String,
) -> Result<OrderDetail, DeskError> {
    let body = with_reason(&reason)?;
    let version = order_detail(desk, request).await?.version;
    let act = format!("{what}/{request}/{version}");
    let path = format!("registration-requests/{request}/{what}");
    let standing: RequestStanding = acts::send_online(desk, &act, &path, Some(version), &body).await?;
    let change: Change = outbox::version_change(request, standing.version);
    desk.ports.store.apply(vec![change]).await?;
    desk.changed(&["orders"]);
    order_detail(desk, request).await
}
