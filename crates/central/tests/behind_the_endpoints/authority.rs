//! Certificates of officers, revocation, status lists and OCSP that agree.

use sportello_central::{
    authority::{
        AuthorityError, found, lists, responder,
        revoke::{Revocation, revoke},
        root_key::RootFiles,
        root_list,
    },
    jobs, listeners,
};
use sportello_central_store::tables::status_lists;
use sportello_domain::{account::Profile, error_code::ErrorCode};
use sportello_pki::{
    certificate::Certificate,
    keys::{FileKey, KeyAlgorithm, SigningKey as _},
    ocsp::{self, OcspRequest, OcspStatus},
    path::{self, ChainStatus, Evidence, StatusNeed, Use},
    status_list::{RevocationReason, StatusList},
};
use time::Duration;

use crate::fixture::{self, Site, add_officer, moment, sql};

async fn newest_list(site: &Site) -> StatusList {
    let mut tx = site.centre.store.read().await.unwrap();
    let stored = status_lists::newest(&mut tx, "issuing-1").await.unwrap().unwrap();
    StatusList::from_der(&stored.list).unwrap()
}

async fn ask(site: &Site, certificate: &Certificate) -> OcspStatus {
    let all = site.centre.authority.all_issuing();
    let issuing = all.iter().find(|issuing| certificate.verify_signed_by(issuing).is_ok()).unwrap();
    let request = OcspRequest::about(certificate, issuing, Some(b"a nonce of ours!")).unwrap();
    let response = responder::answer(&site.centre, &request).await;
    ocsp::verify(&response, certificate, issuing, Some(b"a nonce of ours!")).unwrap().status
}

#[tokio::test]
async fn an_officer_gets_a_certificate_that_says_whose_it_is() {
    let site = Site::new().await;
    let (key, certificate) = fixture::officer_credential(&site.centre, &site.officer).await;
    let facts = certificate.facts().unwrap();
    assert_eq!(
        certificate.public_key_info_der().unwrap(),
        key.public_key_info_der(),
        "the key of the request"
    );
    assert_eq!(
        facts.subject.common_name.as_deref(),
        Some("Ada Lovati (TRAINING)"),
        "the account's name, not the CSR's"
    );
    assert_eq!(facts.tax_code.as_deref(), Some("LVTDAA80A41H501N"), "and its tax code");
    assert!(facts.subject_is_training && facts.issuer_is_training, "training shows in subject and issuer");
    let list = newest_list(&site).await;
    let (anchors, intermediates) =
        ([site.centre.authority.root().clone()], site.centre.authority.all_issuing());
    let evidence = Evidence {
        anchors: &anchors,
        intermediates: &intermediates,
        status_lists: &[list],
        ocsp_responses: &[],
    };
    let now = site.clock.now().get();
    let verdict = path::validate(&certificate, &evidence, now, Use::Signature, StatusNeed::WhereKnown);
    assert!(matches!(verdict.status, ChainStatus::Valid { status_as_of: Some(_) }), "{:?}", verdict.status);
    assert_eq!(verdict.chain.len(), 3, "officer, issuing authority, root");
}

#[tokio::test]
async fn a_revocation_shows_on_the_list_and_in_ocsp_at_once_and_in_both() {
    let site = Site::new().await;
    let (_, certificate) = fixture::officer_credential(&site.centre, &site.officer).await;
    let before = newest_list(&site).await;
    assert_eq!(ask(&site, &certificate).await, OcspStatus::Good, "good before");
    site.clock.advance(Duration::minutes(3));
    let revocation =
        Revocation { serial: certificate.serial(), reason: Some(RevocationReason::KeyCompromise) };
    revoke(&site.centre, &revocation).await.unwrap();
    let after = newest_list(&site).await;
    assert_eq!(after.number(), before.number() + 1, "a new list");
    let entry = after.entry_of(&certificate.serial()).expect("on the list");
    let status = ask(&site, &certificate).await;
    let said = OcspStatus::Revoked { since: entry.since, reason: Some(RevocationReason::KeyCompromise) };
    assert_eq!(status, said, "OCSP says what the list says");
    after.verify_signed_by(site.centre.authority.issuing()).expect("signed by the issuing authority");
    let again = revoke(&site.centre, &revocation).await;
    assert!(matches!(again, Err(AuthorityError::AlreadyRevoked)), "a revocation is final: {:?}", again.err());
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    assert_eq!(ask(&site, &certificate).await, said, "and it stays");
}

