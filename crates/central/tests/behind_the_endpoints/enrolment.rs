//! The enrolment of a token, with two keys in memory that play it: whole, repeated, given up at every step, interrupted.

use std::{collections::BTreeSet, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central::{
    authority::{
        responder,
        revoke::{Revocation, revoke},
    },
    issuance::enrolment,
    jobs,
    messages::training,
};
use sportello_central_store::tables::{certificates, requests, status_lists};
use sportello_contract::central::enrolment::{
    BeginEnrolment, BegunEnrolment, CertifiedKeys, DeliverEnrolment,
};
use sportello_domain::{
    enrolment::{EnrolmentEvent, EnrolmentStep, TokenFate},
    error_code::ErrorCode,
    ids::EnrolmentId,
    product::ProductStatus,
    request::RequestStatus,
    token::TokenStatus,
};
use sportello_pki::{
    certificate::Certificate,
    ocsp::{self, OcspRequest, OcspStatus},
    profile::KeyUse,
    status_list::{RevocationReason, StatusList},
};

use crate::{
    fixture::{Site, command, received, wire},
    software_token::{
        PASSPHRASE, SERIAL, SoftwareToken, codes_of, delivery, hold_proof, newest_enrolment, path,
        site_for_a_token, token_status,
    },
};

/// Answers of a whole enrolment, step by step.
pub struct Walked {
    pub begun: BegunEnrolment,
    pub certified: Option<CertifiedKeys>,
}

/// The first `steps` of begin, certify, confirm, deliver.
pub async fn walk(site: &Site, token: &SoftwareToken, steps: usize) -> Walked {
    let begun = token.begin(site).await.unwrap();
    let mut walked = Walked { begun, certified: None };
    let meant = walked.begun.standing.enrolment;
    if steps > 1 {
        walked.certified = Some(token.certify(site, meant).await.unwrap());
    }
    if steps > 2 {
        token.confirm(site, meant, walked.certified.as_ref().unwrap()).await.unwrap();
    }
    if steps > 3 {
        token.deliver(site, meant).await.unwrap();
    }
    walked
}

pub fn certificates_in(certified: &CertifiedKeys) -> [Certificate; 2] {
    [&certified.signature_certificate, &certified.authentication_certificate]
        .map(|text| Certificate::from_der(&STANDARD.decode(text).unwrap()).unwrap())
}

#[tokio::test]
async fn an_enrolment_ends_with_a_token_that_its_holder_can_open() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let begun = token.begin(&site).await.unwrap();
    let standing = begun.standing.clone();
    assert_eq!(
        (standing.step, standing.next),
        (EnrolmentStep::Begun, Some(EnrolmentEvent::Prepare)),
        "begun"
    );
    assert_eq!(standing.status, ProductStatus::InIssuance, "the product is in issuance");
    assert_eq!(token_status(&site, SERIAL).await, TokenStatus::Reserved, "the token is kept for it");
    let key = codes_of(&begun).management_key.as_ref().unwrap();
    assert_eq!(key.reveal().len(), 64, "AES-256: 32 bytes in hexadecimal");
    let printed = format!("{begun:?}");
    assert!(!printed.contains(codes_of(&begun).pin.reveal()), "a PIN is not printed: {printed}");

    let certified = token.certify(&site, standing.enrolment).await.unwrap();
    assert_eq!(token_status(&site, SERIAL).await, TokenStatus::Initialised, "it has its codes");
    let [signature, authentication] = certificates_in(&certified);
    let (facts, other) = (signature.facts().unwrap(), authentication.facts().unwrap());
    assert_eq!(facts.key_usage, [KeyUse::ContentCommitment], "EN 319 412-2 §4.3.2, type A");
    assert!(
        facts.qualified.is_none_or(|qualified| !qualified.qscd),
        "the kind of token is no certified device"
    );
    assert_eq!(other.key_usage, [KeyUse::DigitalSignature], "EN 319 412-2 §4.3.2, type C");
    assert_eq!(other.purposes, ["1.3.6.1.5.5.7.3.2"], "for client authentication and nothing else");
    // What says how the serialNumber is to be read stands in the same extension (EN 319 412-1 §5.1.3).
    let claims = other.qualified.unwrap_or_default();
    assert!(
        !claims.compliance && !claims.qscd && claims.types.is_empty(),
        "an authentication certificate claims to be no qualified one"
    );
    assert_eq!(facts.subject, other.subject, "both name the holder");
    assert_eq!(signature.public_key_info_der().unwrap(), token.signature_key(), "for the keys of the token");
    assert_eq!(authentication.public_key_info_der().unwrap(), token.authentication_key(), "each for its own");

    let confirmed = token.confirm(&site, standing.enrolment, &certified).await.unwrap();
    assert_eq!(confirmed.step, EnrolmentStep::Confirmed, "read back and proved");
    assert_eq!(token_status(&site, SERIAL).await, TokenStatus::Enrolled, "so the stock says it");
    let delivered = token.deliver(&site, standing.enrolment).await.unwrap();
    assert_eq!(delivered.standing.step, EnrolmentStep::Delivered, "an end");
    assert_eq!(token_status(&site, SERIAL).await, TokenStatus::Delivered, "it is its holder's");
    assert_eq!(delivered.standing.status, ProductStatus::Active, "a token needs no activation");
    let product = site.stored_product().await;
    assert!(product.activated_at.is_some() && product.expires_at.is_some(), "active, and until when");
    assert_eq!(site.stored_request().await.state.status, RequestStatus::Completed, "nothing is left to do");

    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    let messages = training::list(&site.centre, site.customer).await.unwrap();
    let mail = messages.iter().find(|message| message.channel == "email").unwrap();
    let (_, pdf) =
        training::attachment(&site.centre, site.customer, mail.id.parse().unwrap(), "envelope.pdf")
            .await
            .unwrap();
    let file = site.folder.path().join("envelope.pdf");
    std::fs::write(&file, pdf).unwrap();
    let text =
        crate::issuance::open_with_pdftotext(&file, Some(PASSPHRASE)).expect("the passphrase opens it");
    let words: BTreeSet<&str> = text.split_whitespace().collect();
    assert!(words.contains(codes_of(&begun).pin.reveal()), "the PIN that was set is in the envelope");
    assert!(words.contains(codes_of(&begun).puk.reveal()), "and the PUK");
}

