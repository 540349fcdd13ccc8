//! The driver of PKCS#11 modules on OpenSC, over the virtual card in a reader of the smart card service. OpenSC makes no keys on
//! PIV cards: the driver of PIV cards does, and here the same keys are used through the module.

use std::{net::SocketAddr, time::Duration};

use sha2::{Digest as _, Sha256};
use sportello_pki::{certificate_request, distinguished_name::NameParts};
use sportello_testkit::opensc::module;
use sportello_token::{
    Fault, PcscReader, Secret, Step,
    piv::{Digest, KeyAlgorithm, PinState, Piv, Slot},
    pkcs11::{Access, Key, KeyKind, Module, PinEntry, SeenToken, TokenPin},
};
use sportello_token_virtual::{Seat, VirtualCard};
use zeroize::Zeroizing;

use crate::{
    openssl,
    pcscd::{READER, eventually, reader_of},
    story::{self, Credential, OWN_PIN, SERIAL},
};

const MESSAGE: &[u8] = b"a report";
const LIMIT: Duration = Duration::from_mins(1);
const NEW_PIN: &str = "280417";
/// OpenSC numbers the slots of PIV: 01 is 9A, 02 is 9C.
const IDS: [u8; 2] = [1, 2];

fn typed(text: &str) -> PinEntry {
    PinEntry::Typed(TokenPin::new(Zeroizing::new(text.to_owned())))
}

fn insert(seed: u8, reader: SocketAddr) -> (Seat, Vec<Credential>) {
    let seat = Seat::take(VirtualCard::new([seed; 32], SERIAL).unwrap(), reader).unwrap();
    eventually("the card is seen", || {
        sportello_token::list().unwrap().iter().any(|reader| reader.name == READER && reader.card_present)
    });
    let digest = Digest::Sha256(Sha256::digest(MESSAGE).into());
    let enrolled = PcscReader::open(READER).unwrap().converse(LIMIT, move |line, _| {
        let certify = |slot: Slot, key: &_| openssl::certify(&format!("{slot:?}"), key);
        story::enrol(line, KeyAlgorithm::P256, &digest, &certify)
    });
    (seat, enrolled.unwrap().unwrap())
}

fn the_card(module: &Module) -> SeenToken {
    let seen = module.tokens(LIMIT).unwrap();
    let with_certificates = seen.iter().find(|seen| seen.certificates.len() >= 2);
    with_certificates
        .unwrap_or_else(|| panic!("OpenSC shows the card with its certificates: {seen:?}"))
        .clone()
}

fn tries() -> PinState {
    let asked = PcscReader::open(READER).unwrap().converse(LIMIT, |line, _| Piv::select(line)?.pin_state());
    asked.unwrap().unwrap()
}

fn opensc() -> Module {
    Module::load(&module(), LIMIT).unwrap()
}

fn keys(credentials: &[Credential]) -> Vec<Key> {
    let key = |(credential, id): (&Credential, u8)| Key {
        id: vec![id],
        kind: KeyKind::EcP256,
        certificate: credential.certificate.clone(),
    };
    credentials.iter().zip(IDS).map(key).collect()
}

