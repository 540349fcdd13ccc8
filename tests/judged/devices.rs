//! A device that the desk enrolled in a reader of the system's own service, before other people's programs: they take the
//! PIN from the holder's envelope, as the holder does.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use sportello_contract::desk::{
    cards::CardKind,
    device_enrolment::{DeviceChoice, DeviceProblem},
};
use sportello_desk::{Desk, Ports, device_enrolment, orders, training};
use sportello_desk_cli::cards::SystemCards;
use sportello_domain::{
    account::Profile,
    catalogue::{Carrier, CertificateKind},
    enrolment::EnrolmentStep,
    ids::ProductId,
    secret::Passphrase,
};
use sportello_pki::KeyAlgorithm;
use sportello_stories::plot::{self, PASSPHRASE};
use sportello_testkit::{
    judges::{Exhibits, content, opinion, script},
    opensc::{self, Opensc},
    pcscd::{self, BESIDE, READER},
};
use sportello_token::piv::Serial;
use sportello_token_virtual::{Seat, VirtualCard};

use crate::{setting::Setting, shown::Shown};

const SERIAL: u32 = 4_711_002;
/// For a call in which the card answers.
const SOON: Duration = Duration::from_secs(20);
const MESSAGE: &[u8] = b"what the holder signs";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_peoples_programs_judge_an_enrolled_device() {
    let story = "devices::other_peoples_programs_judge_an_enrolled_device";
    let Some(place) = pcscd::running_of(story) else { return };
    let setting = Setting::set("").await;
    let ports = setting.grounds.ports("counter", setting.running.desks.clone()).await;
    // The readers of the system alone: no training reader stands beside them.
    let desk = Desk::open(Ports { cards: Arc::new(SystemCards::new(Vec::new())), ..ports }).await.unwrap();
    setting.grounds.register(&desk, "counter").await;
    setting.sign_in(&desk).await;
    let confirmed = plot::confirmed_on(&desk, 81, Carrier::SmartCard).await;
    let credential = setting.grounds.folder.path().join("officer.p12");
    let officer = setting.officer(Profile::Rao);
    plot::recognise(&desk, &officer, confirmed.request, &credential).await;
    let product = confirmed.product;
    plot::prove(&desk, &officer, product, &credential).await;
    plot::receive_device(&desk, &SERIAL.to_string()).await;
    an_unknown_card_is_not_written_on(&desk, product, place.beside()).await;
    let card = VirtualCard::new([81; 32], Serial(SERIAL)).unwrap();
    let seat = Seat::take(card, place.reader()).unwrap();

    let device = plot::device_for(&desk, product).await;
    assert_eq!((device.reader.as_str(), device.training), (READER, false), "a reader of the system");
    let serial = device.serial.unwrap();
    let version = orders::product_detail(&desk, product).await.unwrap().version;
    let standing = device_enrolment::enrol_device(&desk, product, version, READER, &serial).await.unwrap();
    assert_eq!(standing.step, EnrolmentStep::Confirmed, "the centre has checked what the card holds");
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    device_enrolment::deliver_device(&desk, product, standing.enrolment, passphrase).await.unwrap();

    let mut status = Command::new("yubico-piv-tool");
    let status = content(status.args(["-r", READER, "-a", "status"]), "yubico-piv-tool sees the card");
    assert!(status.contains("PIN tries left:\t3"), "no try was lost on the way: {status}");

    let exhibits = Exhibits::new();
    let envelope = envelope_for(&desk, &plot::person(&desk, 81).contacts.email).await;
    let pin = pin_in(&exhibits.write("envelope.pdf", &envelope));
    let folder = tempfile::tempdir().unwrap();
    let holder = Opensc { folder: folder.path(), pin: &pin, token: None };
    let listed = holder.lists();
    assert_eq!(listed.matches("Private Key Object").count(), 2, "OpenSC finds two keys: {listed}");
    let detail = orders::product_detail(&desk, product).await.unwrap();
    for (kind, slot, id) in [
        (CertificateKind::Signature, "9c", opensc::SLOT_9C),
        (CertificateKind::Authentication, "9a", opensc::SLOT_9A),
    ] {
        let issued = detail.certificates.iter().find(|issued| issued.kind == kind).unwrap();
        let exhibits = Exhibits::new();
        let certificate = Shown::new(&exhibits, &setting.running.holders, &issued.pem).await;
        certificate.keeps_its_profile();
        let bytes = std::fs::read(certificate.der()).unwrap();
        assert_eq!(holder.reads(id), bytes, "{kind:?}: OpenSC reads what the centre issued");
        assert_eq!(read_by_yubico(&exhibits, slot), bytes, "{kind:?}: yubico-piv-tool too, byte for byte");
        let signature = holder.signs(id, &KeyAlgorithm::EcdsaP256.scheme().digest().of(MESSAGE));
        assert!(verifies(&exhibits, &certificate.holder, MESSAGE, &signature), "{kind:?}: openssl verifies");
        assert!(!verifies(&exhibits, &certificate.holder, b"other", &signature), "{kind:?}: and only this");
        certificate.is_believed();
    }
    let used = |it: &DeviceChoice| it.problem == Some(DeviceProblem::NotBlank);
    // Nobody writes on it again.
    plot::devices_when(&desk, product, |devices| devices.iter().all(used)).await;
    drop(seat);
    drop(desk);
    setting.running.stop().await;
}