#[tokio::test]
async fn every_step_can_be_repeated_and_ends_in_the_same() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let bytes = wire(Some(site.stored_product().await.version), token.beginning());
    hold_proof(&site, &site.officer).await;
    let begin = async || {
        let received = received::<BeginEnrolment>(&path(&site, "enrolments"), &bytes).await.unwrap();
        enrolment::begin(&site.centre, &site.officer, &received, site.product).await.unwrap()
    };
    let (first, again) = (begin().await, begin().await);
    assert_eq!(first.receipt, again.receipt, "the same command, the same receipt");
    let resumed = token.begin(&site).await.unwrap();
    for other in [&again.body, &resumed] {
        assert_eq!(other.standing.enrolment, first.body.standing.enrolment, "the same enrolment");
        let pins = [other, &first.body].map(|begun| codes_of(begun).pin.reveal().to_owned());
        assert_eq!(pins[0], pins[1], "a resume sets the same PIN");
        let keys = [other, &first.body]
            .map(|begun| codes_of(begun).management_key.as_ref().unwrap().reveal().to_owned());
        assert_eq!(keys[0], keys[1], "and the same management key");
    }
    let meant = resumed.standing.enrolment;
    let certified = token.certify(&site, meant).await.unwrap();
    assert_eq!(
        token.certify(&site, meant).await.unwrap(),
        certified,
        "the same two certificates and challenge"
    );
    assert_eq!(
        token.begin(&site).await.unwrap().standing.step,
        EnrolmentStep::Certified,
        "resumed where it stands"
    );
    token.confirm(&site, meant, &certified).await.unwrap();
    let confirmed = token.confirm(&site, meant, &certified).await.unwrap();
    assert_eq!(confirmed.step, EnrolmentStep::Confirmed, "confirmed twice is confirmed");
    assert_eq!(
        token.certify(&site, meant).await.unwrap().signature_certificate,
        certified.signature_certificate,
        "a desk that lost them is given them again"
    );
    let bytes = wire(None, delivery(meant));
    let deliver = async || {
        let received =
            received::<DeliverEnrolment>(&path(&site, "enrolment-deliveries"), &bytes).await.unwrap();
        enrolment::deliver(&site.centre, &site.officer, &received, site.product).await.unwrap()
    };
    let (first, again) = (deliver().await, deliver().await);
    assert_eq!(first, again, "the same command delivers once");
    jobs::drain(&site.centre).await.unwrap();
    let messages = training::list(&site.centre, site.customer).await.unwrap();
    assert_eq!(messages.len(), 2, "one mail and one SMS");
    let refusal = token.deliver(&site, meant).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "the product is active: there is nothing left to issue");
    let refusal = token.begin(&site).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "and the codes are the holder's");
}

