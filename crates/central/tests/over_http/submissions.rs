//! Handing a case in: what is refused, what a return does, what belongs to whom.

use serde_json::json;
use sportello_central::digest::sha256_hex;
use sportello_central_store::tables::customers;
use sportello_contract::{
    cases::{OrderDetail, ProductDetail},
    central::requests::{RequestStanding, SubmittedRequest},
};
use sportello_domain::{
    account::Profile,
    case::{AcceptedMismatch, Case, Mismatched},
    catalogue::RecognitionMethod,
    document::EvidenceKind,
    ids::{EvidenceId, RequestId},
    product::ProductStatus,
    request::{ContractStatus, RequestStatus},
};
use sportello_testkit::people;
use time::Duration;

use crate::harness::{TestCentre, nobody};

/// A change, the code it is refused with, and one parameter of the refusal.
type Fault = (&'static str, fn(&mut Case), &'static str, Option<(&'static str, &'static str)>);

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told from its beginning to its end")]
async fn a_case_is_checked_again_when_it_arrives() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let good = desk.case(1).await;
    let faults: [Fault; 15] = [
        ("no surname", |c| c.applicant.surname.clear(), "caseIncomplete", Some(("path", "person.surname"))),
        (
            "an expired document",
            |c| c.document.as_mut().unwrap().expires_on = c.document.as_ref().unwrap().issued_on,
            "caseIncomplete",
            Some(("path", "document.expiresOn")),
        ),
        ("no image", |c| c.document.as_mut().unwrap().images.clear(), "caseIncomplete", None),
        ("no document at all", |c| c.document = None, "caseIncomplete", None),
        (
            "the tax code of another person",
            |c| c.applicant.tax_code = people::sample(2).person.tax_code,
            "caseIncomplete",
            Some(("path", "person.taxCode")),
        ),
        ("a consent not asked", |c| c.consents.truncate(1), "caseIncomplete", None),
        ("an old text", |c| c.consents[0].version = 9, "caseIncomplete", Some(("fault", "consentOutdated"))),
        ("ten years", |c| c.products[0].validity_months = 120, "caseIncomplete", None),
        (
            "another legal basis than the method's",
            |c| c.legal_basis = RecognitionMethod::SignId.legal_basis(),
            "caseIncomplete",
            Some(("fault", "notCanonical")),
        ),
        ("a method not switched on", |c| c.method = RecognitionMethod::LiveId, "methodNotOffered", None),
        ("nothing asked for", |c| c.products.clear(), "badInput", None),
        ("a time to come", |c| c.entered_at = c.entered_at.plus(Duration::hours(1)), "badInput", None),
        ("a time long gone", |c| c.entered_at = c.entered_at.plus(Duration::days(-40)), "badInput", None),
        (
            "an officer's own mail",
            |c| {
                c.contacts.email = "marco.sartori@alpe-nova.example".to_owned();
                c.contacts.identity = c.contacts.email.clone();
            },
            "officerContact",
            None,
        ),
        (
            "somebody else's work",
            |c| c.entered_by = sportello_domain::ids::AccountId(nobody()),
            "notAllowed",
            Some(("why", "notOwn")),
        ),
    ];
    for (what, change, code, param) in faults {
        let mut case = good.clone();
        change(&mut case);
        let told = desk.submit(&case).await;
        assert_eq!(told.code(), code, "{what}: {}", told.body);
        if let Some((name, value)) = param {
            assert_eq!(told.body["params"][name], json!(value), "{what}");
        }
    }
    let order: SubmittedRequest = desk.submit(&good).await.answer();
    assert!(order.order_id.contains("-000001-"), "no refusal used a number up: {}", order.order_id);
    let told = desk.submit(&good).await;
    told.assert_refused(409, "notNow", "submitted is submitted, whatever the command's id");
}