/// Another project's card, with an application of nobody's, lies in the other reader. It has the very answer to reset of
/// ours: what a card is, its applications say.
async fn an_unknown_card_is_not_written_on(desk: &Desk, product: ProductId, reader: SocketAddr) {
    let mut vicc = script("unknown_card.py");
    vicc.arg(reader.port().to_string()).stdin(Stdio::null()).stderr(Stdio::null());
    let mut vicc = vicc.spawn().unwrap();
    let devices = plot::devices_when(desk, product, |devices| !devices.is_empty()).await;
    assert_eq!(devices[0].card.kind, CardKind::Unknown, "told as what it is");
    assert_eq!(devices[0].problem, Some(DeviceProblem::OtherKind), "with why it cannot be chosen");
    let version = orders::product_detail(desk, product).await.unwrap().version;
    let began = Instant::now();
    let serial = SERIAL.to_string();
    let refusal = device_enrolment::enrol_device(desk, product, version, BESIDE, &serial).await.unwrap_err();
    assert_eq!(refusal.to_wire("").code, "cardNotUsable", "nor is it written on behind the window's back");
    assert!(began.elapsed() < SOON, "said at once: {:?}", began.elapsed());
    let view = device_enrolment::device_enrolment(desk, product).await.unwrap();
    assert_eq!((view.begun, view.noted), (None, None), "nothing was reserved for it");
    vicc.kill().unwrap();
    vicc.wait().unwrap();
    plot::devices_when(desk, product, <[DeviceChoice]>::is_empty).await;
}

/// The envelope in the mail to this address, once the centre's job has sent it.
pub async fn envelope_for(desk: &Desk, address: &str) -> Vec<u8> {
    for _ in 0..300 {
        for message in training::training_messages(desk).await.unwrap() {
            if let (true, Some(file)) = (message.to == address, message.attachments.first()) {
                return training::training_attachment(desk, &message.id, &file.name).await.unwrap();
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no envelope came for the holder")
}

/// The PIN as the holder's PDF reader shows it, opened with the passphrase.
pub fn pin_in(envelope: &Path) -> String {
    codes_in(envelope).0
}

/// The same, with the PUK that stands below it.
pub fn codes_in(envelope: &Path) -> (String, String) {
    let (open, _) = opinion(Command::new("pdftotext").arg(envelope).arg("-"));
    assert!(!open, "without the passphrase it stays shut");
    let with = format!("--password={PASSPHRASE}");
    content(Command::new("qpdf").args(["--check", &with]).arg(envelope), "qpdf opens the envelope with it");
    let mut reader = Command::new("pdftotext");
    let text = content(reader.args(["-upw", PASSPHRASE]).arg(envelope).arg("-"), "poppler opens it too");
    let after = text.split("PIN:").nth(1).unwrap();
    let mut codes =
        after.lines().filter(|line| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit()));
    match (codes.next(), codes.next()) {
        (Some(pin), Some(puk)) => (pin.to_owned(), puk.to_owned()),
        _ => panic!("PIN and PUK of eight digits stand below their labels: {text}"),
    }
}

fn read_by_yubico(exhibits: &Exhibits, slot: &str) -> Vec<u8> {
    let file = exhibits.path("read.cer");
    let mut command = Command::new("yubico-piv-tool");
    command.args(["-r", READER, "-a", "read-certificate", "-s", slot, "-K", "DER", "-o"]).arg(&file);
    content(&mut command, "yubico-piv-tool reads the certificate");
    std::fs::read(file).unwrap()
}

/// `openssl dgst -verify` with the key of a certificate.
pub fn verifies(exhibits: &Exhibits, certificate: &Path, message: &[u8], signature: &[u8]) -> bool {
    let key = exhibits.path("key.pem");
    let mut command = Command::new("openssl");
    command.args(["x509", "-noout", "-pubkey", "-in"]).arg(certificate).arg("-out").arg(&key);
    content(&mut command, "openssl reads the certificate's key");
    let mut command = Command::new("openssl");
    command.args(["dgst", "-sha256", "-verify"]).arg(&key);
    command.arg("-signature").arg(exhibits.write("signature", signature));
    opinion(command.arg(exhibits.write("message", message))).0
}