#[tokio::test]
async fn ocsp_calls_no_certificate_good_that_was_not_issued_here() {
    let site = Site::new().await;
    let (_, ours) = fixture::officer_credential(&site.centre, &site.officer).await;
    let other = Site::new().await;
    let (_, theirs) = fixture::officer_credential(&other.centre, &other.officer).await;
    let issuing = site.centre.authority.issuing();
    let request = OcspRequest::about(&theirs, issuing, None).unwrap();
    let response = responder::answer(&site.centre, &request).await;
    let status = ocsp::verify(&response, &theirs, issuing, None).unwrap().status;
    assert_eq!(status, OcspStatus::Unknown, "a serial that was never issued is not good");
    assert_eq!(ask(&site, &ours).await, OcspStatus::Good, "one that was is");
    let nonsense = responder::answer(&site.centre, b"not an OCSP request").await;
    assert_eq!(nonsense, [0x30, 0x03, 0x0a, 0x01, 0x01], "malformedRequest, and no panic");
}

#[tokio::test]
async fn the_responder_renews_itself_and_answers_on() {
    let site = Site::new().await;
    let (_, certificate) = fixture::officer_credential(&site.centre, &site.officer).await;
    assert!(!responder::keep(&site.centre).await.unwrap(), "nothing to do on its first day");
    site.clock.advance(Duration::days(61));
    assert!(responder::keep(&site.centre).await.unwrap(), "with less than thirty days left it is renewed");
    assert_eq!(ask(&site, &certificate).await, OcspStatus::Good, "the new one answers");
    let site = site.reopened().await;
    assert!(!responder::keep(&site.centre).await.unwrap(), "a restart finds the new one");
    assert_eq!(ask(&site, &certificate).await, OcspStatus::Good, "and it answers");
}

#[tokio::test]
async fn lists_come_out_several_times_a_day_by_themselves() {
    let site = Site::new().await;
    jobs::drain(&site.centre).await.unwrap();
    let first = newest_list(&site).await;
    jobs::drain(&site.centre).await.unwrap();
    assert_eq!(newest_list(&site).await.number(), first.number(), "one period, one list");
    site.clock.advance(Duration::hours(6));
    jobs::drain(&site.centre).await.unwrap();
    let next = newest_list(&site).await;
    assert_eq!(next.number(), first.number() + 1, "the next period has its own");
    let life = next.next_update().unwrap() - next.this_update();
    assert!(life <= Duration::hours(24), "a list lives a day at most");
    let published = lists::publish(&site.centre).await.unwrap();
    assert_eq!(published.number, next.number() + 1, "numbers grow by one");
}