#[tokio::test]
async fn a_text_renewed_meanwhile_does_not_refuse_what_was_entered_before() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let reference = desk.reference().await;
    // Entered without network, and again too late.
    let (mut before, mut within, mut late) = (desk.case(1).await, desk.case(2).await, desk.case(3).await);
    at.clock.advance(Duration::days(1));
    let mut renewed = reference.texts[0].clone();
    renewed.version += 1;
    let mut tx = at.centre.store.write().await.unwrap();
    let now = at.clock.now();
    customers::insert_consent_text(&mut tx, reference.customer, &renewed, 0, now).await.unwrap();
    let mut planned = renewed.clone();
    planned.version += 1;
    let then = now.plus(Duration::days(20));
    customers::insert_consent_text(&mut tx, reference.customer, &planned, 0, then).await.unwrap();
    tx.commit().await.unwrap();
    at.clock.advance(Duration::days(5));
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    assert_eq!(desk.reference().await.texts[0].version, renewed.version, "the new one is asked for now");
    let unasked = desk.case(4).await;
    assert!(unasked.consents.iter().any(|consent| consent.version == renewed.version), "in new cases");
    let _: SubmittedRequest = desk.submit(&unasked).await.answer();

    before.entered_at = now.plus(-Duration::hours(1));
    let _: SubmittedRequest = desk.submit(&before).await.answer();
    within.entered_at = now.plus(Duration::days(4));
    let _: SubmittedRequest = desk.submit(&within).await.answer();
    at.clock.advance(Duration::days(4));
    late.entered_at = at.clock.now();
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let told = desk.submit(&late).await;
    told.assert_refused(422, "caseIncomplete", "nine days after the renewal");
    assert_eq!(told.body["params"]["fault"], json!("consentOutdated"), "the person has to be asked again");
}

#[tokio::test]
async fn a_reason_counts_for_the_values_it_names_and_the_format_before_is_still_taken() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let tax_code = people::sample(1).person.tax_code.to_string();
    let reason = |about| AcceptedMismatch {
        code: "taxCodeMismatch".to_owned(),
        path: "person.taxCode".to_owned(),
        reason: "married name".to_owned(),
        about,
    };
    let about = |surname: &str, part: &str| Mismatched {
        part: Some(part.to_owned()),
        value: tax_code.clone(),
        other: surname.to_owned(),
    };
    for (what, format, given, code) in [
        ("no reason", 2, None, Some("caseIncomplete")),
        ("a reason for everything", 2, Some(reason(None)), Some("caseIncomplete")),
        ("one for another name", 2, Some(reason(Some(about("Zuzzurra", "surname")))), Some("caseIncomplete")),
        ("one for another part", 2, Some(reason(Some(about("Zuzzurro", "sex")))), Some("caseIncomplete")),
        ("an unknown format", 3, Some(reason(None)), Some("versionNotSupported")),
        ("one for this name", 2, Some(reason(Some(about("Zuzzurro", "surname")))), None),
        ("a case confirmed before the desk was renewed", 1, Some(reason(None)), None),
    ] {
        let mut case = desk.case(1).await;
        // Somebody who goes by another surname than the one in the tax code.
        "Zuzzurro".clone_into(&mut case.applicant.surname);
        case.format = format;
        case.accepted_mismatches = given.into_iter().collect();
        let told = desk.submit(&case).await;
        match code {
            Some(code) => assert_eq!(told.code(), code, "{what}"),
            None => assert!(told.status.is_success(), "{what} is received: {}", told.body),
        }
    }
}

