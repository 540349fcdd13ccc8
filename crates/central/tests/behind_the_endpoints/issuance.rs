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
use uuid::Uuid;

use crate::fixture::{Site, add_customer, add_officer, command, received, sql, text, wire};

const PASSPHRASE: &str = "tre cavalli 7 blu";

pub fn path(product: ProductId, what: &str) -> String {
    format!("/v1/products/{product}/{what}")
}

pub async fn issue(site: &Site) -> sportello_contract::central::issuance::IssuedCertificate {
    let version = site.stored_product().await.version;
    let command = command(&path(site.product, "issuances"), Some(version), IssueCertificate {}).await;
    issuance::issue(&site.centre, &site.officer, &command, site.product).await.unwrap().body
}

pub async fn certificates_of(site: &Site) -> Vec<certificates::StoredCertificate> {
    let mut tx = site.centre.store.read().await.unwrap();
    certificates::of_product(&mut tx, site.product).await.unwrap()
}

/// What verifies PIN, PUK and emergency code: the hashes, as the holder's pages will find them.
async fn checks(site: &Site) -> [String; 3] {
    let sql = "SELECT pin_check, puk_check, emergency_check FROM remote_keys WHERE product_id = $1";
    let mut tx = site.centre.store.read().await.unwrap();
    let row = tx.one(sql, vec![text(site.product.to_string())]).await.unwrap();
    ["pin_check", "puk_check", "emergency_check"].map(|column| row.text(column).unwrap())
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

#[tokio::test]
async fn a_product_for_a_device_gets_no_key_at_the_centre() {
    let site = Site::new().await;
    let on_a_card = "UPDATE products SET definition = json_set(definition, '$.carrier', 'smartCard')";
    sql(&site.centre, on_a_card, Vec::new()).await;
    let preview = issuance::preview(&site.centre, &site.officer, site.product).await.unwrap();
    let profile = site.centre.authority.profile_on_token(false).unwrap();
    assert_eq!(preview.profile, profile.name(), "what will stand in it is shown as for every other");
    let command = command(&path(site.product, "issuances"), None, IssueCertificate {}).await;
    let refusal = issuance::issue(&site.centre, &site.officer, &command, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::DeviceNeeded, "its key is made elsewhere");
    let product = site.stored_product().await;
    assert_eq!((product.status, product.iut), (ProductStatus::ToBeIssued, None), "nothing was begun");
    let mut tx = site.centre.store.read().await.unwrap();
    assert!(remote_credentials::key(&mut tx, site.product).await.unwrap().is_none(), "no key");
    let holders = tx.one("SELECT COUNT(*) AS n FROM holders", Vec::new()).await.unwrap();
    assert_eq!(holders.int("n").unwrap(), 0, "no account");
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
pub fn open_with_pdftotext(pdf: &std::path::Path, passphrase: Option<&str>) -> Option<String> {
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
    let [pin_check, puk_check, emergency_check] = checks(&site).await;
    let verify = async |word: &str, check: &String| {
        site.centre.passwords.verify(Password::new(word.to_owned()), Some(check.clone())).await.unwrap()
    };
    let eights: Vec<&str> =
        words.iter().copied().filter(|w| w.len() == 8 && w.bytes().all(|b| b.is_ascii_digit())).collect();
    let [pin, puk] = eights.as_slice() else { panic!("PIN and PUK stand in the envelope: {eights:?}") };
    assert!(verify(pin, &pin_check).await, "the PIN that was mailed is the one that is checked");
    assert!(verify(puk, &puk_check).await, "and the PUK");
    let mut found = false;
    for word in words.iter().filter(|word| word.len() == 10) {
        found |= verify(word, &emergency_check).await;
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
    let before = checks(&site).await;
    let again = seal_envelope(&site).await;
    assert_eq!(again.status, ProductStatus::ToActivate, "it stays To activate");
    assert_ne!(checks(&site).await[0], before[0], "another PIN counts now");
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
async fn a_revoked_orphan_completes_its_request() {
    let site = Site::new().await;
    issue(&site).await;
    let serial = Certificate::from_der(&certificates_of(&site).await[0].certificate).unwrap().serial();
    revoke(&site.centre, &Revocation { serial, reason: None }).await.unwrap();
    assert_eq!(site.stored_product().await.status, ProductStatus::Revoked, "it was never delivered");
    let request = site.stored_request().await;
    assert_eq!(request.state.status, RequestStatus::Completed, "all its products have ended");
    let mut tx = site.centre.store.read().await.unwrap();
    let history = requests::history(&mut tx, site.request, None).await.unwrap();
    let last = history.last().map(|(line, who)| (line.what.as_str(), who.is_none()));
    assert_eq!(last, Some(("completed", true)), "the centre did it by itself");
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
    assert_eq!(stored.profile, centre.authority.profile_of(&purpose).unwrap().name(), "under its profile");
}

#[tokio::test]
async fn a_certificate_is_recorded_under_the_profile_its_bytes_were_prepared_under() {
    let site = Site::new().await;
    let (centre, now) = (&site.centre, site.clock.now());
    let purpose = Purpose::Signature { customer: site.customer, product: site.product };
    let applicant = site.stored_request().await.case.applicant;
    let key = sportello_pki::FileKey::generate(sportello_pki::KeyAlgorithm::EcdsaP256).unwrap();
    let order = Order {
        purpose: &purpose,
        subject: subject::of_holder(&applicant, None, "1", true),
        public_key_info_der: sportello_pki::SigningKey::public_key_info_der(&key),
        validity: Validity::months(now, 36),
    };
    let mut tx = centre.store.write().await.unwrap();
    let mut intent = centre.authority.prepare(&mut tx, &order, centre.chance.as_ref(), now).await.unwrap();
    let certificate = centre.authority.sign(&intent).await.unwrap();
    // As if the configuration had named another profile when the bytes were prepared.
    let name = centre.authority.profile_of(&purpose).unwrap().name();
    intent.prepared = intent.prepared.replace(&format!("\"{name}\""), "\"the one before\"");
    let stored = centre.authority.record(&mut tx, &purpose, &intent, &certificate, now).await.unwrap();
    assert_eq!(stored.profile, "the one before", "not the profile of today");
}