#[tokio::test]
async fn the_roots_list_is_renewed_by_hand_and_health_says_when() {
    let site = Site::new().await;
    let running = listeners::start(site.centre.clone()).await.unwrap();
    let get = async |address: String| reqwest::get(address).await.unwrap().bytes().await.unwrap();
    let health = async || {
        let text = get(format!("{}/health", running.operations)).await;
        String::from_utf8(text.to_vec()).unwrap()
    };
    // Where the clock leaps, the workers are seen and the other lists renewed a moment later.
    let settled = async || {
        for _ in 0..400 {
            let text = health().await;
            if !text.contains("worker") && !text.contains("issuing") {
                return text;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the worker does not come to it: {}", health().await)
    };
    assert_eq!(settled().await, "ok\n", "a year is left");
    site.clock.advance(Duration::days(340));
    let text = settled().await;
    assert!(text.contains("ends in 26 days"), "less than thirty days are left: {text}");
    site.clock.advance(Duration::days(30));
    let text = settled().await;
    assert!(text.contains("the root's list has ended"), "and then none: {text}");
    let files = RootFiles::of(&site.centre.config);
    let other = Site::new().await;
    let foreign = root_list::publish(&site.centre, &RootFiles::of(&other.centre.config)).await;
    assert!(matches!(foreign, Err(AuthorityError::NotTheRoot(_))), "another root's key is told apart");
    let renewed = root_list::publish(&site.centre, &files).await.unwrap();
    assert_eq!(renewed.number, 2, "the next list");
    assert_eq!(settled().await, "ok\n", "nothing is left to do");
    let stale = "UPDATE status_lists SET next_update = $1 WHERE signer <> 'root'";
    let soon = site.clock.now().plus(Duration::hours(1));
    sql(&site.centre, stale, vec![moment(soon)]).await;
    let text = health().await;
    assert!(text.contains("issuing authority ends in 60 minutes"), "nobody renewed it: {text}");
    sql(&site.centre, stale, vec![moment(site.clock.now())]).await;
    let text = health().await;
    assert!(text.contains("issuing authority has ended"), "and then it is stale: {text}");
    lists::publish(&site.centre).await.unwrap();
    assert_eq!(settled().await, "ok\n", "a new one is out");
    let list = StatusList::from_der(&get(format!("{}/crl/root.crl", running.holders)).await).unwrap();
    assert_eq!(list.number(), 2, "it is published");
    list.verify_signed_by(site.centre.authority.root()).expect("the root signed it");
    assert!(list.next_update().unwrap() > site.clock.now().get() + Duration::days(365), "for another year");
    running.stop().await;
}

#[tokio::test]
async fn what_an_older_issuing_authority_signed_is_listed_and_answered_for() {
    let site = Site::new().await;
    let (_, old) = fixture::officer_credential(&site.centre, &site.officer).await;
    let name = found::add_issuing(&site.centre, &RootFiles::of(&site.centre.config)).await.unwrap();
    assert_eq!(name, "issuing-2", "the next one");
    let (_, still_old) = fixture::officer_credential(&site.centre, &site.officer).await;
    let site = site.reopened().await;
    let issuing = site.centre.authority.all_issuing();
    still_old.verify_signed_by(&issuing[0]).expect("a running service goes on with what it has");
    let (_, new) = fixture::officer_credential(&site.centre, &site.officer).await;
    new.verify_signed_by(&issuing[1]).expect("from the next start on the new one signs");
    let urls = new.facts().unwrap().status_list_urls;
    assert!(urls[0].ends_with("/crl/issuing-2.crl"), "and the certificate says where its list is: {urls:?}");
    assert_eq!(ask(&site, &old).await, OcspStatus::Good, "the old one is answered for");
    assert_eq!(ask(&site, &new).await, OcspStatus::Good, "and so is the new one");

    site.clock.advance(Duration::minutes(3));
    revoke(&site.centre, &Revocation { serial: old.serial(), reason: None }).await.unwrap();
    assert!(matches!(ask(&site, &old).await, OcspStatus::Revoked { .. }), "a revocation is told");
    assert_eq!(ask(&site, &new).await, OcspStatus::Good, "of the one alone");
    let entry = newest_list(&site).await.entry_of(&old.serial());
    assert!(entry.is_some(), "on the list of the authority that signed it");
    site.clock.advance(Duration::days(61));
    assert!(responder::keep(&site.centre).await.unwrap(), "both responders are renewed");
    assert!(!responder::keep(&site.centre).await.unwrap(), "at once");
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    assert!(newest_list(&site).await.next_update().unwrap() > site.clock.now().get(), "the old list goes on");
    assert!(matches!(ask(&site, &old).await, OcspStatus::Revoked { .. }), "as true as before");
}

#[tokio::test]
async fn the_root_key_opens_with_its_own_master_key_and_the_service_has_neither() {
    let site = Site::new().await;
    let files = RootFiles::of(&site.centre.config);
    let key = files.open().unwrap();
    assert_eq!(
        key.public_key_info_der(),
        site.centre.authority.root().public_key_info_der().unwrap(),
        "it is the root's"
    );
    let elsewhere = site.folder.path().join("safe");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::rename(&files.key, elsewhere.join("root.key")).unwrap();
    std::fs::rename(&files.master, elsewhere.join("root-master.key")).unwrap();
    let site = site.reopened().await;
    fixture::officer_credential(&site.centre, &site.officer).await;
}

#[tokio::test]
async fn a_request_without_the_private_key_gets_nothing() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use sportello_contract::central::credentials::AskOfficerCredential;
    let site = Site::new().await;
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let subject = sportello_pki::distinguished_name::NameParts {
        common_name: Some("x".to_owned()),
        ..Default::default()
    };
    let mut csr = sportello_pki::certificate_request::make(&subject, &key).unwrap();
    let last = csr.len() - 1;
    csr[last] ^= 1;
    let auditor = add_officer(&site.centre, site.customer, site.unit, Profile::Auditor, "auditor").await;
    for (officer, bytes, code, why) in [
        (&site.officer, csr.as_slice(), ErrorCode::BadInput, "a wrong signature proves nothing"),
        (&site.officer, b"nonsense", ErrorCode::BadInput, "no PKCS#10 at all"),
        (&auditor, csr.as_slice(), ErrorCode::NotAllowed, "an auditor signs no reports"),
    ] {
        let body = AskOfficerCredential { certificate_request: STANDARD.encode(bytes) };
        let command = fixture::command("/v1/officer-credentials", None, body).await;
        let refusal = sportello_central::authority::officers::issue(&site.centre, officer, &command).await;
        assert_eq!(refusal.err().map(|refusal| refusal.code), Some(code), "{why}");
    }
}