#[test]
fn a_piv_card_signs_through_opensc() {
    let Some(reader) = reader_of("opensc::a_piv_card_signs_through_opensc") else { return };
    let (seat, credentials) = insert(21, reader);
    let module = opensc();
    let seen = the_card(&module);
    assert_eq!(seen.token.reader, READER, "the slot is called as the reader is");
    for (credential, id) in credentials.iter().zip(IDS) {
        let stored = seen.certificates.iter().find(|stored| stored.id == [id]).unwrap();
        assert_eq!(stored.value, credential.certificate, "{id}: byte for byte, and without a PIN");
    }
    let (name, right) = (seen.token.name(), typed(OWN_PIN));
    let open = Access { token: &name, pin: &right, limit: LIMIT };
    let stored = module.keys(open).unwrap();
    let each_time = stored.iter().find(|key| key.id == [2]).map(|key| key.pin_each_time);
    assert_eq!(each_time, Some(true), "the slot for signatures wants its PIN each time: {stored:?}");
    for (credential, key) in credentials.iter().zip(keys(&credentials)) {
        for _ in 0..2 {
            let signature = module.sign(open, &key, MESSAGE).unwrap().unwrap();
            let good = openssl::accepts(&credential.key, "-sha256", MESSAGE, &signature);
            assert!(good, "openssl verifies what {:?} signed", credential.slot);
        }
        let subject = NameParts { common_name: Some("Signer".to_owned()), ..NameParts::default() };
        let prepared = certificate_request::prepare(&subject, &credential.key.info).unwrap();
        let signature = module.sign_request(open, &key.id, key.kind, prepared.to_be_signed()).unwrap();
        let request = certificate_request::finish(prepared, &signature).unwrap();
        assert!(certificate_request::verify_der(&request).is_ok(), "{:?}: proved", credential.slot);
    }
    let refused = module.generate_key(open, "another", KeyKind::EcP256).unwrap_err();
    assert_eq!(refused.step, Step::GenerateKey, "no keys are made on PIV cards this way: {refused}");
    assert_eq!(tries(), PinState::TriesLeft(3), "and nothing of this cost a try");
    drop(seat);
}

#[test]
fn a_wrong_pin_is_counted_once_and_a_new_one_takes_its_place() {
    let Some(reader) = reader_of("opensc::a_wrong_pin_is_counted_once_and_a_new_one_takes_its_place") else {
        return;
    };
    let (seat, credentials) = insert(22, reader);
    let module = opensc();
    let (name, right, wrong) = (the_card(&module).token.name(), typed(OWN_PIN), typed("999999"));
    let newer = typed(NEW_PIN);
    let key = keys(&credentials).remove(1);
    let with = |pin| Access { token: &name, pin, limit: LIMIT };
    let refused = |left: Option<u8>, why: &str| {
        let told = module.sign(with(&wrong), &key, MESSAGE).unwrap_err();
        let fault = Fault::WrongSecret { secret: Secret::Pin, tries_left: left };
        assert_eq!((told.step, told.fault), (Step::VerifyPin, fault), "{why}");
    };
    refused(None, "how many are left is not told");
    assert_eq!(tries(), PinState::TriesLeft(2), "it was shown once");
    refused(Some(1), "but that one is left");
    assert_eq!(tries(), PinState::TriesLeft(1), "and once more");
    assert!(module.sign(with(&right), &key, MESSAGE).unwrap().is_some(), "the right one signs");
    assert_eq!(tries(), PinState::TriesLeft(3), "and gives the tries back");
    let new = TokenPin::new(Zeroizing::new(NEW_PIN.to_owned()));
    module.change_pin(with(&right), &new).unwrap();
    let signature = module.sign(with(&newer), &key, MESSAGE).unwrap().unwrap();
    let good = openssl::accepts(&credentials[1].key, "-sha256", MESSAGE, &signature);
    assert!(good, "the new PIN signs");
    drop(seat);
    eventually("the reader is empty", || {
        sportello_token::list().unwrap().iter().all(|reader| !reader.card_present)
    });
    let gone = module.sign(with(&newer), &key, MESSAGE).unwrap_err();
    assert!(gone.is_retriable(), "pulled out, it is waited for: {gone}");

    let (seat, others) = insert(23, reader);
    let other = module.sign(with(&newer), &key, MESSAGE);
    assert!(
        other.as_ref().is_ok_and(Option::is_none)
            || other.as_ref().is_err_and(|error| error.step == Step::Connect),
        "another card of the same kind is not signed with: {other:?}"
    );
    assert_eq!(tries(), PinState::TriesLeft(3), "nor is its PIN tried");
    assert_ne!(others[1].certificate, credentials[1].certificate, "it is another one");
    drop(seat);
}
