//! The same tools before a card in a reader of the system's service, and other people's programs before it afterwards.

use std::{path::Path, process::Command, sync::Arc, time::Duration};

use sportello_contract::desk::cards::{CardPin, CardRole, CardView};
use sportello_desk::{Desk, DeskError, card_credential, card_tools, status};
use sportello_desk_cli::cards::SystemCards;
use sportello_domain::{
    account::Profile,
    secret::{Pin, Puk},
};
use sportello_pki::{Certificate, KeyAlgorithm};
use sportello_stories::Scene;
use sportello_token::{
    ManagementAlgorithm, ManagementKey, PcscReader,
    piv::{CardIdentity, Piv, Serial, Slot},
};
use sportello_token_virtual::{Seat, VirtualCard};

use crate::{
    WORKER,
    own_card::{PIN, WRONG, code},
    pcscd::{READER, reader_of},
};

const PUK: &str = "12345678";
const NEW: &str = "735928";
const NEWER: &str = "280417";
const LIMIT: Duration = Duration::from_mins(1);
/// Where OpenSC's PKCS#11 module lies.
const MODULES: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib64/opensc-pkcs11.so",
    "/usr/lib/pkcs11/opensc-pkcs11.so",
];

#[tokio::test(flavor = "multi_thread")]
async fn other_peoples_programs_take_the_new_pin_and_see_the_blocked_one() {
    let Some(reader) =
        reader_of("card_tools_pcscd::other_peoples_programs_take_the_new_pin_and_see_the_blocked_one")
    else {
        return;
    };
    let seat = Seat::take(VirtualCard::new([27; 32], Serial(4_711_002)).unwrap(), reader).unwrap();
    let (scene, desk) = counter().await;
    card(&desk, |card| card.role == Some(CardRole::Blank)).await;
    let pin = Pin::new(PIN.to_owned());
    card_credential::make_card_credential(&desk, READER, &pin).await.unwrap();
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    let certificate = identified();

    change(&desk, &own, PIN, NEW).await.unwrap();
    assert!(opensc_signs(&certificate, NEW), "OpenSC signs with the new PIN");
    assert!(yubico_verifies(NEW), "and Yubico's tool takes it");
    assert!(!yubico_verifies(PIN), "though not the old one");
    for _ in 0..2 {
        assert!(!yubico_verifies(WRONG), "two more, and it is blocked");
    }
    let told = card_tools::card_contents(&desk, READER, own.insertion).await.unwrap();
    assert_eq!(told.pin, CardPin::Blocked, "as the desk sees it");
    assert_eq!(told.slots.len(), 1, "with what lies on it as before");
    let blocked = change(&desk, &own, NEW, NEWER).await.unwrap_err();
    assert_eq!(code(&blocked), "cardPinBlocked", "nothing is changed any more");

    let (puk, wrong, newer) = (puk(PUK), puk("87654321"), Pin::new(NEWER.to_owned()));
    let refused = card_tools::unblock_card_pin(&desk, READER, own.insertion, &wrong, &newer).await;
    assert_eq!(code(&refused.unwrap_err()), "cardPukWrong", "a wrong PUK does not set it free");
    card_tools::unblock_card_pin(&desk, READER, own.insertion, &puk, &newer).await.unwrap();
    assert!(yubico_verifies(NEWER), "Yubico's tool takes the PIN that was set by the PUK");
    assert!(opensc_signs(&certificate, NEWER), "and OpenSC signs with it");
    // OpenSC leaves the card with its PIN verified; a conversation of the desk leaves none.
    change(&desk, &own, NEWER, NEW).await.unwrap();
    let status = run("yubico-piv-tool", Path::new("."), &["-r", READER, "-a", "status"]);
    assert!(status.1.contains("PIN tries left:\t3"), "all tries are there again: {}", status.1);
    drop((desk, seat));
    scene.stop().await;
}

fn puk(text: &str) -> Puk {
    Puk::new(text.to_owned())
}

