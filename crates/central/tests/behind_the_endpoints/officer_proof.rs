//! The officer's proof before a token is written on: who gives it how, how long it holds, and what is no proof.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central::{Refusal, issuance::enrolment, second_factor, signed_in::SignedIn};
use sportello_contract::central::officer_proof::{OfficerChallenge, OfficerProof, OfficerProved};
use sportello_domain::{account::Profile, error_code::ErrorCode, ids::ProductId, secret::Otp};
use sportello_pki::keys::{FileKey, KeyAlgorithm, SigningKey as _};
use time::Duration;

use crate::{
    fixture::{self, Site, add_officer, add_request, sql, text},
    software_token::{SoftwareToken, ready_for_a_token},
};

/// What the authenticator of the officer was set up with.
const SECRET: &[u8] = b"12345678901234567890";

/// A site with a product for a token, and the key of the officer's certificate.
async fn site() -> (Site, FileKey) {
    let site = Site::new().await;
    ready_for_a_token(&site).await;
    let (key, _) = fixture::officer_credential(&site.centre, &site.officer).await;
    (site, key)
}

/// The customer asks for the authenticator's code too.
async fn with_code(site: &Site) {
    let rule = "UPDATE customers SET rules = json_set(rules, '$.secondFactorBeforeEnrolment', json('true'))";
    sql(&site.centre, rule, Vec::new()).await;
    let account = site.officer.session.account;
    let sealed = second_factor::seal(&site.centre.keys, account, SECRET).unwrap();
    let secret = sportello_central_store::Value::Blob(Some(sealed));
    let set_up = "UPDATE accounts SET totp_sealed = $1 WHERE id = $2";
    sql(&site.centre, set_up, vec![secret, text(account.to_string())]).await;
}

/// What the authenticator shows now.
fn code(site: &Site) -> Otp {
    let now = site.clock.now().get().unix_timestamp();
    let totp = totp_rs::Builder::new().with_secret(SECRET.to_vec()).build().unwrap();
    Otp::new(totp.generate(u64::try_from(now).unwrap()).to_string())
}

async fn challenge_of(site: &Site, officer: &SignedIn) -> OfficerChallenge {
    enrolment::challenge(&site.centre, officer, site.product).await.unwrap()
}

fn answer(challenge: &OfficerChallenge, key: &FileKey, code: Option<Otp>) -> OfficerProof {
    let signature = STANDARD.encode(key.sign(challenge.challenge.as_bytes()).unwrap());
    OfficerProof { challenge: challenge.challenge.clone(), signature, code }
}

async fn give(site: &Site, proof: &OfficerProof) -> Result<OfficerProved, Refusal> {
    give_for(site, &site.officer, site.product, proof).await
}

async fn give_for(
    site: &Site,
    officer: &SignedIn,
    product: ProductId,
    proof: &OfficerProof,
) -> Result<OfficerProved, Refusal> {
    enrolment::prove(&site.centre, officer, product, proof).await
}

async fn prove(site: &Site, key: &FileKey, code: Option<Otp>) -> Result<OfficerProved, Refusal> {
    let challenge = challenge_of(site, &site.officer).await;
    give(site, &answer(&challenge, key, code)).await
}

async fn begins(site: &Site) -> Result<(), ErrorCode> {
    let begun = SoftwareToken::new().begin_unproved(site, &site.officer).await;
    begun.map(drop).map_err(|refusal| refusal.code)
}

/// How many attempts the audit log holds that ended so.
async fn audited(site: &Site, outcome: &'static str) -> i64 {
    let mut tx = site.centre.store.read().await.unwrap();
    let query = "SELECT COUNT(*) AS n FROM audit_events WHERE what = 'proveOfficer' AND outcome = $1";
    tx.one(query, vec![text(outcome)]).await.unwrap().int("n").unwrap()
}

#[tokio::test]
async fn nothing_is_begun_before_the_officer_has_shown_to_be_there() {
    let (site, key) = site().await;
    assert_eq!(begins(&site).await, Err(ErrorCode::OfficerProofMissing), "a session alone writes on nothing");
    let challenge = challenge_of(&site, &site.officer).await;
    assert!(!challenge.second_factor, "this customer asks for no code");
    assert_eq!(begins(&site).await, Err(ErrorCode::OfficerProofMissing), "nor does a challenge that is open");
    let proved = give(&site, &answer(&challenge, &key, None)).await.unwrap();
    assert_eq!(proved.until, site.clock.now().plus(Duration::minutes(15)), "told how long it holds");
    assert_eq!(begins(&site).await, Ok(()), "the officer is there");
    assert_eq!(audited(&site, "done").await, 1, "and the audit log says it");
}

