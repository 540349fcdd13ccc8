//! Issue and envelope: once, whatever happens in between.

use std::{collections::BTreeSet, process::Command as Process};

use sportello_central::{
    authority::{
        Order, Purpose,
        issue::Validity,
        revoke::{Revocation, revoke},
        subject,
    },
    issuance, jobs,
    messages::training,
};
use sportello_central_store::tables::{certificates, remote_credentials, requests};
use sportello_contract::central::issuance::{IssueCertificate, SealEnvelope};
use sportello_domain::{
    account::Profile,
    error_code::ErrorCode,
    ids::ProductId,
    product::ProductStatus,
    request::RequestStatus,
    secret::{Passphrase, Password},
};
use sportello_pki::certificate::Certificate;
use time::Duration;
use uuid::Uuid;

use crate::fixture::{Site, add_customer, add_officer, command, received, wire};

const PASSPHRASE: &str = "tre cavalli 7 blu";

fn path(product: ProductId, what: &str) -> String {
    format!("/v1/products/{product}/{what}")
}

async fn issue(site: &Site) -> sportello_contract::central::issuance::IssuedCertificate {
    let version = site.stored_product().await.version;
    let command = command(&path(site.product, "issuances"), Some(version), IssueCertificate {}).await;
    issuance::issue(&site.centre, &site.officer, &command, site.product).await.unwrap().body
}

async fn certificates_of(site: &Site) -> Vec<certificates::StoredCertificate> {
    let mut tx = site.centre.store.read().await.unwrap();
    certificates::of_product(&mut tx, site.product).await.unwrap()
}

#[tokio::test]
async fn what_the_officer_confirms_is_what_is_issued() {
    let site = Site::new().await;
    let preview = issuance::preview(&site.centre, &site.officer, site.product).await.unwrap();
    let issued = issue(&site).await;
    assert_eq!(issued.status, ProductStatus::InIssuance, "until the passphrase is set");
    let stored = certificates_of(&site).await.remove(0);
    let facts = Certificate::from_der(&stored.certificate).unwrap().facts().unwrap();
    let product = site.stored_product().await;
    let iut = product.iut.clone().unwrap();
    assert_eq!(facts.subject.dn_qualifier.as_deref(), Some(iut.as_str()), "dnQualifier is the IUT");
    let (mut shown, mut real) = (preview.subject, subject::lines(&facts.subject));
    shown.retain(|line| line.attribute != "dnQualifier");
    real.retain(|line| line.attribute != "dnQualifier");
    assert_eq!(shown, real, "the preview shows the subject, but for the identifier that is given at issue");
    assert_eq!(
        (preview.not_before, preview.not_after),
        (issued.not_before, issued.not_after),
        "and the validity"
    );
    assert!(!preview.qscd && facts.qualified.is_none_or(|q| !q.qscd), "a key in a file claims no device");
    assert_eq!(product.expires_at, Some(issued.not_after), "the product expires with its certificate");
    let request = site.stored_request().await;
    assert_eq!(request.state.status, RequestStatus::InIssuance, "the request is in issuance");
    let mut tx = site.centre.store.read().await.unwrap();
    let history = requests::history(&mut tx, site.request, Some(site.product)).await.unwrap();
    let told: Vec<_> = history.iter().map(|(line, _)| line.what.as_str()).collect();
    assert_eq!(told, ["inIssuance", "inIssuance", "certificateIssued"], "product, request, certificate");
}

#[tokio::test]
async fn a_double_click_and_a_lost_answer_give_one_certificate() {
    let site = Site::new().await;
    let version = Some(site.stored_product().await.version);
    let bytes = wire(version, IssueCertificate {});
    let path = path(site.product, "issuances");
    let (first, second) = (
        received::<IssueCertificate>(&path, &bytes).await.unwrap(),
        received::<IssueCertificate>(&path, &bytes).await.unwrap(),
    );
    let (a, b) = tokio::join!(
        issuance::issue(&site.centre, &site.officer, &first, site.product),
        issuance::issue(&site.centre, &site.officer, &second, site.product)
    );
    assert_eq!(a.unwrap(), b.unwrap(), "the same command at the same time: the same answer");
    let again = received::<IssueCertificate>(&path, &bytes).await.unwrap();
    let repeated = issuance::issue(&site.centre, &site.officer, &again, site.product).await.unwrap();
    let other = issue(&site).await;
    assert_eq!(
        repeated.body.serial, other.serial,
        "another command for the same product finds the certificate"
    );
    assert_eq!(certificates_of(&site).await.len(), 1, "one certificate");
}