async fn change(desk: &Desk, card: &CardView, old: &str, new: &str) -> Result<(), DeskError> {
    let (old, new) = (Pin::new(old.to_owned()), Pin::new(new.to_owned()));
    card_tools::change_card_pin(desk, READER, card.insertion, &old, &new).await
}

/// A counter whose readers are those of the service, with an officer at it.
pub async fn counter() -> (Scene, Desk) {
    let scene = Scene::set(WORKER).await;
    let mut ports = scene.ports("counter").await;
    ports.cards = Arc::new(SystemCards::new(Vec::new()));
    let desk = Desk::open(ports).await.unwrap();
    scene.grounds.register(&desk, "counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    (scene, desk)
}

/// The card in the service's reader, once this is so of it.
pub async fn card(desk: &Desk, wanted: impl Fn(&CardView) -> bool) -> CardView {
    for _ in 0..300 {
        let told = status::desk_status(desk).await.unwrap();
        let reader = told.readers.into_iter().find(|reader| reader.name == READER);
        if let Some(card) = reader.and_then(|reader| reader.card).filter(&wanted) {
            return card;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the card was never so: {:?}", status::desk_status(desk).await.unwrap().readers)
}

/// Writes what other programs know a card by, and gives the certificate that lies on it.
fn identified() -> Certificate {
    let read = PcscReader::open(READER).unwrap().converse(LIMIT, |line, _| {
        let mut piv = Piv::select(line)?;
        let factory = ManagementKey::of_the_factory(ManagementAlgorithm::TripleDes).unwrap();
        piv.authenticate(&factory, &[0x5a; 16])?;
        piv.write_identity(&CardIdentity {
            guid: *b"\x11\x22\x33\x44\x55\x66\x47\x88\x99AAAAAAA",
            expires_on: *b"20301231",
        })?;
        piv.read_certificate(Slot::Signature)
    });
    Certificate::from_der(&read.unwrap().unwrap().unwrap().bytes).unwrap()
}

/// Whether a program did what it was told, and what it said.
fn run(program: &str, folder: &Path, arguments: &[&str]) -> (bool, String) {
    let ran = Command::new(program).args(arguments).current_dir(folder).output();
    let ran = ran
        .unwrap_or_else(|error| panic!("{program} does not start (the test command installs it): {error}"));
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    (ran.status.success(), said)
}

fn yubico_verifies(pin: &str) -> bool {
    run("yubico-piv-tool", Path::new("."), &["-r", READER, "-a", "verify-pin", "-P", pin]).0
}

/// OpenSC signs with the key of the certificate, and the signature is good.
fn opensc_signs(certificate: &Certificate, pin: &str) -> bool {
    const MESSAGE: &[u8] = b"a message";
    let folder = tempfile::tempdir().unwrap();
    let module = MODULES.into_iter().find(|module| Path::new(module).exists());
    let module =
        module.unwrap_or_else(|| panic!("OpenSC is missing: the test command installs opensc-pkcs11"));
    std::fs::write(folder.path().join("digest"), KeyAlgorithm::EcdsaP256.scheme().digest().of(MESSAGE))
        .unwrap();
    // OpenSC numbers the slots of PIV: 02 is 9C.
    let sign = ["--module", module, "--pin", pin, "--login", "--sign", "--id", "02", "--mechanism", "ECDSA"];
    let files = ["--signature-format", "openssl", "--input-file", "digest", "--output-file", "signature"];
    let (signed, said) = run("pkcs11-tool", folder.path(), &[&sign[..], &files].concat());
    let signature = std::fs::read(folder.path().join("signature"));
    let key = certificate.public_key_info_der().unwrap();
    let good = signature
        .is_ok_and(|signature| KeyAlgorithm::EcdsaP256.scheme().verify(&key, MESSAGE, &signature).is_ok());
    assert_eq!(signed, good, "what it signs is good: {said}");
    good
}
