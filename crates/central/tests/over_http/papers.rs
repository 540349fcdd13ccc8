//! Papers of a case: which count, and for which case; and the consent that a role wants.

use serde_json::{Value, json};
use sportello_central::digest::sha256_hex;
use sportello_contract::{
    cases::{EvidenceRow, OrderDetail, ProductDetail},
    central::requests::{RequestStanding, SubmittedRequest},
};
use sportello_domain::{
    account::Profile,
    case::{Case, CertificateRole},
    catalogue::{CustomerType, RecognitionMethod, RoleRule},
    document::EvidenceKind,
    ids::{EvidenceId, RequestId},
    product::ProductStatus,
    request::{ContractStatus, RequestStatus},
};
use sportello_papers::report::ReportEvidence;

use crate::harness::{Desk, TestCentre, nobody};

async fn order(desk: &Desk<'_>, request: RequestId) -> OrderDetail {
    desk.get(&format!("orders/{request}")).await.read()
}

fn paper(kind: EvidenceKind, bytes: &[u8]) -> ReportEvidence {
    ReportEvidence { kind, sha256: sha256_hex(bytes) }
}

/// What a report of the case says of its images and these papers.
fn vouching(case: &Case, papers: &[ReportEvidence]) -> Vec<ReportEvidence> {
    let images = case.document.iter().flat_map(|document| &document.images);
    let images = images.map(|image| ReportEvidence { kind: image.kind, sha256: image.sha256.clone() });
    images.chain(papers.iter().cloned()).collect()
}

const FIRST: &[u8] = b"%PDF- the form as it was signed first";
const SECOND: &[u8] = b"%PDF- the form as it was signed then";

#[tokio::test]
async fn a_form_signed_for_the_case_before_the_return_does_not_count() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let key = desk.credential().await;
    let mut case = desk.case(1).await;
    let request = case.request;
    let sent: SubmittedRequest = desk.submit(&case).await.answer();
    let form = EvidenceKind::SignedForm;
    let filed: RequestStanding = desk.file_paper(request, sent.version, form, FIRST).await.answer();
    let silent = desk.report_with(&case, &key, vouching(&case, &[])).await;
    let told = desk.file_report(request, filed.version, &silent).await;
    told.assert_refused(422, "reportCaseMismatch", "no word of the form");
    assert_eq!(told.body["params"]["why"], json!("form"), "which is what is missing");

    let back = json!({ "reason": "The street is misspelt" });
    let path = format!("registration-requests/{request}/returns");
    let returned: RequestStanding = desk.command(&path, Some(filed.version), &back).await.answer();
    case.applicant.residence.street = "Via Nuova 12".to_owned();
    case.entered_at = at.clock.now();
    let body = json!({ "case": case });
    let sent: SubmittedRequest =
        desk.command("registration-requests", Some(returned.version), &body).await.answer();
    let detail = order(&desk, request).await;
    assert_eq!(detail.contract_status, ContractStatus::ToSignByHand, "to be signed again");
    let row = |kind| detail.evidence.iter().find(|row: &&EvidenceRow| row.kind == kind).unwrap();
    assert!(!row(form).current, "the form shows the case before");
    assert!(row(EvidenceKind::DocumentImage).current, "the picture is the new case's too");

    at.clock.advance(time::Duration::minutes(1));
    let told = desk.file_paper(request, sent.version, form, FIRST).await;
    told.assert_refused(422, "paperOutdated", "the same scan again is not signed again");
    let old = json!({ "evidence": row(form).evidence, "sha256": sha256_hex(FIRST), "mediaType": "application/pdf" });
    let path = format!("registration-requests/{request}/signed-forms");
    let told = desk.command(&path, Some(sent.version), &old).await;
    told.assert_refused(422, "paperOutdated", "nor under its old id");
    let filed: RequestStanding = desk.file_paper(request, sent.version, form, SECOND).await.answer();
    for (papers, why) in [
        (vec![paper(form, FIRST)], "the old form"),
        (vec![paper(form, FIRST), paper(form, SECOND)], "both of them"),
        (vec![paper(EvidenceKind::Other, SECOND)], "the new one as something else"),
    ] {
        let pdf = desk.report_with(&case, &key, vouching(&case, &papers)).await;
        let told = desk.file_report(request, filed.version, &pdf).await;
        told.assert_refused(422, "reportCaseMismatch", why);
    }
    let pdf = desk.report_with(&case, &key, vouching(&case, &[paper(form, SECOND)])).await;
    let done: RequestStanding = desk.file_report(request, filed.version, &pdf).await.answer();
    assert_eq!(done.status, RequestStatus::Recognised, "the form of this case, and that alone");
}

