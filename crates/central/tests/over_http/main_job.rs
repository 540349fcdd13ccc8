//! The main job: from the login to the envelope in the holder's mailbox.

use reqwest::Method;
use serde_json::json;
use sportello_central::digest::sha256_hex;
use sportello_contract::{
    cases::{OrderDetail, ProductDetail, ProductPage, StatusCount},
    central::{
        issuance::{CertificatePreview, IssuedCertificate, SealedEnvelope},
        people::KnownPerson,
        requests::{RequestStanding, SubmittedRequest},
        training::TrainingMessage,
    },
};
use sportello_domain::{
    account::Profile,
    case::Case,
    document::EvidenceKind,
    product::ProductStatus,
    request::{ContractStatus, RequestStatus},
};
use sportello_pki::path::StatusNeed;
use sportello_signing::pades::{self, Integrity, Kind, Trust};

use crate::harness::{Desk, PLACE, TestCentre, command};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told from its beginning to its end")]
async fn a_person_is_identified_and_gets_a_certificate_by_mail() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let key = desk.credential().await;

    let case = desk.case(1).await;
    let product = case.products[0].id;
    let order: SubmittedRequest = desk.submit(&case).await.answer();
    assert_eq!(order.status, RequestStatus::Submitted, "received");
    assert!(order.order_id.starts_with("ALPE-O"), "an order number of this customer: {}", order.order_id);
    assert!(order.user_ids[0].starts_with("ALPE-U"), "a number for the product: {}", order.user_ids[0]);

    let known: Vec<KnownPerson> =
        desk.post("people-searches", &json!({ "taxCode": case.applicant.tax_code })).await.read();
    assert_eq!(known[0].person, case.applicant, "the registry knows the person now");

    let standing: RequestStanding = desk.file_form(case.request, order.version).await.answer();
    assert_eq!(standing.status, RequestStatus::InRecognition, "paper begins the recognition");
    let pdf = desk.signed_report(&case, &key).await;
    let standing = file_report_twice(&desk, &case, standing.version, &pdf).await;
    assert_eq!(standing.status, RequestStatus::Recognised, "the report completes it");

    let detail: OrderDetail = desk.get(&format!("orders/{}", case.request)).await.read();
    assert_eq!(detail.contract_status, ContractStatus::Uploaded, "the form is here");
    assert_eq!(detail.case_sha256, case.hash().unwrap(), "the case is the one that was sent");
    assert_eq!(detail.evidence.len(), 3, "image, form, report");
    assert_eq!(detail.recognition.unwrap().officer, desk.account(), "recognised by the officer who signed");
    let product_now: ProductDetail = desk.get(&format!("products/{product}")).await.read();
    assert_eq!(product_now.status, ProductStatus::ToBeIssued, "ready to be issued");

    let preview: CertificatePreview =
        desk.get(&format!("products/{product}/certificate-preview")).await.read();
    assert!(
        preview.subject.iter().any(|line| line.value.contains(case.applicant.tax_code.as_str())),
        "whom it names"
    );
    let path = format!("products/{product}/issuances");
    let issued: IssuedCertificate = desk.command(&path, Some(preview.version), &json!({})).await.answer();
    let path = format!("products/{product}/envelopes");
    let passphrase = json!({ "passphrase": "quattro cavalli 7 blu" });
    let sealed: SealedEnvelope = desk.command(&path, Some(issued.version), &passphrase).await.answer();
    assert_eq!(sealed.status, ProductStatus::ToActivate, "the holder has to choose a PIN");
    at.drain().await;

    let messages: Vec<TrainingMessage> = desk.get("training/messages").await.read();
    let mail = messages.iter().find(|m| m.channel == "email" && m.to == case.contacts.email).unwrap();
    let attachment = &mail.attachments[0];
    let (_, envelope) =
        desk.bytes(&format!("training/messages/{}/attachments/{}", mail.id, attachment.name)).await;
    assert!(envelope.starts_with(b"%PDF-"), "the envelope came along");
    assert!(
        mail.text.contains("http://holders.example/password/"),
        "with the link to the own area: {}",
        mail.text
    );

    let found: ProductPage = desk
        .post("product-searches", &json!({ "filter": { "statuses": ["toActivate"] }, "limit": 10 }))
        .await
        .read();
    assert_eq!(found.rows.len(), 1, "found by its status");
    let detail: ProductDetail = desk.get(&format!("products/{product}")).await.read();
    assert_eq!(detail.certificates[0].serial, issued.serial, "with its certificate");
    let told: Vec<_> = detail.history.iter().map(|line| line.what.as_str()).collect();
    for what in ["toIdentify", "recognitionInProgress", "toBeIssued", "inIssuance", "toActivate"] {
        assert!(told.contains(&what), "the history tells of {what}: {told:?}");
    }
    let counts: Vec<StatusCount> = desk.get("status-counts").await.read();
    let waiting = counts.iter().find(|count| count.status == ProductStatus::ToActivate).unwrap();
    assert_eq!(waiting.count, 1, "counted in the rail");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told from its beginning to its end")]