pub async fn status_of(site: &Site, certificate: &Certificate) -> (bool, OcspStatus) {
    let mut tx = site.centre.store.read().await.unwrap();
    let stored = status_lists::newest(&mut tx, "issuing-1").await.unwrap().unwrap();
    let list = StatusList::from_der(&stored.list).unwrap();
    let issuing = site.centre.authority.issuing();
    let request = OcspRequest::about(certificate, issuing, None).unwrap();
    let response = responder::answer(&site.centre, &request).await;
    let status = ocsp::verify(&response, certificate, issuing, None).unwrap().status;
    (list.entry_of(&certificate.serial()).is_some(), status)
}

#[tokio::test]
async fn given_up_after_any_step_nothing_of_it_is_valid_and_the_product_can_be_enrolled_anew() {
    for steps in 1..=3 {
        let site = site_for_a_token().await;
        let token = SoftwareToken::new();
        let walked = walk(&site, &token, steps).await;
        let meant = walked.begun.standing.enrolment;
        let abandoned = token.abandon(&site, meant, TokenFate::TakenBack).await.unwrap();
        assert_eq!(abandoned.step, EnrolmentStep::Abandoned, "after {steps} steps: an end");
        assert_eq!(token_status(&site, SERIAL).await, TokenStatus::Returned, "to be formatted");
        assert_eq!(abandoned.status, ProductStatus::IssuanceFailed, "after {steps} steps: to be tried again");
        let again = token.abandon(&site, meant, TokenFate::Damaged).await.unwrap();
        assert_eq!(again, abandoned, "after {steps} steps: given up twice is given up");
        for certificate in walked.certified.iter().flat_map(certificates_in) {
            let (listed, status) = status_of(&site, &certificate).await;
            let reason = Some(RevocationReason::CessationOfOperation);
            assert!(listed, "after {steps} steps: on the list at once");
            assert!(
                matches!(status, OcspStatus::Revoked { reason: said, .. } if said == reason),
                "after {steps} steps OCSP says the same: {status:?}"
            );
        }
        let refusals =
            [token.certify(&site, meant).await.unwrap_err(), token.deliver(&site, meant).await.unwrap_err()];
        for refusal in refusals {
            assert_eq!(refusal.code, ErrorCode::EnrolmentNotOpen, "after {steps} steps: it does not go on");
        }
        let fresh = SoftwareToken::with_serial("20000002");
        let next = walk(&site, &fresh, 4).await;
        assert_ne!(next.begun.standing.enrolment, meant, "after {steps} steps: another enrolment");
        assert_ne!(
            codes_of(&next.begun).pin.reveal(),
            codes_of(&walked.begun).pin.reveal(),
            "after {steps} steps: with other codes"
        );
        assert_eq!(site.stored_product().await.status, ProductStatus::Active, "and it ends well");
        for certificate in certificates_in(next.certified.as_ref().unwrap()) {
            assert_eq!(
                status_of(&site, &certificate).await,
                (false, OcspStatus::Good),
                "with good certificates"
            );
        }
        let drained = jobs::drain(&site.centre).await.unwrap();
        assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    }
}