#[tokio::test]
async fn images_must_be_here_and_be_what_the_case_says() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let good = desk.case(1).await;
    let mut missing = good.clone();
    missing.document.as_mut().unwrap().images[0].id = EvidenceId(nobody());
    desk.submit(&missing).await.assert_refused(422, "evidenceMissing", "never sent");
    let mut other = good.clone();
    other.document.as_mut().unwrap().images[0].sha256 = sha256_hex(b"another image");
    desk.submit(&other).await.assert_refused(422, "evidenceHashMismatch", "another image");
    let _: SubmittedRequest = desk.submit(&good).await.answer();
    let mut borrowed = desk.case(2).await;
    borrowed.document.as_mut().unwrap().images = good.document.clone().unwrap().images;
    desk.submit(&borrowed).await.assert_refused(422, "evidenceMissing", "an image of another case");

    let (id, request, image) = (EvidenceId(nobody()), RequestId(nobody()), EvidenceKind::DocumentImage);
    let put = async |bytes: &[u8], media_type: &str, sha256: String| {
        desk.put_as(id, request, image, media_type, bytes, &sha256).await
    };
    put(b"", "image/jpeg", sha256_hex(b"")).await.assert_refused(422, "fileEmpty", "no bytes");
    put(b"x", "image/jpeg", sha256_hex(b"y")).await.assert_refused(
        422,
        "evidenceHashMismatch",
        "damaged on its way",
    );
    put(b"x", "text/html", sha256_hex(b"x")).await.assert_refused(
        422,
        "fileFormatUnknown",
        "not what we keep",
    );
    assert!(put(b"x", "image/jpeg", sha256_hex(b"x")).await.status.is_success(), "stored");
    assert!(put(b"x", "image/jpeg", sha256_hex(b"x")).await.status.is_success(), "and the same again");
    put(b"y", "image/jpeg", sha256_hex(b"y")).await.assert_refused(
        422,
        "evidenceHashMismatch",
        "other bytes, same id",
    );
    let (status, bytes) = desk.bytes(&format!("evidence/{id}")).await;
    assert_eq!((status.as_u16(), bytes.as_slice()), (200, b"x".as_slice()), "given back as it was");
    let stranger = at.sign_in(&counter, "marco.sartori", Profile::MasterRao, None).await;
    stranger.get(&format!("evidence/{id}")).await.assert_refused(
        404,
        "notFound",
        "not part of a case yet: nobody else's",
    );
}

#[tokio::test]
async fn files_beyond_the_limit_are_refused() {
    let at = TestCentre::with(|config| config.limits.evidence_bytes = 1000).await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let large = vec![1_u8; 1001];
    let (id, request) = (EvidenceId(nobody()), RequestId(nobody()));
    desk.put_as(id, request, EvidenceKind::DocumentImage, "image/jpeg", &large, &sha256_hex(&large))
        .await
        .assert_refused(413, "fileTooLarge", "one byte too many");
}

#[tokio::test]
async fn a_returned_request_comes_again_under_its_numbers() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let case = desk.case(1).await;
    let order: SubmittedRequest = desk.submit(&case).await.answer();
    let form: RequestStanding = desk.file_form(case.request, order.version).await.answer();
    let path = format!("registration-requests/{}/returns", case.request);
    desk.command(&path, Some(form.version), &json!({ "reason": "  " })).await.assert_refused(
        422,
        "reasonMissing",
        "a return says why",
    );
    let reason = json!({ "reason": "The street is missing" });
    let returned: RequestStanding = desk.command(&path, Some(form.version), &reason).await.answer();
    assert_eq!(returned.status, RequestStatus::Returned, "back to be corrected");
    let detail: OrderDetail = desk.get(&format!("orders/{}", case.request)).await.read();
    assert_eq!(detail.reason.as_deref(), Some("The street is missing"), "and the officer reads it");
    assert_eq!(detail.products[0].status, ProductStatus::ToIdentify, "the product waits again");

    let mut corrected = case.clone();
    corrected.applicant.residence.street = "Via Nuova 12".to_owned();
    corrected.entered_at = at.clock.now();
    let body = json!({ "case": corrected });
    desk.command("registration-requests", Some(form.version), &body).await.assert_refused(
        409,
        "outdated",
        "the version before the return",
    );
    let again: SubmittedRequest =
        desk.command("registration-requests", Some(returned.version), &body).await.answer();
    assert_eq!(again.order_id, order.order_id, "the same order");
    assert_eq!(again.user_ids, order.user_ids, "the same product");
    let detail: OrderDetail = desk.get(&format!("orders/{}", case.request)).await.read();
    assert_eq!(detail.case_sha256, corrected.hash().unwrap(), "with the new case");
    assert_eq!(detail.contract_status, ContractStatus::ToSignByHand, "whose form has to be signed anew");
    let told: Vec<_> = detail.history.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(
        told.iter().filter(|what| **what == "submitted").count(),
        2,
        "and the whole history: {told:?}"
    );
}