#[tokio::test]
async fn a_proof_holds_for_a_resume_and_not_for_ever() {
    let (site, key) = site().await;
    prove(&site, &key, None).await.unwrap();
    let token = SoftwareToken::new();
    let begun = token.begin_unproved(&site, &site.officer).await.unwrap();
    site.clock.advance(Duration::minutes(14));
    assert_eq!(begins(&site).await, Ok(()), "whoever is interrupted resumes");
    site.clock.advance(Duration::minutes(2));
    assert_eq!(begins(&site).await, Err(ErrorCode::OfficerProofMissing), "a quarter of an hour later");
    let refusal = token.certify(&site, begun.standing.enrolment).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::OfficerProofMissing, "and no key is certified on an old proof");
    prove(&site, &key, None).await.unwrap();
    assert!(token.certify(&site, begun.standing.enrolment).await.is_ok(), "after another one it goes on");
}

#[tokio::test]
async fn a_proof_is_of_one_session_and_one_product() {
    let (site, key) = site().await;
    prove(&site, &key, None).await.unwrap();
    let mut elsewhere = site.officer.clone();
    elsewhere.session.id = uuid::Uuid::from_u128(9);
    let refusal = SoftwareToken::new().begin_unproved(&site, &elsewhere).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::OfficerProofMissing, "another session of the same officer");
    let (request, product) = add_request(&site.centre, &site.officer, 2).await;
    let challenge = challenge_of(&site, &site.officer).await;
    let second = Site { request, product, ..site };
    ready_for_a_token(&second).await;
    // The certificate has changed with that; the key that is registered now is asked.
    let (key, _) = fixture::officer_credential(&second.centre, &second.officer).await;
    assert_eq!(begins(&second).await, Err(ErrorCode::OfficerProofMissing), "another product");
    let refusal = give(&second, &answer(&challenge, &key, None)).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::OfficerProofWrong, "its challenge was given out for the first one");
}

#[tokio::test]
async fn what_is_no_proof_is_refused_and_uses_the_challenge_up() {
    let (site, key) = site().await;
    let other = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let wrong = async |proof: OfficerProof, why: &str| {
        let refusal = give(&site, &proof).await.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::OfficerProofWrong, "{why}");
    };
    let challenge = challenge_of(&site, &site.officer).await;
    wrong(answer(&challenge, &other, None), "somebody else's key").await;
    wrong(answer(&challenge, &key, None), "the right one, on a challenge that was used").await;
    for signature in ["", "no base64!", "MAA="] {
        let challenge = challenge_of(&site, &site.officer).await;
        let proof = OfficerProof { signature: signature.to_owned(), ..answer(&challenge, &key, None) };
        wrong(proof, "no signature").await;
    }
    let mut made_up = challenge_of(&site, &site.officer).await;
    made_up.challenge.push('0');
    wrong(answer(&made_up, &key, None), "a challenge that the centre never gave").await;
    let challenge = challenge_of(&site, &site.officer).await;
    site.clock.advance(Duration::minutes(6));
    wrong(answer(&challenge, &key, None), "too late").await;
    let challenge = challenge_of(&site, &site.officer).await;
    give(&site, &answer(&challenge, &key, None)).await.unwrap();
    wrong(answer(&challenge, &key, None), "twice").await;
    assert_eq!(audited(&site, "officerProofWrong").await, 8, "each attempt is written down");
    let clerk =
        add_officer(&site.centre, site.customer, site.unit, Profile::RegistrationClerk, "clerk").await;
    let refusal = enrolment::challenge(&site.centre, &clerk, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotAllowed, "who may not issue is given no challenge");
    let without = add_officer(&site.centre, site.customer, site.unit, Profile::Rao, "without").await;
    let refusal = enrolment::challenge(&site.centre, &without, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::CredentialMissing, "who has no key is told so first");
}

#[tokio::test]
async fn the_code_is_asked_for_where_the_customer_wants_it_and_wrong_ones_are_counted() {
    let (site, key) = site().await;
    with_code(&site).await;
    assert!(challenge_of(&site, &site.officer).await.second_factor, "said with the challenge");
    let refusal = prove(&site, &key, None).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::SecondFactorMissing, "the key alone does not do");
    prove(&site, &key, Some(code(&site))).await.unwrap();
    assert_eq!(begins(&site).await, Ok(()), "both do");
    let refusal = prove(&site, &key, Some(code(&site))).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::SecondFactorWrong, "a code is taken once");

    let other = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let wrong = || Some(Otp::new("000000".to_owned()));
    for _ in 0..9 {
        let refusal = prove(&site, &other, wrong()).await.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::OfficerProofWrong, "without the key no code is tried");
    }
    for _ in 0..3 {
        let refusal = prove(&site, &key, wrong()).await.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::SecondFactorWrong, "told");
    }
    let refusal = prove(&site, &key, wrong()).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::AccountLocked, "the fifth wrong one in a row locks the account");
    site.clock.advance(Duration::minutes(1));
    let refusal = prove(&site, &key, Some(code(&site))).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::AccountLocked, "a right code does not unlock it");
    site.clock.advance(Duration::minutes(20));
    prove(&site, &key, Some(code(&site))).await.unwrap();
}
