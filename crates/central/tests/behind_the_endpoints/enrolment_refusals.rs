//! What an enrolment refuses, each with its own code, and that a refusal changes nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central::{
    authority::revoke::{Revocation, revoke},
    issuance,
};
use sportello_central_store::tables::customers;
use sportello_contract::central::{
    enrolment::{CertifyKeys, ConfirmEnrolment},
    issuance::{IssueCertificate, SealEnvelope},
};
use sportello_domain::{
    account::{Profile, Unit},
    enrolment::{EnrolmentStep, TokenFate},
    error_code::ErrorCode,
    ids::{EnrolmentId, UnitId},
    secret::Passphrase,
    token::TokenStatus,
};
use sportello_pki::{
    certificate::Certificate,
    keys::{FileKey, KeyAlgorithm, SigningKey as _},
    profile::Disclosure,
};
use uuid::Uuid;

use crate::{
    enrolment::walk,
    fixture::{self, Site, add_customer, add_officer, add_request, command, sql, text},
    software_token::{
        PASSPHRASE, SERIAL, SoftwareToken, certify, confirm, newest_enrolment, path, ready_for,
        ready_for_a_token, request_of, site_for_a_token, token_status,
    },
};

use ErrorCode::{
    CertificateRequestInvalid, EnrolmentNotOpen, KeyCertifiedBefore, KeyProofWrong, ReadBackDiffers,
    SameKeyTwice,
};

async fn step_of(site: &Site) -> Option<EnrolmentStep> {
    newest_enrolment(site).await.map(|enrolment| enrolment.step)
}

#[tokio::test]
async fn only_who_may_issue_begins_and_only_what_is_ready_is_begun() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let (other_customer, other_unit) = add_customer(&site.centre, "C002").await;
    let (clerk, stranger) = (
        add_officer(&site.centre, site.customer, site.unit, Profile::RegistrationClerk, "clerk").await,
        add_officer(&site.centre, other_customer, other_unit, Profile::MasterRao, "stranger").await,
    );
    let mut elsewhere = site.officer.clone();
    elsewhere.actor.units.clear();
    let without = add_officer(&site.centre, site.customer, site.unit, Profile::Rao, "without").await;
    for (who, code, why) in [
        (&clerk, ErrorCode::NotAllowed, "an IR does not issue"),
        (&stranger, ErrorCode::NotFound, "nothing crosses customers"),
        (&elsewhere, ErrorCode::NotAllowed, "nor units"),
        (&without, ErrorCode::CredentialMissing, "who enrols has an own certificate"),
    ] {
        let refusal = token.begin_as(&site, who).await.unwrap_err();
        assert_eq!(refusal.code, code, "{why}");
    }
    site.before_recognition().await;
    let refusal = token.begin(&site).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "not before the recognition");
    assert_eq!(step_of(&site).await, None, "none of it began anything");
}

#[tokio::test]
async fn a_certificate_of_the_officer_that_is_revoked_enrols_nothing() {
    let site = Site::new().await;
    ready_for_a_token(&site).await;
    let (_, certificate) = fixture::officer_credential(&site.centre, &site.officer).await;
    revoke(&site.centre, &Revocation { serial: certificate.serial(), reason: None }).await.unwrap();
    let refusal = SoftwareToken::new().begin(&site).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::CredentialRevoked, "told before anything is set on a token");
}

#[tokio::test]
async fn remote_and_token_do_not_take_each_others_road() {
    let site = Site::new().await;
    fixture::officer_credential(&site.centre, &site.officer).await;
    let token = SoftwareToken::new();
    let refusal = token.begin(&site).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::BadInput, "the key of a remote signature is the centre's");
    ready_for_a_token(&site).await;
    walk(&site, &token, 3).await;
    let body = SealEnvelope { passphrase: Passphrase::new(PASSPHRASE.to_owned()) };
    let command_again = command(&path(&site, "envelopes"), None, body).await;
    let refusal =
        issuance::seal_envelope(&site.centre, &site.officer, &command_again, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "a token's first envelope is its enrolment's to seal");
    let other = site_for_a_token().await;
    walk(&other, &token, 2).await;
    let command = command(&path(&other, "issuances"), None, IssueCertificate {}).await;
    let refusal = issuance::issue(&other.centre, &other.officer, &command, other.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::DeviceNeeded, "and no key is made at the centre beside it");
}