/// The moment between *prepare* and *issue*, reached by the same calls, then a restart.
async fn killed_after_prepare(site: Site) -> (Site, String) {
    let version = Some(site.stored_product().await.version);
    let bytes = wire(version, IssueCertificate {});
    let path = path(site.product, "issuances");
    let received = received::<IssueCertificate>(&path, &bytes).await.unwrap();
    // Dropped at the first pause after the first commit: what a kill leaves behind.
    let serial = {
        let issuing = issuance::issue(&site.centre, &site.officer, &received, site.product);
        let mut issuing = std::pin::pin!(issuing);
        let owner = Purpose::Signature { customer: site.customer, product: site.product }.owner();
        loop {
            let step = std::future::poll_fn(|cx| {
                std::task::Poll::Ready(std::future::Future::poll(issuing.as_mut(), cx).is_ready())
            });
            assert!(!step.await, "the issue ended before it could be killed");
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
async fn killed_between_prepare_and_issue_the_job_ends_it_with_the_same_serial() {
    let (site, serial) = killed_after_prepare(Site::new().await).await;
    assert!(certificates_of(&site).await.is_empty(), "nothing was issued yet");
    site.clock.advance(Duration::minutes(2));
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    let issued = certificates_of(&site).await;
    assert_eq!(issued.len(), 1, "the job ended the issue");
    assert_eq!(issued[0].serial, serial, "with the serial that was prepared");
    assert_eq!(issue(&site).await.serial, serial, "and the officer's next click finds it");
}

#[tokio::test]
async fn killed_between_prepare_and_issue_the_officer_ends_it_with_the_same_serial() {
    let (site, serial) = killed_after_prepare(Site::new().await).await;
    assert_eq!(issue(&site).await.serial, serial, "the prepared bytes were signed, not others");
    site.clock.advance(Duration::minutes(2));
    jobs::drain(&site.centre).await.unwrap();
    assert_eq!(certificates_of(&site).await.len(), 1, "the job had nothing left to do");
}

#[tokio::test]
async fn nobody_else_issues_and_nothing_that_is_not_ready_is_issued() {
    let site = Site::new().await;
    let (other_customer, other_unit) = add_customer(&site.centre, "C002").await;
    let clerk =
        add_officer(&site.centre, site.customer, site.unit, Profile::RegistrationClerk, "clerk").await;
    let stranger =
        add_officer(&site.centre, other_customer, other_unit, Profile::MasterRao, "stranger").await;
    for (who, code, why) in [
        (&clerk, ErrorCode::NotAllowed, "an IR does not issue"),
        (&stranger, ErrorCode::NotFound, "nothing crosses customers"),
    ] {
        let command = command(&path(site.product, "issuances"), None, IssueCertificate {}).await;
        let refusal = issuance::issue(&site.centre, who, &command, site.product).await.unwrap_err();
        assert_eq!(refusal.code, code, "{why}");
        let refusal = issuance::preview(&site.centre, who, site.product).await.unwrap_err();
        assert_eq!(refusal.code, code, "{why}, nor look");
    }
    let early = command(&path(site.product, "envelopes"), None, seal(PASSPHRASE)).await;
    let refusal =
        issuance::seal_envelope(&site.centre, &site.officer, &early, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "no envelope before the certificate");
    let outdated = command(&path(site.product, "issuances"), Some(99), IssueCertificate {}).await;
    let refusal = issuance::issue(&site.centre, &site.officer, &outdated, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::Outdated, "somebody else wrote first");
    site.before_recognition().await;
    let command = command(&path(site.product, "issuances"), None, IssueCertificate {}).await;
    let refusal = issuance::issue(&site.centre, &site.officer, &command, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "not before the recognition");
    assert!(certificates_of(&site).await.is_empty(), "none of it issued anything");
}

fn seal(passphrase: &str) -> SealEnvelope {
    SealEnvelope { passphrase: Passphrase::new(passphrase.to_owned()) }
}

async fn seal_envelope(site: &Site) -> sportello_contract::central::issuance::SealedEnvelope {
    let command = command(&path(site.product, "envelopes"), None, seal(PASSPHRASE)).await;
    issuance::seal_envelope(&site.centre, &site.officer, &command, site.product).await.unwrap().body
}

/// The text of an envelope, with poppler's pdftotext: another program than the one that wrote it.
fn open_with_pdftotext(pdf: &std::path::Path, passphrase: Option<&str>) -> Option<String> {
    let mut process = Process::new("pdftotext");
    if let Some(passphrase) = passphrase {
        process.args(["-upw", passphrase]);
    }
    let output = process.arg(pdf).arg("-").output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn the_envelope_reaches_the_holder_and_its_codes_are_the_right_ones() {
    let site = Site::new().await;
    issue(&site).await;
    let sealed = seal_envelope(&site).await;
    assert_eq!(sealed.status, ProductStatus::ToActivate, "the holder has to activate it");
    assert_eq!(
        site.stored_request().await.state.status,
        RequestStatus::Completed,
        "nothing else is to be done"
    );
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");

    let messages = training::list(&site.centre, site.customer).await.unwrap();
    let channels: BTreeSet<_> = messages.iter().map(|message| message.channel.as_str()).collect();
    assert_eq!(channels, BTreeSet::from(["email", "sms"]), "a mail, and a word by SMS");
    let mail = messages.iter().find(|message| message.channel == "email").unwrap();
    let request = site.stored_request().await;
    assert_eq!(mail.to, request.case.contacts.email, "to the holder");
    assert!(mail.text.contains("http://training.example.com/password"), "with the link to set the password");
    let id: Uuid = mail.id.parse().unwrap();
    let (kind, pdf) = training::attachment(&site.centre, site.customer, id, "envelope.pdf").await.unwrap();
    assert_eq!(kind, "application/pdf", "the envelope is attached");

    let file = site.folder.path().join("envelope.pdf");
    std::fs::write(&file, pdf).unwrap();
    assert_eq!(open_with_pdftotext(&file, None), None, "without the passphrase it stays shut");
    assert_eq!(open_with_pdftotext(&file, Some("another one 1")), None, "with another one too");
    let text = open_with_pdftotext(&file, Some(PASSPHRASE)).expect("the passphrase opens it");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut tx = site.centre.store.read().await.unwrap();
    let checks = remote_credentials::checks(&mut tx, site.product).await.unwrap().unwrap();
    drop(tx);
    let verify = async |word: &str, check: &String| {
        site.centre.passwords.verify(Password::new(word.to_owned()), Some(check.clone())).await.unwrap()
    };
    let eights: Vec<&str> =
        words.iter().copied().filter(|w| w.len() == 8 && w.bytes().all(|b| b.is_ascii_digit())).collect();
    let [pin, puk] = eights.as_slice() else { panic!("PIN and PUK stand in the envelope: {eights:?}") };
    assert!(verify(pin, &checks.pin).await, "the PIN that was mailed is the one that is checked");
    assert!(verify(puk, &checks.puk).await, "and the PUK");
    let mut found = false;
    for word in words.iter().filter(|word| word.len() == 10) {
        found |= verify(word, &checks.emergency_code).await;
    }
    assert!(found, "and the emergency code");
}

#[tokio::test]
async fn no_secret_lies_in_the_data_folder() {
    let site = Site::new().await;
    issue(&site).await;
    seal_envelope(&site).await;
    // Before the mail leaves: everything is stored and nothing is in the folder yet.
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(&site.centre.config.data_folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("sealEnvelope"), "the database was read");
    assert!(!holds(PASSPHRASE), "the passphrase is nowhere");
    assert!(!holds("/password/"), "nor the link that gives access");
    assert!(!holds("%PDF-"), "nor the envelope as it is mailed");
}

#[tokio::test]
async fn a_repeated_envelope_command_answers_the_same_and_mails_once() {
    let site = Site::new().await;
    issue(&site).await;
    let bytes = wire(None, seal(PASSPHRASE));
    let path = path(site.product, "envelopes");
    let first = received::<SealEnvelope>(&path, &bytes).await.unwrap();
    let answer = issuance::seal_envelope(&site.centre, &site.officer, &first, site.product).await.unwrap();
    let second = received::<SealEnvelope>(&path, &bytes).await.unwrap();
    let again = issuance::seal_envelope(&site.centre, &site.officer, &second, site.product).await.unwrap();
    assert_eq!(answer, again, "the stored answer");
    jobs::drain(&site.centre).await.unwrap();
    let messages = training::list(&site.centre, site.customer).await.unwrap();
    assert_eq!(messages.len(), 2, "one mail and one SMS");
}

#[tokio::test]
async fn a_resend_makes_new_codes_and_the_old_ones_stop_working() {
    let site = Site::new().await;
    issue(&site).await;
    seal_envelope(&site).await;
    let checks = async || {
        let mut tx = site.centre.store.read().await.unwrap();
        remote_credentials::checks(&mut tx, site.product).await.unwrap().unwrap().pin
    };
    let before = checks().await;
    let again = seal_envelope(&site).await;
    assert_eq!(again.status, ProductStatus::ToActivate, "it stays To activate");
    assert_ne!(checks().await, before, "another PIN counts now");
}

#[tokio::test]
async fn weak_passphrases_are_refused_and_nothing_changes() {
    let site = Site::new().await;
    issue(&site).await;
    let tax_code = site.stored_request().await.case.applicant.tax_code.to_string();
    for (text, code) in [
        ("corta1", ErrorCode::PassphraseWeak),
        ("senza alcuna cifra", ErrorCode::PassphraseWeak),
        (tax_code.as_str(), ErrorCode::PassphraseTaxCode),
    ] {
        let command = command(&path(site.product, "envelopes"), None, seal(text)).await;
        let refusal =
            issuance::seal_envelope(&site.centre, &site.officer, &command, site.product).await.unwrap_err();
        assert_eq!(refusal.code, code, "{text}");
        assert!(!format!("{refusal:?}").contains(text), "a refusal never repeats a passphrase");
    }
    assert_eq!(site.stored_product().await.status, ProductStatus::InIssuance, "nothing was sealed");
}

#[tokio::test]
async fn a_revoked_certificate_takes_its_product_along() {
    let site = Site::new().await;
    issue(&site).await;
    seal_envelope(&site).await;
    let serial = Certificate::from_der(&certificates_of(&site).await[0].certificate).unwrap().serial();
    revoke(&site.centre, &Revocation { serial, reason: None }).await.unwrap();
    assert_eq!(site.stored_product().await.status, ProductStatus::Revoked, "the product is revoked with it");
    let refused = command(&path(site.product, "envelopes"), None, seal(PASSPHRASE)).await;
    let refusal =
        issuance::seal_envelope(&site.centre, &site.officer, &refused, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "and gets no new envelope");
}

#[tokio::test]
async fn a_request_whose_orphan_is_revoked_is_complete() {
    let site = Site::new().await;
    issue(&site).await;
    assert_eq!(site.stored_request().await.state.status, RequestStatus::InIssuance, "no envelope yet");
    let serial = Certificate::from_der(&certificates_of(&site).await[0].certificate).unwrap().serial();
    revoke(&site.centre, &Revocation { serial, reason: None }).await.unwrap();
    assert_eq!(site.stored_product().await.status, ProductStatus::Revoked, "the orphan is revoked");
    assert_eq!(
        site.stored_request().await.state.status,
        RequestStatus::Completed,
        "and nothing is left to do"
    );
}

#[tokio::test]
async fn bytes_once_prepared_are_not_prepared_again() {
    let site = Site::new().await;
    let (centre, purpose) =
        (&site.centre, Purpose::Signature { customer: site.customer, product: site.product });
    let request = site.stored_request().await;
    let key = sportello_pki::FileKey::generate(sportello_pki::KeyAlgorithm::EcdsaP256).unwrap();
    let order = |iut: &str| Order {
        purpose: &purpose,
        subject: subject::of_holder(&request.case.applicant, None, iut, true),
        public_key_info_der: sportello_pki::SigningKey::public_key_info_der(&key),
        validity: Validity::months(site.clock.now(), 36),
    };
    let mut tx = centre.store.write().await.unwrap();
    let now = site.clock.now();
    let first = centre.authority.prepare(&mut tx, &order("1"), centre.chance.as_ref(), now).await.unwrap();
    let second = centre.authority.prepare(&mut tx, &order("2"), centre.chance.as_ref(), now).await.unwrap();
    assert_eq!(first, second, "what is stored counts, whatever is asked later");
    let (one, two) =
        (centre.authority.sign(&first).await.unwrap(), centre.authority.sign(&first).await.unwrap());
    assert_ne!(one.der(), two.der(), "ECDSA gives other bytes each time");
    let stored = centre.authority.record(&mut tx, &purpose, &first, &one, now).await.unwrap();
    let again = centre.authority.record(&mut tx, &purpose, &first, &two, now).await.unwrap();
    assert!(stored.certificate == again.certificate, "but only the recorded ones leave the centre");
}