#[tokio::test]
async fn a_rejected_or_cancelled_request_takes_its_products_along() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    for (seed, act, status) in
        [(1, "rejections", RequestStatus::Rejected), (2, "cancellations", RequestStatus::Cancelled)]
    {
        let case = desk.case(seed).await;
        let order: SubmittedRequest = desk.submit(&case).await.answer();
        let path = format!("registration-requests/{}/{act}", case.request);
        let reason = json!({ "reason": "Not the person" });
        let ended: RequestStanding = desk.command(&path, Some(order.version), &reason).await.answer();
        assert_eq!(ended.status, status, "{act}");
        let product: ProductDetail = desk.get(&format!("products/{}", case.products[0].id)).await.read();
        assert_eq!(product.status, ProductStatus::Cancelled, "{act}: nothing is issued any more");
        let told = desk.command(&path, Some(ended.version), &reason).await;
        told.assert_refused(409, "notNow", "and it is final");
    }
}

#[tokio::test]
async fn contacts_of_a_living_credential_are_not_taken_by_another_person() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, Some("Trento")).await;
    let key = desk.credential().await;
    let first = desk.case(1).await;
    let order: SubmittedRequest = desk.submit(&first).await.answer();
    let mut second = desk.case(2).await;
    second.contacts.email = first.contacts.email.clone();
    second.contacts.identity = first.contacts.email.clone();
    let _: SubmittedRequest = desk.submit(&second).await.answer();

    let form: RequestStanding = desk.file_form(first.request, order.version).await.answer();
    let pdf = desk.signed_report(&first, &key).await;
    let _: RequestStanding = desk.file_report(first.request, form.version, &pdf).await.answer();
    let product = first.products[0].id;
    desk.command(&format!("products/{product}/issuances"), None, &json!({})).await;
    let mut third = desk.case(3).await;
    third.contacts.mobile = first.contacts.mobile.clone();
    let told = desk.submit(&third).await;
    told.assert_refused(409, "contactInUse", "a living credential has this number");
    assert_eq!(told.body["params"]["field"], json!("contacts.mobile"), "which of the three");
    third = desk.case(3).await;
    third.contacts.identity = first.contacts.identity.clone();
    let told = desk.submit(&third).await;
    told.assert_refused(409, "contactInUse", "an account belongs to one person");
    assert_eq!(told.body["params"]["field"], json!("contacts.identity"), "typed by hand, too");
    let mut own = desk.case(1).await;
    own.contacts = first.contacts.clone();
    let _: SubmittedRequest = desk.submit(&own).await.answer();

    // The second one was handed in before the first was issued: no certificate is made that could not be delivered.
    let form: RequestStanding = desk.file_form(second.request, 1).await.answer();
    let pdf = desk.signed_report(&second, &key).await;
    let recognised: RequestStanding = desk.file_report(second.request, form.version, &pdf).await.answer();
    let product = second.products[0].id;
    let told = desk.command(&format!("products/{product}/issuances"), None, &json!({})).await;
    told.assert_refused(409, "contactInUse", "taken meanwhile");
    let waiting: ProductDetail = desk.get(&format!("products/{product}")).await.read();
    assert_eq!(waiting.status, ProductStatus::ToBeIssued, "nothing was begun");
    assert!(waiting.certificates.is_empty() && waiting.iut.is_none(), "and nothing made");
    let back = json!({ "reason": "Ask for another e-mail" });
    let path = format!("registration-requests/{}/returns", second.request);
    let returned: RequestStanding = desk.command(&path, Some(recognised.version), &back).await.answer();
    assert_eq!(returned.status, RequestStatus::Returned, "so that it can be corrected");

    // Nothing crosses customers: elsewhere the same number is free.
    let genoa = at.workstation("MARE").await;
    let elsewhere = at.sign_in(&genoa, "luca.parodi", Profile::Rao, None).await;
    let mut same = elsewhere.case(4).await;
    same.contacts.mobile = first.contacts.mobile.clone();
    let _: SubmittedRequest = elsewhere.submit(&same).await.answer();
}
