//! The same card in a reader of the system's smart card service, and other people's programs before it.

use std::{net::SocketAddr, path::Path, process::Command, time::Duration};

use sha2::{Digest as _, Sha256};
use sportello_testkit::{
    judges::content,
    opensc::{self, Opensc},
};
use sportello_token::{
    CardChannel, ChannelError, Fault, PcscReader,
    piv::{Digest, KeyAlgorithm, Piv, Serial, Slot},
};
use sportello_token_virtual::{ATR, Faults, Seat, VirtualCard};

use crate::{
    openssl,
    pcscd::{READER, eventually, reader_of},
    story::{self, Credential, SERIAL},
};

const MESSAGE: &[u8] = b"tbs certificate request";
const LIMIT: Duration = Duration::from_mins(1);
fn digest() -> Digest {
    Digest::Sha256(Sha256::digest(MESSAGE).into())
}

/// Puts the card in and waits until the service has seen it.
fn insert(card: VirtualCard, reader: SocketAddr) -> Seat {
    let seat = Seat::take(card, reader).unwrap();
    eventually("the card is seen", || {
        sportello_token::list().unwrap().iter().any(|reader| reader.name == READER && reader.card_present)
    });
    seat
}

fn converse<T: Send + 'static>(
    talk: impl FnOnce(&mut dyn CardChannel, &[u8]) -> T + Send + 'static,
) -> Result<T, ChannelError> {
    PcscReader::open(READER).unwrap().converse(LIMIT, talk)
}

fn enrolled(algorithm: KeyAlgorithm) -> Vec<Credential> {
    converse(move |line, atr| {
        assert_eq!(atr, ATR, "the answer to reset comes through");
        story::enrol(line, algorithm, &digest(), &|slot, key| openssl::certify(&format!("{slot:?}"), key))
    })
    .unwrap()
    .unwrap()
}

#[test]
fn other_peoples_programs_agree() {
    let Some(reader) = reader_of("through_pcscd::other_peoples_programs_agree") else { return };
    let seat = insert(VirtualCard::new([11; 32], SERIAL).unwrap(), reader);
    let credentials = enrolled(KeyAlgorithm::P256);
    for credential in &credentials {
        let good = openssl::accepts(&credential.key, "-sha256", MESSAGE, &credential.signature);
        assert!(good, "openssl verifies what {:?} signed", credential.slot);
    }
    let after = converse(|line, _| {
        let mut piv = Piv::select(line).unwrap();
        piv.sign_verified(Slot::Authentication, KeyAlgorithm::P256, &digest()).map_err(|error| error.fault)
    });
    assert_eq!(
        after.unwrap().unwrap_err(),
        Fault::VerificationNeeded,
        "a conversation leaves no PIN verified behind"
    );
    judged_by_opensc(&credentials);
    judged_by_yubico(&credentials);
    converse(|line, _| story::forget_pin(line, KeyAlgorithm::P256, &digest())).unwrap().unwrap();
    judged_by_opensc(&credentials);
    drop(seat);
}

/// OpenSC finds both keys, and signs with both under the holder's PIN.
fn judged_by_opensc(credentials: &[Credential]) {
    let folder = tempfile::tempdir().unwrap();
    let holder = Opensc { folder: folder.path(), pin: story::OWN_PIN, token: None };
    let listed = holder.lists();
    for (credential, id) in credentials.iter().zip([opensc::SLOT_9A, opensc::SLOT_9C]) {
        assert!(
            listed.contains("Private Key Object") && listed.contains(&format!("ID:         {id}")),
            "OpenSC lists {:?}: {listed}",
            credential.slot
        );
        let signature = holder.signs(id, &Sha256::digest(MESSAGE));
        assert!(
            openssl::accepts(&credential.key, "-sha256", MESSAGE, &signature),
            "OpenSC signs with {:?}, under the new PIN",
            credential.slot
        );
        let read = holder.reads(id);
        assert_eq!(read, credential.certificate, "OpenSC reads the certificate of {:?}", credential.slot);
    }
}

/// Yubico's tool reads the certificates byte for byte.
fn judged_by_yubico(credentials: &[Credential]) {
    let folder = tempfile::tempdir().unwrap();
    for (credential, slot) in credentials.iter().zip(["9a", "9c"]) {
        let read = ["-r", READER, "-a", "read-certificate", "-s", slot, "-K", "DER", "-o", "certificate"];
        yubico(folder.path(), &read);
        let read = std::fs::read(folder.path().join("certificate")).unwrap();
        assert_eq!(read, credential.certificate, "yubico-piv-tool reads {slot}");
    }
    let status = yubico(folder.path(), &["-r", READER, "-a", "status"]);
    assert!(status.contains("PIN tries left:\t3"), "and sees that no try is gone: {status}");
}