#[tokio::test]
async fn a_token_and_a_product_are_on_one_enrolment_at_a_time() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    token.begin(&site).await.unwrap();
    let refusal = SoftwareToken::with_serial("20000002").begin(&site).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::EnrolmentOnOtherToken, "it is resumed on its own token");
    let (request, product) = add_request(&site.centre, &site.officer, 2).await;
    let second = Site { request, product, ..site };
    ready_for_a_token(&second).await;
    let refusal = token.begin(&second).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::TokenNotFree, "and the token is kept for the first");
    for serial in ["", "  ", "a b", &"9".repeat(65), "20000009"] {
        let refusal = SoftwareToken::with_serial(serial).begin(&second).await.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::TokenNotInStock, "{serial:?} was never received");
    }
    let elsewhere = "UPDATE tokens SET unit_id = $1 WHERE serial = '20000002'";
    let other_unit = UnitId(Uuid::from_u128(77));
    add_unit(&second, other_unit).await;
    sql(&second.centre, elsewhere, vec![text(other_unit.to_string())]).await;
    let refusal = SoftwareToken::with_serial("20000002").begin(&second).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::TokenOtherUnit, "it lies in another unit's drawer");
}

async fn add_unit(site: &Site, id: UnitId) {
    let mut tx = site.centre.store.write().await.unwrap();
    let unit = Unit { id, name: "Altrove".to_owned(), parent: None, place: "Altrove".to_owned() };
    customers::insert_unit(&mut tx, site.customer, &unit, 1).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn giving_up_says_what_becomes_of_the_token_and_is_never_refused_for_its_sake() {
    for (steps, fate, by_hand, status, why) in [
        (1, TokenFate::Untouched, None, TokenStatus::InStock, "nothing was written on it"),
        (1, TokenFate::TakenBack, None, TokenStatus::Returned, "its codes may be set already"),
        (2, TokenFate::Damaged, None, TokenStatus::Damaged, "it does not work"),
        (3, TokenFate::TakenBack, None, TokenStatus::Returned, "it holds keys"),
        (2, TokenFate::TakenBack, Some("lost"), TokenStatus::Lost, "what was said by hand stays"),
    ] {
        let site = site_for_a_token().await;
        let token = SoftwareToken::new();
        let meant = walk(&site, &token, steps).await.begun.standing.enrolment;
        if let Some(word) = by_hand {
            sql(&site.centre, "UPDATE tokens SET status = $1", vec![text(word)]).await;
        }
        token.abandon(&site, meant, fate).await.unwrap();
        assert_eq!(token_status(&site, SERIAL).await, status, "{fate} after {steps} steps: {why}");
        assert_eq!(step_of(&site).await, Some(EnrolmentStep::Abandoned), "{why}: it is over");
    }
}

#[tokio::test]
async fn a_token_that_is_reported_lost_is_not_certified() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let meant = token.begin(&site).await.unwrap().standing.enrolment;
    sql(&site.centre, "UPDATE tokens SET status = 'lost'", Vec::new()).await;
    let refusal = token.certify(&site, meant).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "somebody else may have it");
    assert_eq!(step_of(&site).await, Some(EnrolmentStep::Begun), "nothing changed");
}

#[tokio::test]
async fn a_certified_device_is_claimed_where_the_stock_has_one_and_refused_without_its_profile() {
    let disclosure =
        Disclosure { url: "https://provider.example.com/pds-en.pdf".to_owned(), language: "en".to_owned() };
    for (disclosures, claimed) in [(vec![disclosure], true), (Vec::new(), false)] {
        let site = Site::with(|config| config.authority.disclosures = disclosures).await;
        ready_for(&site, true).await;
        let token = SoftwareToken::new();
        match token.begin(&site).await {
            Ok(begun) => {
                let certified = token.certify(&site, begun.standing.enrolment).await.unwrap();
                let der = STANDARD.decode(certified.signature_certificate).unwrap();
                let facts = Certificate::from_der(&der).unwrap().facts().unwrap();
                assert!(claimed && facts.qualified.is_some_and(|q| q.qscd), "QcSSCD (EN 319 412-5 §4.2.2)");
            }
            Err(refusal) => {
                assert_eq!(
                    (refusal.code, claimed),
                    (ErrorCode::IssuanceFailed, false),
                    "told before it begins"
                );
                assert_eq!(token_status(&site, SERIAL).await, TokenStatus::InStock, "and the token is free");
            }
        }
    }
}

