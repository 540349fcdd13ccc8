//! A blank token behind a PKCS#11 module that the desk enrolled, before other people's programs: OpenSC's tool logs in to it with
//! the PIN from the holder's envelope, as the holder's signing program does.

use std::sync::Arc;

use sportello_contract::desk::{
    cards::{CardKind, CardView},
    device_enrolment::DeviceChoice,
};
use sportello_desk::{Desk, Ports, card_module, card_tools, device_enrolment, orders, status};
use sportello_desk_cli::cards::SystemCards;
use sportello_domain::{
    account::Profile,
    catalogue::{Carrier, CertificateKind},
    enrolment::EnrolmentStep,
    ids::ProductId,
    secret::{Passphrase, Pin, Puk},
};
use sportello_pki::KeyAlgorithm;
use sportello_stories::plot::{self, PASSPHRASE};
use sportello_testkit::{
    judges::Exhibits,
    opensc::Opensc,
    softhsm::{Tokens, module},
};

use crate::{
    devices::{codes_in, envelope_for, verifies},
    setting::Setting,
    shown::Shown,
};

const SERIAL: &str = "IT-4711003";
const NEW_PIN: &str = "73592846";
const MESSAGE: &[u8] = b"what the holder signs";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_peoples_programs_judge_an_enrolled_token() {
    let Some(_tokens) = Tokens::of("module_devices::other_peoples_programs_judge_an_enrolled_token") else {
        return;
    };
    let setting = Setting::set("").await;
    let ports = setting.grounds.ports("counter", setting.running.desks.clone()).await;
    let desk = Desk::open(Ports { cards: Arc::new(SystemCards::new(Vec::new())), ..ports }).await.unwrap();
    setting.grounds.register(&desk, "counter").await;
    setting.sign_in(&desk).await;
    card_module::choose_module_file(&desk, &module()).await.unwrap();
    let confirmed = plot::confirmed_on(&desk, 82, Carrier::SmartCard).await;
    let credential = setting.grounds.folder.path().join("officer.p12");
    let officer = setting.officer(Profile::Rao);
    plot::recognise(&desk, &officer, confirmed.request, &credential).await;
    let product = confirmed.product;
    plot::prove(&desk, &officer, product, &credential).await;
    plot::receive_device(&desk, SERIAL).await;
    let label = enrolled(&desk, product).await;

    let exhibits = Exhibits::new();
    let envelope = envelope_for(&desk, &plot::person(&desk, 82).contacts.email).await;
    let (pin, puk) = codes_in(&exhibits.write("envelope.pdf", &envelope));
    let folder = tempfile::tempdir().unwrap();
    let holder = Opensc { folder: folder.path(), pin: &pin, token: Some((module(), &label)) };
    let listed = holder.lists();
    assert_eq!(listed.matches("Private Key Object").count(), 2, "OpenSC finds two keys: {listed}");
    assert_eq!(listed.matches("never extractable").count(), 2, "which never leave the token: {listed}");
    let detail = orders::product_detail(&desk, product).await.unwrap();
    for (kind, key) in
        [(CertificateKind::Signature, "signature"), (CertificateKind::Authentication, "authentication")]
    {
        let issued = detail.certificates.iter().find(|issued| issued.kind == kind).unwrap();
        let exhibits = Exhibits::new();
        let certificate = Shown::new(&exhibits, &setting.running.holders, &issued.pem).await;
        certificate.keeps_its_profile();
        let bytes = std::fs::read(certificate.der()).unwrap();
        let id = key.bytes().fold(String::new(), |id, byte| format!("{id}{byte:02x}"));
        assert_eq!(holder.reads(&id), bytes, "{kind:?}: OpenSC reads what the centre issued");
        let signature = holder.signs(&id, &KeyAlgorithm::EcdsaP256.scheme().digest().of(MESSAGE));
        assert!(verifies(&exhibits, &certificate.holder, MESSAGE, &signature), "{kind:?}: openssl verifies");
        assert!(!verifies(&exhibits, &certificate.holder, b"other", &signature), "{kind:?}: and only this");
        certificate.is_believed();
    }
    unblocks(&desk, &label, &puk).await;
    let holder = Opensc { folder: folder.path(), pin: NEW_PIN, token: Some((module(), &label)) };
    let listed = holder.lists();
    assert_eq!(listed.matches("Private Key Object").count(), 2, "the new PIN opens both: {listed}");
    drop(desk);
    setting.running.stop().await;
}

/// A holder who has forgotten the PIN comes to the counter with the PUK from the envelope.
async fn unblocks(desk: &Desk, label: &str, puk: &str) {
    let readers = status::desk_status(desk).await.unwrap().readers;
    let labelled =
        |card: &CardView| matches!(&card.kind, CardKind::Module { label: told, .. } if told == label);
    let mut tokens = readers.iter().filter_map(|reader| Some((&reader.name, reader.card.as_ref()?)));
    let (reader, card) = tokens.find(|(_, card)| labelled(card)).unwrap();
    assert!(card.takes_puk, "it was made ready here");
    let set = async |puk: &str| {
        let (puk, pin) = (Puk::new(puk.to_owned()), Pin::new(NEW_PIN.to_owned()));
        card_tools::unblock_card_pin(desk, reader, card.insertion, &puk, &pin).await
    };
    let other = if puk == "11111111" { "22222222" } else { "11111111" };
    assert_eq!(set(other).await.unwrap_err().to_wire("").code, "cardPukWrong", "another PUK is none");
    set(puk).await.unwrap();
}

/// Writes on the blank token and hands it over; gives the label that it has since.
async fn enrolled(desk: &Desk, product: ProductId) -> String {
    let reader = plot::device_for(desk, product).await.reader;
    let version = orders::product_detail(desk, product).await.unwrap().version;
    let standing = device_enrolment::enrol_device(desk, product, version, &reader, SERIAL).await.unwrap();
    assert_eq!(standing.step, EnrolmentStep::Confirmed, "the centre has checked what the token holds");
    let label = |it: &DeviceChoice| match &it.card.kind {
        CardKind::Module { label, .. } if it.problem.is_none() => Some(label.clone()),
        _ => None,
    };
    let devices = plot::devices_when(desk, product, |devices| devices.iter().any(|it| label(it).is_some()));
    let label = devices.await.iter().find_map(label).unwrap();
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    device_enrolment::deliver_device(desk, product, standing.enrolment, passphrase).await.unwrap();
    label
}
