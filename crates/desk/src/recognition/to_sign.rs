//! Which reports wait for the signature of the officer who is signed in, and why one of them cannot be signed now.

use sportello_contract::{
    cases::{OrderDetail, ProductFilter, ProductRow, ProductSearch},
    desk::report_run::{RecognisedAt, ReportToSign, ReportWhyNot, ReportsToSign},
};
use sportello_domain::{
    account::Profile,
    document::EvidenceKind,
    ids::RequestId,
    product::ProductStatus,
    request::RequestStatus,
    rights::{self, Action},
};

use super::given::{self, Given};
use crate::{
    Desk, DeskError, case_of, filed_papers, orders, outbox,
    records::{OutboxRecord, OutboxState, Write},
};

/// How many recognitions under way are asked for; a desk that has more signs some of them first.
const PAGE: u16 = 100;

/// Those whose recogniser was given on this PC, and those that are in recognition and lack it. The centre's word counts; without
/// it, what this PC knows.
pub async fn reports_to_sign(desk: &Desk) -> Result<ReportsToSign, DeskError> {
    if !signs(desk.session()?.profile) {
        return Ok(ReportsToSign { reports: Vec::new(), complete: true });
    }
    let rows = outbox::own(desk, 0).await?;
    let begun = match orders::search_products(desk, in_recognition()).await {
        Ok(page) => Some(page.rows),
        Err(error) if error.is_unreachable() => None,
        Err(error) => return Err(error),
    };
    let mut reports = Vec::new();
    let mut seen = Vec::new();
    for given in given::all(desk).await? {
        seen.push(given.report.request);
        reports.extend(given_report(desk, given, &rows, begun.is_some()).await?);
    }
    let complete = begun.is_some();
    for row in begun.into_iter().flatten() {
        if !seen.contains(&row.request) {
            seen.push(row.request);
            reports.push(without_recogniser(row, &rows));
        }
    }
    // Stable: within each kind, as they came.
    reports.sort_by_key(|report| report.why_not.is_some());
    Ok(ReportsToSign { reports, complete })
}

const fn signs(profile: Profile) -> bool {
    rights::reach(Action::SignReport, profile).is_some()
}

fn in_recognition() -> ProductSearch {
    let statuses = vec![ProductStatus::RecognitionInProgress];
    let filter = ProductFilter { statuses, ..ProductFilter::default() };
    ProductSearch { filter, after: None, limit: PAGE }
}

/// `None` where there is nothing to be signed any more.
async fn given_report(
    desk: &Desk,
    given: Given,
    rows: &[OutboxRecord],
    reachable: bool,
) -> Result<Option<ReportToSign>, DeskError> {
    let request = given.report.request;
    let asked = if reachable { Some(orders::order_detail(desk, request).await) } else { None };
    let order = match asked.transpose() {
        Ok(order) => order,
        Err(error) if error.is_unreachable() || is_to_be_sent(request, rows) => None,
        // Ended meanwhile, or not this officer's to see any more.
        Err(_) => return Ok(None),
    };
    let recognised = RecognisedAt { place: given.report.place, on: given.report.on };
    let mut report = ReportToSign {
        request,
        product: None,
        order_id: None,
        applicant: given.applicant,
        recognised: Some(recognised),
        why_not: in_outbox(request, rows, true),
    };
    if let Some(order) = order {
        if !matches!(order.status, RequestStatus::Submitted | RequestStatus::InRecognition) {
            desk.ports.store.apply(vec![given::forget(desk, request)?]).await?;
            return Ok(None);
        }
        report.why_not = report.why_not.or_else(|| of_order(&order, rows));
        report.product = order.products.first().map(|product| product.product);
        report.order_id = Some(order.order_id);
        return Ok(Some(report));
    }
    report.why_not = match report.why_not {
        Some(reason) => Some(reason),
        None => of_this_pc(desk, request).await?,
    };
    Ok(Some(report))
}

fn without_recogniser(row: ProductRow, rows: &[OutboxRecord]) -> ReportToSign {
    ReportToSign {
        request: row.request,
        product: Some(row.product),
        order_id: Some(row.order_id),
        applicant: row.applicant,
        recognised: None,
        why_not: in_outbox(row.request, rows, false).or(Some(ReportWhyNot::RecogniserMissing)),
    }
}

/// What waits here, or was refused, stands before everything else. A report that was refused does not: where its recogniser is
/// given again since (`given`), the new one takes its place.
fn in_outbox(request: RequestId, rows: &[OutboxRecord], given: bool) -> Option<ReportWhyNot> {
    let own = || rows.iter().filter(|row| row.request == request);
    let mut refused = own().filter(|row| matches!(row.state, OutboxState::Refused { .. })).peekable();
    if refused.peek().is_none() {
        return own().any(|row| matches!(row.write, Write::FileReport { .. })).then_some(ReportWhyNot::Waits);
    }
    refused.any(|row| !given || !is_of_report(&row.write)).then_some(ReportWhyNot::Refused)
}

/// Confirmed here, and not received: the centre does not know the case.
fn is_to_be_sent(request: RequestId, rows: &[OutboxRecord]) -> bool {
    rows.iter().any(|row| row.request == request && matches!(row.write, Write::SubmitRequest { .. }))
}

fn is_of_report(write: &Write) -> bool {
    match write {
        Write::StoreEvidence { evidence } => evidence.kind == EvidenceKind::RecognitionReport,
        other => matches!(other, Write::FileReport { .. }),
    }
}

fn of_order(order: &OrderDetail, rows: &[OutboxRecord]) -> Option<ReportWhyNot> {
    let state = order.actions.iter().find(|state| state.action == Action::SignReport);
    if let Some(reason) = state.and_then(|state| state.why_not) {
        return Some(ReportWhyNot::NotAllowed { reason });
    }
    let filed = |kind| {
        order.evidence.iter().any(|row| row.kind == kind && row.current)
            || rows.iter().any(|row| row.request == order.request && files(&row.write) == Some(kind))
    };
    let role = order.products.iter().any(|product| product.role.is_some());
    missing(filed, role)
}

const fn files(write: &Write) -> Option<EvidenceKind> {
    match write {
        Write::FileSignedForm { .. } => Some(EvidenceKind::SignedForm),
        Write::FileOrganisationConsent { .. } => Some(EvidenceKind::OrganisationConsent),
        _ => None,
    }
}

async fn of_this_pc(desk: &Desk, request: RequestId) -> Result<Option<ReportWhyNot>, DeskError> {
    let Some(case) = case_of::kept(desk, request).await? else { return Ok(Some(ReportWhyNot::CentreNeeded)) };
    let papers = filed_papers::filed(desk, &case).await?.papers;
    let filed = |kind| papers.iter().any(|paper| paper.kind == kind);
    // A form that was filed on another PC is known to the centre alone.
    Ok(missing(filed, case.products.iter().any(|product| product.role.is_some())))
}

fn missing(filed: impl Fn(EvidenceKind) -> bool, role: bool) -> Option<ReportWhyNot> {
    if !filed(EvidenceKind::SignedForm) {
        return Some(ReportWhyNot::FormMissing);
    }
    (role && !filed(EvidenceKind::OrganisationConsent)).then_some(ReportWhyNot::ConsentMissing)
}