fn yubico(folder: &Path, arguments: &[&str]) -> String {
    content(Command::new("yubico-piv-tool").current_dir(folder).args(arguments), "yubico-piv-tool reads it")
}

#[test]
fn a_card_pulled_from_the_reader_is_said_to_be() {
    let Some(reader) = reader_of("through_pcscd::a_card_pulled_from_the_reader_is_said_to_be") else {
        return;
    };
    let empty = converse(|_, _| ()).unwrap_err();
    assert_eq!(empty, ChannelError::Removed, "none is in");
    for apdus in [0, 1, 5, 70] {
        for faults in [Faults::pulled_after(apdus), Faults::pulled_during(apdus + 1)] {
            let mut card = VirtualCard::new([11; 32], SERIAL).unwrap();
            card.order(faults.clone());
            let seat = insert(card, reader);
            let fault = converse(|line, _| {
                let done = story::enrol(line, KeyAlgorithm::P256, &digest(), &|_, _| vec![0x42; 700]);
                done.map(drop).map_err(|error| error.fault)
            });
            let told: Result<(), _> = fault.and_then(|fault| match fault {
                Err(Fault::Channel(error)) => Err(error),
                other => panic!("{faults:?}: {other:?}"),
            });
            assert_eq!(told, Err(ChannelError::Removed), "{faults:?}: as what it is");
            drop(seat);
            eventually("the reader is empty", || {
                sportello_token::list().unwrap().iter().all(|reader| !reader.card_present)
            });
        }
    }
    let seat = insert(VirtualCard::new([11; 32], SERIAL).unwrap(), reader);
    assert_eq!(enrolled(KeyAlgorithm::P256).len(), 2, "afterwards all goes as ever");
    drop(seat);
}

#[test]
fn nobody_waits_longer_than_the_limit() {
    let Some(reader) = reader_of("through_pcscd::nobody_waits_longer_than_the_limit") else { return };
    let seat = insert(VirtualCard::new([11; 32], SERIAL).unwrap(), reader);
    let (own, other) = (PcscReader::open(READER).unwrap(), PcscReader::open(READER).unwrap());
    let slow = own.converse(Duration::from_millis(300), |line, _| {
        std::thread::sleep(Duration::from_millis(1500));
        Piv::select(line).map(drop).map_err(|error| error.fault)
    });
    assert_eq!(slow.unwrap_err(), ChannelError::Late, "who asked goes on");
    let held = other.converse(Duration::from_millis(300), |_, _| ());
    assert_eq!(held.unwrap_err(), ChannelError::Late, "held by another, it is waited for in vain");
    let free = other.converse(LIMIT, |line, _| Piv::select(line).is_ok());
    assert_eq!(free, Ok(true), "and then it is free again");
    drop(seat);
}

#[test]
fn two_cards_of_a_kind_are_two() {
    let Some(reader) = reader_of("through_pcscd::two_cards_of_a_kind_are_two") else { return };
    let beside = SocketAddr::new(reader.ip(), reader.port() + 1);
    let seats = [
        Seat::take(VirtualCard::new([1; 32], Serial(1)).unwrap(), reader).unwrap(),
        Seat::take(VirtualCard::new([2; 32], Serial(2)).unwrap(), beside).unwrap(),
    ];
    eventually("both are seen", || sportello_token::list().unwrap().iter().all(|reader| reader.card_present));
    let readers = ["Virtual PCD 00 00", "Virtual PCD 00 01"].map(|name| PcscReader::open(name).unwrap());
    let serial = |reader: &PcscReader| {
        reader.converse(LIMIT, |line, _| Piv::select(line).unwrap().serial().unwrap()).unwrap()
    };
    assert_eq!(
        readers.each_ref().map(serial),
        [Some(Serial(1)), Some(Serial(2))],
        "each answers in its own reader"
    );
    // Each is used while the other is held.
    let [first, second] = &readers;
    let keys = std::thread::scope(|scope| {
        let make = |reader: &PcscReader| {
            let made = reader.converse(LIMIT, |line, _| {
                story::enrol(line, KeyAlgorithm::Rsa2048, &digest(), &|_, _| vec![0x42; 700])
            });
            made.unwrap().unwrap()
        };
        let beside = scope.spawn(move || make(second));
        [make(first), beside.join().unwrap()]
    });
    for credential in keys.iter().flatten() {
        let good = openssl::accepts(&credential.key, "-sha256", MESSAGE, &credential.signature);
        assert!(good, "openssl verifies what {:?} signed with RSA", credential.slot);
    }
    assert_ne!(keys[0][0].key, keys[1][0].key, "with keys of its own");
    drop(seats);
}