#[tokio::test]
async fn a_stored_paper_stays_what_it_is() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let case = desk.case(1).await;
    let sent: SubmittedRequest = desk.submit(&case).await.answer();
    let image = &case.document.as_ref().unwrap().images[0];
    let body = json!({ "evidence": image.id, "sha256": image.sha256, "mediaType": "image/jpeg" });
    let path = format!("registration-requests/{}/signed-forms", case.request);
    let told = desk.command(&path, Some(sent.version), &body).await;
    told.assert_refused(400, "badInput", "the picture of a document is no form");
    let detail = order(&desk, case.request).await;
    assert_eq!(detail.evidence[0].kind, EvidenceKind::DocumentImage, "and stays a picture");
    assert_eq!(detail.contract_status, ContractStatus::ToSignByHand, "nothing was signed");

    let mut mislabelled = desk.case(2).await;
    mislabelled.document.as_mut().unwrap().images[0].kind = EvidenceKind::SignedForm;
    desk.submit(&mislabelled).await.assert_refused(400, "badInput", "nor does a case bring one as a picture");
}

#[tokio::test]
async fn evidence_tells_nothing_of_another_customers_requests() {
    let at = TestCentre::new().await;
    let (alpe, mare) = (at.workstation("ALPE").await, at.workstation("MARE").await);
    let theirs = at.sign_in(&mare, "luca.parodi", Profile::Rao, None).await;
    let case = theirs.case(1).await;
    let _: SubmittedRequest = theirs.submit(&case).await.answer();
    let desk = at.sign_in(&alpe, "anna.conti", Profile::Rao, None).await;
    let mut answers = Vec::new();
    for request in [case.request, RequestId(nobody())] {
        let kind = EvidenceKind::SignedForm;
        let hash = sha256_hex(FIRST);
        let told = desk.put_as(EvidenceId(nobody()), request, kind, "application/pdf", FIRST, &hash).await;
        answers.push((told.status, told.code().to_owned()));
    }
    assert_eq!(answers[0], answers[1], "a request of elsewhere is as unknown as an invented one");
}

/// A case for a certificate that states a role.
async fn with_a_role(desk: &Desk<'_>, seed: u64) -> Case {
    let mut case = desk.case(seed).await;
    let reference = desk.reference().await;
    let item = reference.catalogue.iter().find(|item| item.role == RoleRule::Required).unwrap();
    let product = &mut case.products[0];
    (product.item, product.carrier) = (item.id, item.carrier);
    product.validity_months = item.rule(RecognitionMethod::Offline).unwrap().validity_months;
    product.customer_type = CustomerType::OrganisationMember;
    product.role = Some(CertificateRole {
        title: "Procuratore".to_owned(),
        organisation: "Segheria Alpe Nova S.r.l.".to_owned(),
        organisation_identifier: "VATIT-12345678903".to_owned(),
    });
    case
}

#[tokio::test]
async fn a_role_wants_the_organisations_consent() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let key = desk.credential().await;
    let case = with_a_role(&desk, 1).await;
    let mut wrong = case.clone();
    wrong.products[0].role.as_mut().unwrap().organisation_identifier = "VATIT-12345678901".to_owned();
    let told = desk.submit(&wrong).await;
    told.assert_refused(422, "caseIncomplete", "a wrong check digit");
    assert_eq!(told.body["params"]["fault"], json!("notAnOrganisationIdentifier"), "said by its name");

    let sent: SubmittedRequest = desk.submit(&case).await.answer();
    let request = case.request;
    let filed: RequestStanding = desk.file_form(request, sent.version).await.answer();
    let pdf = desk.signed_report(&case, &key).await;
    desk.file_report(request, filed.version, &pdf).await.assert_refused(
        422,
        "organisationConsentMissing",
        "nobody is given a role by an officer's word",
    );
    let consent = EvidenceKind::OrganisationConsent;
    let letter = b"%PDF- the letter of the organisation";
    let filed: RequestStanding = desk.file_paper(request, filed.version, consent, letter).await.answer();
    let told = desk.file_report(request, filed.version, &pdf).await;
    told.assert_refused(422, "reportCaseMismatch", "the officer has to have seen it");
    assert_eq!(told.body["params"]["why"], json!("organisationConsent"), "and to vouch for it");
    let pdf = desk.signed_report(&case, &key).await;
    let done: RequestStanding = desk.file_report(request, filed.version, &pdf).await.answer();
    assert_eq!(done.status, RequestStatus::Recognised, "with form and consent");
    let product: ProductDetail = desk.get(&format!("products/{}", case.products[0].id)).await.read();
    assert_eq!(product.status, ProductStatus::ToBeIssued, "it can be issued");
    let told: Vec<_> = order(&desk, request).await.history.into_iter().map(|line| line.what).collect();
    assert!(
        told.iter().any(|what| what == "organisationConsentUploaded"),
        "and the history says so: {told:?}"
    );

    let plain = desk.case(2).await;
    let sent: SubmittedRequest = desk.submit(&plain).await.answer();
    let told = desk.file_paper(plain.request, sent.version, consent, letter).await;
    told.assert_refused(400, "badInput", "a certificate without a role needs none");
    assert_eq!(told.body["params"]["why"], Value::from("noRole"), "which is said");
}