/// The moment between *prepare* and *issue*, then a restart: what a kill leaves behind.
pub async fn killed_while_certifying(
    site: Site,
    token: &SoftwareToken,
    meant: EnrolmentId,
) -> (Site, String) {
    let owner = format!("enrolment:{meant}:signature");
    let command = command(&path(&site, "enrolment-certificates"), None, token.requests(meant)).await;
    let serial = {
        let certifying = enrolment::certify(&site.centre, &site.officer, &command, site.product);
        let mut certifying = std::pin::pin!(certifying);
        loop {
            let step = std::future::poll_fn(|cx| {
                std::task::Poll::Ready(std::future::Future::poll(certifying.as_mut(), cx).is_ready())
            });
            assert!(!step.await, "it ended before it could be killed");
            let mut tx = site.centre.store.read().await.unwrap();
            if let Some(prepared) = certificates::prepared(&mut tx, &owner).await.unwrap() {
                break prepared.serial;
            }
            drop(tx);
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    (site.reopened().await, serial)
}

#[tokio::test]
async fn killed_while_certifying_it_ends_with_the_same_two_or_with_none() {
    for goes_on in [true, false] {
        let site = site_for_a_token().await;
        let token = SoftwareToken::new();
        let meant = token.begin(&site).await.unwrap().standing.enrolment;
        let (site, serial) = Box::pin(killed_while_certifying(site, &token, meant)).await;
        assert_eq!(
            token.begin(&site).await.unwrap().standing.step,
            EnrolmentStep::Certifying,
            "it can be told"
        );
        let mut tx = site.centre.store.read().await.unwrap();
        let issued = certificates::of_product(&mut tx, site.product).await.unwrap();
        assert!(issued.is_empty(), "nothing was issued yet");
        drop(tx);
        if goes_on {
            let certified = token.certify(&site, meant).await.unwrap();
            let [signature, _] = certificates_in(&certified);
            assert_eq!(signature.serial().to_string(), serial, "the prepared bytes were signed, not others");
            let other = SoftwareToken::new();
            let refusal = other.certify(&site, meant).await.unwrap_err();
            assert_eq!(refusal.code, ErrorCode::KeysChanged, "and other keys are not certified beside them");
        } else {
            token.abandon(&site, meant, TokenFate::Damaged).await.unwrap();
            let mut tx = site.centre.store.read().await.unwrap();
            let rest = tx.one("SELECT COUNT(*) AS n FROM prepared_issues", Vec::new()).await.unwrap();
            assert_eq!(rest.int("n").unwrap(), 0, "what was prepared is never issued");
        }
    }
}

#[tokio::test]
async fn a_product_that_is_revoked_takes_both_certificates_and_its_enrolment_along() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let walked = walk(&site, &token, 2).await;
    let [signature, authentication] = certificates_in(walked.certified.as_ref().unwrap());
    let reason = Some(RevocationReason::KeyCompromise);
    revoke(&site.centre, &Revocation { serial: signature.serial(), reason }).await.unwrap();
    for certificate in [&signature, &authentication] {
        let (listed, status) = status_of(&site, certificate).await;
        assert!(
            listed && matches!(status, OcspStatus::Revoked { .. }),
            "nobody keeps half a token: {status:?}"
        );
    }
    assert_eq!(site.stored_product().await.status, ProductStatus::Revoked, "the product has ended");
    let enrolment = newest_enrolment(&site).await.unwrap();
    assert_eq!(
        enrolment.step,
        EnrolmentStep::Abandoned,
        "and so has its enrolment: there is no third outcome"
    );
}

#[tokio::test]
async fn the_history_tells_what_became_of_it() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let walked = walk(&site, &token, 3).await;
    token.abandon(&site, walked.begun.standing.enrolment, TokenFate::Damaged).await.unwrap();
    let mut tx = site.centre.store.read().await.unwrap();
    let history = requests::history(&mut tx, site.request, Some(site.product)).await.unwrap();
    let told: Vec<_> = history.iter().map(|(line, _)| line.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "inIssuance",
            "inIssuance",
            "enrolmentBegun",
            "certificatesIssued",
            "enrolmentConfirmed",
            "enrolmentAbandoned",
            "issuanceFailed"
        ],
        "each step, in its order"
    );
}

#[tokio::test]
async fn what_never_had_a_certificate_is_not_told_as_revoked() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let begun = token.begin(&site).await.unwrap();
    token.abandon(&site, begun.standing.enrolment, TokenFate::TakenBack).await.unwrap();
    let mut tx = site.centre.store.read().await.unwrap();
    let history = requests::history(&mut tx, site.request, Some(site.product)).await.unwrap();
    let told: Vec<_> = history.iter().map(|(line, _)| line.what.as_str()).collect();
    assert!(told.ends_with(&["enrolmentBegun", "enrolmentGivenUp", "issuanceFailed"]), "{told:?}");
}

#[tokio::test]
async fn a_token_that_has_no_management_key_gets_none() {
    let site = site_for_a_token().await;
    let token = SoftwareToken { has_management_key: false, ..SoftwareToken::new() };
    let begun = token.begin(&site).await.unwrap();
    let codes = codes_of(&begun);
    assert!(codes.management_key.is_none(), "nobody can set one: {codes:?}");
    assert_eq!((codes.pin.reveal().len(), codes.puk.reveal().len()), (8, 8), "PIN and PUK, as for any");
    let sent = serde_json::to_value(codes).unwrap();
    assert!(sent.get("managementKey").is_none(), "nor is it sent as nothing: {sent}");
}

#[tokio::test]
async fn a_card_that_is_not_there_is_for_training() {
    let mut site = site_for_a_token().await;
    let token = SoftwareToken { simulated: true, ..SoftwareToken::new() };
    Arc::get_mut(&mut site.centre).unwrap().config.training = false;
    let refused = token.begin(&site).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CardSimulated, "in earnest it is refused");
    assert_eq!(token_status(&site, SERIAL).await, TokenStatus::InStock, "and nothing was reserved");
    Arc::get_mut(&mut site.centre).unwrap().config.training = true;
    assert!(token.begin(&site).await.is_ok(), "training has no other");
}
