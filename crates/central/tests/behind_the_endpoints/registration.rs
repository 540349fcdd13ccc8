//! An officer brings an own certificate: whose is taken, and what is told of the others.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central::{
    Refusal,
    authority::{
        registration,
        revoke::{Revocation, revoke},
    },
    signed_in::SignedIn,
};
use sportello_contract::central::credentials::{OfficerCredential, RegisterOfficerCredential};
use sportello_domain::{account::Profile, error_code::ErrorCode};
use sportello_pki::{
    certificate::Certificate,
    keys::{FileKey, KeyAlgorithm, SigningKey as _},
};
use sportello_testkit::authority::{Authority, mario};
use time::Duration;

use crate::{
    enrolment::walk,
    fixture::{Site, add_customer, add_officer, command, officer_credential, sql, text},
    software_token::{SoftwareToken, site_for_a_token},
};

const PATH: &str = "/v1/officer-credentials/registrations";

/// The officer brings this certificate, and this key signs.
async fn bring(
    site: &Site,
    officer: &SignedIn,
    certificate: &Certificate,
    key: &FileKey,
) -> Result<OfficerCredential, Refusal> {
    let given = registration::challenge(&site.centre, officer).await.unwrap();
    let signature = STANDARD.encode(key.sign(given.challenge.as_bytes()).unwrap());
    send(site, officer, certificate, given.challenge, signature).await
}

async fn send(
    site: &Site,
    officer: &SignedIn,
    certificate: &Certificate,
    challenge: String,
    signature: String,
) -> Result<OfficerCredential, Refusal> {
    let certificate = STANDARD.encode(certificate.der());
    let body = RegisterOfficerCredential { certificate, challenge, signature };
    let command = command(PATH, None, body).await;
    registration::register(&site.centre, officer, &command).await.map(|answer| answer.body)
}

fn code(outcome: Result<OfficerCredential, Refusal>) -> Result<(), ErrorCode> {
    outcome.map(drop).map_err(|refusal| refusal.code)
}

/// A card with two certificates of a product, handed over; and the certificate that signs documents.
async fn handed_over(site: &Site) -> (SoftwareToken, [Certificate; 2]) {
    let token = SoftwareToken::new();
    let certified = walk(site, &token, 4).await.certified.unwrap();
    let read = |text: &String| Certificate::from_der(&STANDARD.decode(text).unwrap()).unwrap();
    let both = [read(&certified.signature_certificate), read(&certified.authentication_certificate)];
    (token, both)
}

#[tokio::test]
async fn a_certificate_that_the_officer_got_as_a_holder_becomes_the_own_one() {
    let site = site_for_a_token().await;
    let (token, [signature, authentication]) = handed_over(&site).await;
    let other = bring(&site, &site.officer, &signature, &token.signature).await;
    assert_eq!(code(other), Err(ErrorCode::CredentialNotYours), "it names the holder, who is somebody else");

    let holder = site.stored_request().await.case.applicant.tax_code.to_string();
    let account = site.officer.session.account.to_string();
    let same = "UPDATE accounts SET tax_code = $1 WHERE id = $2";
    sql(&site.centre, same, vec![text(holder), text(account)]).await;
    let known = bring(&site, &site.officer, &signature, &token.signature).await.unwrap();
    assert_eq!(
        known.certificate,
        STANDARD.encode(signature.der()),
        "the one that was brought is the own one"
    );
    assert_eq!(known.chain.len(), 2, "with its chain");
    let refused = bring(&site, &site.officer, &authentication, &token.authentication).await;
    assert_eq!(code(refused), Err(ErrorCode::CredentialNotAccepted), "the other one signs no documents");
}

#[tokio::test]
async fn an_officer_comes_back_to_an_earlier_certificate() {
    let site = site_for_a_token().await;
    let (first_key, first) = officer_credential(&site.centre, &site.officer).await;
    site.clock.advance(Duration::hours(1));
    let (_, second) = officer_credential(&site.centre, &site.officer).await;
    site.clock.advance(Duration::hours(1));
    let known = bring(&site, &site.officer, &first, &first_key).await.unwrap();
    assert_eq!(known.certificate, STANDARD.encode(first.der()), "the earlier one counts again");
    assert_ne!(known.certificate, STANDARD.encode(second.der()), "and the later one does not");
}

#[tokio::test]
async fn what_is_not_proved_not_ours_or_not_good_is_not_registered() {
    let site = site_for_a_token().await;
    let (key, own) = officer_credential(&site.centre, &site.officer).await;
    let other = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let refused = bring(&site, &site.officer, &own, &other).await;
    assert_eq!(code(refused), Err(ErrorCode::OfficerProofWrong), "another key than the certificate's");
    let given = registration::challenge(&site.centre, &site.officer).await.unwrap();
    let signature = STANDARD.encode(key.sign(given.challenge.as_bytes()).unwrap());
    let twice = async || send(&site, &site.officer, &own, given.challenge.clone(), signature.clone()).await;
    assert_eq!(code(twice().await), Ok(()), "the right one");
    assert_eq!(code(twice().await), Err(ErrorCode::OfficerProofWrong), "a challenge is signed once");

    let strange = Authority::new(KeyAlgorithm::EcdsaP256);
    let elsewhere = strange.issue("training-officer", mario(), &other);
    let refused = bring(&site, &site.officer, &elsewhere, &other).await;
    assert_eq!(code(refused), Err(ErrorCode::CredentialNotAccepted), "another authority's");

    let colleague = add_officer(&site.centre, site.customer, site.unit, Profile::Rao, "colleague").await;
    let refused = bring(&site, &colleague, &own, &key).await;
    assert_eq!(code(refused), Err(ErrorCode::CredentialNotYours), "it is registered for somebody else");
    let (customer, unit) = add_customer(&site.centre, "C002").await;
    let stranger = add_officer(&site.centre, customer, unit, Profile::Rao, "stranger").await;
    let refused = bring(&site, &stranger, &own, &key).await;
    assert_eq!(code(refused), Err(ErrorCode::CredentialNotAccepted), "another customer's is nobody's");
    let operator = add_officer(&site.centre, site.customer, site.unit, Profile::Operator, "operator").await;
    let refusal = registration::challenge(&site.centre, &operator).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotAllowed, "who signs no reports has no certificate here");

    revoke(&site.centre, &Revocation { serial: own.serial(), reason: None }).await.unwrap();
    let refused = bring(&site, &site.officer, &own, &key).await;
    assert_eq!(code(refused), Err(ErrorCode::CredentialRevoked), "revoked it is no more use");
    site.clock.advance(Duration::days(1200));
    let refused = bring(&site, &site.officer, &own, &key).await;
    assert_eq!(code(refused), Err(ErrorCode::CredentialExpired), "nor expired");
}
