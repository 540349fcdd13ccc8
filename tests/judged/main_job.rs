//! The main job before other people's programs: a mail server takes the envelope, which opens with its passphrase and
//! not without; the certificate is believed until it is revoked; the signed report holds.

#![expect(clippy::unwrap_used, reason = "what a story begins with and does not get is a failed test")]

#[cfg(target_os = "linux")]
mod devices;
#[cfg(target_os = "linux")]
mod module_devices;
mod setting;
mod shown;
mod sink;

use std::{path::Path, process::Command};

use setting::Setting;
use shown::Shown;
use sink::Sink;
use sportello_central::authority::revoke::{Revocation, revoke};
use sportello_desk::orders;
use sportello_domain::training_people::TrainingPerson;
use sportello_pki::{serial::Serial, status_list::RevocationReason};
use sportello_stories::plot::{self, PASSPHRASE};
use sportello_testkit::judges::{Exhibits, content, judge, judge_report, opinion};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_peoples_programs_judge_the_main_job() {
    let exhibits = Exhibits::new();
    let sink = Sink::start(exhibits.path("mail"));
    let setting = Setting::set(&sink.configuration()).await;
    let desk = setting.desk().await;
    setting.sign_in(&desk).await;
    let confirmed = setting.recognised(&desk, 11).await;
    let serial = plot::issue(&desk, confirmed.product).await;
    let person = plot::person(&desk, 11);

    let message = sink.message_to(&person.contacts.email).await;
    judge_mail(&message, &person, &setting.running.holders);
    let page = reqwest::get(link_of(&message)).await.unwrap();
    assert!(page.status().is_success(), "the link in the mail leads to the holder's page: {}", page.status());
    judge_envelope(Path::new(message["attachments"][0]["path"].as_str().unwrap()), &person);

    let detail = orders::product_detail(&desk, confirmed.product).await.unwrap();
    let issued = detail.certificates.iter().find(|certificate| certificate.serial == serial).unwrap();
    let certificate = Shown::new(&exhibits, &setting.running.holders, &issued.pem).await;
    certificate.keeps_its_profile();

    let order = orders::order_detail(&desk, confirmed.request).await.unwrap();
    let report = orders::evidence(&desk, order.recognition.unwrap().report.id).await.unwrap();
    judge_signed_report(&exhibits.write("report.pdf", &report), &certificate.root);

    certificate.is_believed();
    let revocation = Revocation {
        serial: Serial::from_hex(&serial).unwrap(),
        reason: Some(RevocationReason::KeyCompromise),
    };
    let centre = setting.beside().await;
    revoke(&centre, &revocation).await.unwrap();
    certificate.is_revoked();

    drop(desk);
    setting.running.stop().await;
}

/// Everything the mail says, as another program reads it.
fn judge_mail(message: &serde_json::Value, person: &TrainingPerson, holders: &str) {
    assert_eq!(message["defects"], serde_json::json!([]), "the message is well formed");
    assert_eq!(message["to"][0], person.contacts.email.as_str(), "it is addressed as it was sent");
    let subject = message["subject"].as_str().unwrap();
    assert!(subject.starts_with("[TRAINING] "), "a training mail says so first: {subject}");
    assert!(link_of(message).starts_with(holders), "the link leads to this centre's holders' listener");
    let attachments = message["attachments"].as_array().unwrap();
    assert_eq!(attachments.len(), 1, "the envelope alone goes along");
    assert_eq!(attachments[0]["mediaType"], "application/pdf", "as a PDF");
    assert!(!message["text"].as_str().unwrap().contains(PASSPHRASE), "the passphrase goes another way");
}

/// The link to set the password.
fn link_of(message: &serde_json::Value) -> &str {
    let text = message["text"].as_str().unwrap();
    text.split_whitespace().find(|word| word.starts_with("http")).unwrap()
}

/// qpdf and pdftotext: AES-256 in its newest revision, open with the passphrase, shut without it.
fn judge_envelope(file: &Path, person: &TrainingPerson) {
    let qpdf = |arguments: &[&str]| {
        let mut command = Command::new("qpdf");
        command.args(arguments).arg(file).output().unwrap()
    };
    // qpdf's word for yes is 0, for "encrypted, and this password opens it" 3.
    assert_eq!(qpdf(&["--requires-password"]).status.code(), Some(0), "without a password it stays shut");
    let with = format!("--password={PASSPHRASE}");
    assert_eq!(qpdf(&["--requires-password", &with]).status.code(), Some(3), "the passphrase opens it");
    let shown = qpdf(&["--show-encryption", &with]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    for fact in ["R = 6", "stream encryption method: AESv3", "string encryption method: AESv3"] {
        assert!(shown.contains(fact), "AES-256 of ISO 32000-2 ({fact}): {shown}");
    }
    content(Command::new("qpdf").args(["--check", &with]).arg(file), "its structure is without a fault");
    for wrong in [&[][..], &["-upw", "correct horse 43"], &["-opw", PASSPHRASE], &["-opw", ""]] {
        let (opened, said) = opinion(Command::new("pdftotext").args(wrong).arg(file).arg("-"));
        assert!(!opened && said.contains("Incorrect password"), "{wrong:?} opens nothing: {said}");
    }
    let text = content(
        Command::new("pdftotext").args(["-upw", PASSPHRASE]).arg(file).arg("-"),
        "the holder's PDF reader opens it",
    );
    let digits = text.lines().filter(|line| line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit()));
    assert_eq!(digits.count(), 2, "PIN and PUK, eight digits each, each on its line: {text}");
    for label in ["PIN:", "PUK:", &person.person.surname] {
        assert!(text.contains(label), "{label} can be read: {text}");
    }
    let after = text.split("emergenza").nth(1).unwrap_or_default();
    let emergency = after
        .lines()
        .any(|line| line.len() == 10 && line.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    assert!(emergency, "the emergency code, ten characters, stands below its label: {text}");
}

/// pyHanko and pdfsig on the signed report, with the centre's time-stamp behind it. pyHanko's command line asks the running
/// centre for the status of the certificates, and passes over the time-stamp, which its library judges.
fn judge_signed_report(file: &Path, root: &Path) {
    let mut command = Command::new(judge("pyhanko"));
    command.args(["sign", "validate", "--trust-replace", "--trust"]).arg(root);
    command.args(["--force-revinfo", "--pretty-print"]).arg(file);
    let said = content(&mut command, "pyHanko finds the report's signature valid");
    for sentence in [
        "The signature is judged VALID.",
        "The signer's certificate is trusted.",
        "All modifications relate to signature maintenance",
    ] {
        assert_eq!(said.matches(sentence).count(), 1, "{sentence} {said}");
    }
    let told = judge_report(root, file, None);
    let stamp: serde_json::Value = serde_json::from_str(told.lines().nth(1).unwrap()).unwrap();
    assert_eq!(stamp["kind"], "timestamp", "the centre's time-stamp: {stamp}");
    assert_eq!((&stamp["intact"], &stamp["trusted"]), (&true.into(), &true.into()), "holds: {stamp}");
    assert_eq!(stamp["coverage"], "ENTIRE_FILE", "over the whole report: {stamp}");
    let said = content(Command::new("pdfsig").arg("-nocert").arg(file), "pdfsig reads the report");
    assert!(said.contains("Signature Validation: Signature is Valid."), "and agrees: {said}");
    assert!(said.contains("ETSI.CAdES.detached"), "it is PAdES: {said}");
    assert!(said.contains("Total document signed"), "and covers all of it: {said}");
}