async fn a_found_person_and_every_filter_find_what_was_entered() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let (mut cases, mut orders) = (Vec::new(), Vec::<SubmittedRequest>::new());
    for seed in [11, 12, 13] {
        at.clock.advance(time::Duration::minutes(1));
        let case = desk.case(seed).await;
        orders.push(desk.submit(&case).await.answer());
        cases.push(case);
    }
    let (case, order) = (&cases[1], &orders[1]);
    let day = at.clock.now().legal_day();
    let by = [
        json!({ "orderId": order.order_id.to_lowercase() }),
        json!({ "userId": order.user_ids[0] }),
        json!({ "lookupCode": "REF-12" }),
        json!({ "taxCode": case.applicant.tax_code }),
        json!({ "name": case.applicant.surname.to_uppercase(), "taxCode": case.applicant.tax_code }),
        json!({ "name": case.applicant.full_name() }),
        json!({ "email": case.contacts.email.to_uppercase() }),
        json!({ "mobile": case.contacts.mobile }),
    ];
    for filter in by {
        let page: ProductPage =
            desk.post("product-searches", &json!({ "filter": full(&filter), "limit": 10 })).await.read();
        let found: Vec<_> = page.rows.iter().map(|row| row.request).collect();
        assert_eq!(found, [case.request], "found by {filter}");
    }
    let all = [
        json!({ "statuses": ["toIdentify"], "nickname": "FIRMA" }),
        json!({ "operator": "anna" }),
        json!({ "operator": "Anna Co" }),
        json!({ "inputFrom": day, "inputTo": day }),
    ];
    for filter in all {
        let page: ProductPage =
            desk.post("product-searches", &json!({ "filter": full(&filter), "limit": 10 })).await.read();
        assert_eq!(page.rows.len(), 3, "all by {filter}");
    }
    let tomorrow = day.0.next_day().map(sportello_domain::moment::Day);
    let none: ProductPage = desk
        .post("product-searches", &json!({ "filter": full(&json!({ "inputFrom": tomorrow })), "limit": 10 }))
        .await
        .read();
    assert!(none.rows.is_empty() && none.next.is_none(), "nothing of tomorrow");

    // Page by page, newest first, each once.
    let (mut seen, mut after) = (Vec::new(), None::<String>);
    loop {
        let ask = json!({ "filter": full(&json!({})), "after": after, "limit": 1 });
        let page: ProductPage = desk.post("product-searches", &ask).await.read();
        seen.extend(page.rows.iter().map(|row| row.request));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let newest_first: Vec<_> = cases.iter().rev().map(|case| case.request).collect();
    assert_eq!(seen, newest_first, "three pages of one");
    desk.post("product-searches", &json!({ "filter": full(&json!({})), "limit": 201 })).await.assert_refused(
        400,
        "badInput",
        "pages have a limit",
    );

    let person = &case.applicant;
    let three =
        json!({ "surname": person.surname, "givenNames": person.given_names, "bornOn": person.born_on });
    let known: Vec<KnownPerson> = desk.post("people-searches", &three).await.read();
    assert_eq!(known.len(), 1, "three data find one person");
    let two = json!({ "surname": person.surname, "givenNames": person.given_names });
    desk.post("people-searches", &two).await.assert_refused(400, "badInput", "two data are too little");
}

/// Files the report; then, as a desk that has not heard the answer, once more.
async fn file_report_twice(desk: &Desk<'_>, case: &Case, version: u32, pdf: &[u8]) -> RequestStanding {
    let kind = EvidenceKind::RecognitionReport;
    let handed_in = desk.put(case.request, kind, "application/pdf", pdf).await;
    let on = desk.at.clock.now().legal_day();
    let body = json!({
        "evidence": handed_in.id, "sha256": handed_in.sha256, "recogniser": desk.account(), "place": PLACE, "on": on,
    });
    let path = format!("registration-requests/{}/recognition-reports", case.request);
    let bytes = command(desk.at, Some(version), &body);
    let first = desk.call(Method::POST, &path, Some(bytes.clone())).await;
    desk.assert_genuine(&first);
    let again = desk.call(Method::POST, &path, Some(bytes)).await;
    assert_eq!(again.body, first.body, "the same answer, with the same receipt");
    report_is_stamped(desk, case, pdf).await;
    let (status, bytes) = desk.bytes(&format!("evidence/{}", handed_in.id)).await;
    assert!(status.is_success() && bytes == pdf, "what was handed in is kept as well");
    first.answer()
}

/// The evidence of record is what was handed in, with the centre's time-stamp behind it.
async fn report_is_stamped(desk: &Desk<'_>, case: &Case, handed_in: &[u8]) {
    let detail: OrderDetail = desk.get(&format!("orders/{}", case.request)).await.read();
    let report = detail.recognition.unwrap().report;
    let reports = detail.evidence.iter().filter(|row| row.kind == EvidenceKind::RecognitionReport);
    assert_eq!(reports.count(), 1, "one report counts, however often it was sent");
    let (_, kept) = desk.bytes(&format!("evidence/{}", report.id)).await;
    assert!(kept.starts_with(handed_in), "what was handed in is its beginning");
    assert_eq!(report.sha256, sha256_hex(&kept), "told under its own hash");
    let trust = Trust {
        anchors: &[],
        intermediates: &[],
        status_lists: &[],
        ocsp_responses: &[],
        at: desk.at.clock.now().get(),
        need: StatusNeed::WhereKnown,
    };
    let judged = pades::validate(&kept, &trust).unwrap();
    let kinds: Vec<_> = judged.iter().map(|status| (status.kind, &status.integrity)).collect();
    assert_eq!(
        kinds,
        [(Kind::Signature, &Integrity::Intact), (Kind::DocumentStamp, &Integrity::Intact)],
        "the officer's signature, and the time-stamp"
    );
}

/// A filter with its list of statuses, which has no default on the wire.
fn full(filter: &serde_json::Value) -> serde_json::Value {
    let mut filter = filter.clone();
    if filter["statuses"].is_null() {
        filter["statuses"] = json!([]);
    }
    filter
}