#[tokio::test]
async fn keys_that_are_not_proved_not_two_or_not_new_are_not_certified() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let meant = token.begin(&site).await.unwrap().standing.enrolment;
    let good = token.requests(meant);
    let (officers_key, _) = fixture::officer_credential(&site.centre, &site.officer).await;
    let mut forged = STANDARD.decode(&good.signature_request).unwrap();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let too_short = "not a request".to_owned();
    let with = |signature: String, authentication: String| CertifyKeys {
        enrolment: meant,
        signature_request: signature,
        authentication_request: authentication,
    };
    let (first, second) = (good.signature_request.clone(), good.authentication_request.clone());
    for (body, code, why) in [
        (with(too_short, second.clone()), CertificateRequestInvalid, "no base64"),
        (with(STANDARD.encode(b"x"), second.clone()), CertificateRequestInvalid, "no PKCS#10"),
        (with(STANDARD.encode(&forged), second.clone()), CertificateRequestInvalid, "not signed by its key"),
        (with(first.clone(), STANDARD.encode(&forged)), CertificateRequestInvalid, "nor the other one"),
        (with(first.clone(), first.clone()), SameKeyTwice, "one key is not two"),
        (with(request_of(&officers_key), second.clone()), KeyCertifiedBefore, "it has a certificate"),
        (
            CertifyKeys { enrolment: EnrolmentId(Uuid::nil()), ..good.clone() },
            EnrolmentNotOpen,
            "another enrolment is meant",
        ),
    ] {
        let refusal = certify(&site, body).await.unwrap_err();
        assert_eq!(refusal.code, code, "{why}");
        assert_eq!(step_of(&site).await, Some(EnrolmentStep::Begun), "{why}: nothing changed");
    }
    certify(&site, good).await.unwrap();
    let (request, product) = add_request(&site.centre, &site.officer, 2).await;
    let second = Site { request, product, ..site };
    ready_for_a_token(&second).await;
    let other = SoftwareToken::with_serial("20000002");
    let meant = other.begin(&second).await.unwrap().standing.enrolment;
    let crossed = CertifyKeys {
        enrolment: meant,
        signature_request: request_of(&token.authentication),
        authentication_request: request_of(&other.authentication),
    };
    let refusal = certify(&second, crossed).await.unwrap_err();
    assert_eq!(refusal.code, KeyCertifiedBefore, "a key of another enrolment, whatever it was for there");
}

#[tokio::test]
async fn what_the_token_does_not_hold_or_does_not_sign_is_not_confirmed() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let begun = token.begin(&site).await.unwrap();
    let meant = begun.standing.enrolment;
    let early = ConfirmEnrolment {
        enrolment: meant,
        signature_certificate_sha256: String::new(),
        authentication_certificate_sha256: String::new(),
        signature_proof: String::new(),
        authentication_proof: String::new(),
    };
    assert_eq!(confirm(&site, early).await.unwrap_err().code, ErrorCode::NotNow, "nothing is certified yet");
    assert_eq!(token.deliver(&site, meant).await.unwrap_err().code, ErrorCode::NotNow, "nor to be delivered");
    let certified = token.certify(&site, meant).await.unwrap();
    assert_eq!(token.deliver(&site, meant).await.unwrap_err().code, ErrorCode::NotNow, "not unproved");
    let good = token.confirmation(meant, &certified);
    let (signature_sha256, other_sha256) =
        (good.signature_certificate_sha256.clone(), good.authentication_certificate_sha256.clone());
    let elsewhere = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let proof = |key: &FileKey, text: &str| STANDARD.encode(key.sign(text.as_bytes()).unwrap());
    let challenge = certified.challenge.as_str();
    for (body, code, why) in [
        (
            ConfirmEnrolment {
                signature_certificate_sha256: other_sha256,
                authentication_certificate_sha256: signature_sha256,
                ..good.clone()
            },
            ReadBackDiffers,
            "the certificates are in each other's place",
        ),
        (
            ConfirmEnrolment { authentication_certificate_sha256: "00".repeat(32), ..good.clone() },
            ReadBackDiffers,
            "the second one was cut off",
        ),
        (
            ConfirmEnrolment { signature_proof: proof(&elsewhere, challenge), ..good.clone() },
            KeyProofWrong,
            "another key signed",
        ),
        (
            ConfirmEnrolment { authentication_proof: proof(&token.signature, challenge), ..good.clone() },
            KeyProofWrong,
            "one key cannot prove both",
        ),
        (
            ConfirmEnrolment { signature_proof: proof(&token.signature, "another text"), ..good.clone() },
            KeyProofWrong,
            "something else was signed",
        ),
        (ConfirmEnrolment { signature_proof: "?".to_owned(), ..good.clone() }, KeyProofWrong, "no base64"),
    ] {
        let refusal = confirm(&site, body).await.unwrap_err();
        assert_eq!(refusal.code, code, "{why}");
        assert_eq!(step_of(&site).await, Some(EnrolmentStep::Certified), "{why}: nothing changed");
    }
    confirm(&site, good).await.unwrap();
}

#[tokio::test]
async fn a_token_with_certified_keys_cannot_be_said_to_be_untouched() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let meant = walk(&site, &token, 2).await.begun.standing.enrolment;
    let refusal = token.abandon(&site, meant, TokenFate::Untouched).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::BadInput, "two keys were made on it");
    assert_eq!(step_of(&site).await, Some(EnrolmentStep::Certified), "nothing changed");
    token.abandon(&site, meant, TokenFate::TakenBack).await.unwrap();
}
