//! What lies on a card, slot by slot, in words.

use std::time::Duration;

use sportello_contract::desk::{
    card_tools::{
        CardContents, CertificateUse, CertificateValidity, KeySlot, SlotCertificate, SlotKey, SlotView,
    },
    cards::CardPin,
};
use sportello_domain::moment::Timestamp;
use sportello_pki::{Certificate, CertificateFacts, profile::KeyUse};
use sportello_token::piv::{self, KeyAlgorithm, KeyMetadata, Slot, SlotContents, StoredCertificate};

use super::token_contents;
use crate::{
    Desk, DeskError,
    cards::{self, in_words, rsa_of_length},
};

/// Some fifty short commands.
const READ: Duration = Duration::from_secs(30);

/// Reads the card, or the token behind a module, that was put into this reader as this `insertion`. Costs no try, and changes
/// nothing.
pub async fn card_contents(desk: &Desk, reader: &str, insertion: u32) -> Result<CardContents, DeskError> {
    desk.session()?;
    if let Some(token) = cards::chosen_token(desk, reader, insertion).await? {
        return token_contents::read(token, desk.now()).await;
    }
    let read = cards::converse_with_chosen(desk, reader, insertion, READ, |piv| {
        Ok((cards::pin(piv)?, cards::puk(piv)?, piv.contents()?))
    });
    let (pin, puk, contents) = read.await?;
    Ok(view(pin, puk, &contents, desk.now()))
}

fn view(pin: CardPin, puk: CardPin, contents: &[SlotContents], now: Timestamp) -> CardContents {
    let is_empty = |told: &SlotContents| {
        told.certificate == piv::SlotCertificate::Empty && !matches!(told.key, KeyMetadata::Present { .. })
    };
    let slots: Vec<SlotView> =
        contents.iter().filter(|told| !is_empty(told)).map(|told| slot(told, now)).collect();
    CardContents {
        pin,
        puk,
        others: u32::try_from(contents.len() - slots.len()).unwrap_or(u32::MAX),
        tells_keys: contents.iter().all(|told| told.key != KeyMetadata::NotTold),
        slots,
    }
}

fn slot(told: &SlotContents, now: Timestamp) -> SlotView {
    let (key, public_key) = match &told.key {
        KeyMetadata::Empty => (SlotKey::None, None),
        KeyMetadata::NotTold => (SlotKey::NotTold, None),
        KeyMetadata::Present { algorithm, public_key, made_on_card, .. } => {
            let algorithm = algorithm.map(|algorithm| name(algorithm).to_owned());
            (SlotKey::Present { algorithm, made_on_card: *made_on_card }, public_key.as_ref())
        }
    };
    SlotView {
        slot: kind(told.slot),
        reference: format!("{:02X}", told.slot.reference()),
        key,
        certificate: match &told.certificate {
            piv::SlotCertificate::Empty => SlotCertificate::None,
            piv::SlotCertificate::Unreadable => SlotCertificate::Unreadable,
            piv::SlotCertificate::Stored(stored) => {
                certificate(stored, public_key.map(|key| &key.info[..]), now)
            }
        },
    }
}

const fn kind(slot: Slot) -> KeySlot {
    match slot {
        Slot::Authentication => KeySlot::Authentication,
        Slot::Signature => KeySlot::Signature,
        Slot::KeyManagement => KeySlot::KeyManagement,
        Slot::CardAuthentication => KeySlot::CardAuthentication,
        Slot::Retired(retired) => KeySlot::Retired { number: retired.number() },
    }
}

const fn name(algorithm: KeyAlgorithm) -> &'static str {
    match algorithm {
        KeyAlgorithm::P256 => "EC P-256",
        KeyAlgorithm::P384 => "EC P-384",
        KeyAlgorithm::Rsa2048 => "RSA 2048",
        KeyAlgorithm::Rsa3072 => "RSA 3072",
    }
}

fn certificate(stored: &StoredCertificate, key: Option<&[u8]>, now: Timestamp) -> SlotCertificate {
    if stored.compressed { SlotCertificate::Compressed } else { told(&stored.bytes, key, now) }
}

/// A certificate (DER) in words; `key` is the public key that lies beside it, where it is told.
pub(super) fn told(certificate: &[u8], key: Option<&[u8]>, now: Timestamp) -> SlotCertificate {
    let read = Certificate::from_der(certificate).and_then(|read| Ok((read.facts()?, read)));
    let Ok((facts, read)) = read else { return SlotCertificate::Unreadable };
    let info = read.public_key_info_der().ok();
    SlotCertificate::Readable {
        validity: validity(&facts, now),
        uses: uses(&facts),
        algorithm: info.as_deref().and_then(key_name),
        fits_key: key.zip(info.as_deref()).map(|(key, certified)| key == certified),
        certificate: in_words(facts),
    }
}

/// What kind of key this is, where it is one that is used.
pub(super) fn key_name(public_key_info: &[u8]) -> Option<String> {
    use sportello_pki::KeyAlgorithm as Family;
    let algorithm = match Family::of_public_key_info(public_key_info).ok()? {
        Family::EcdsaP256 => KeyAlgorithm::P256,
        Family::EcdsaP384 => KeyAlgorithm::P384,
        Family::Rsa => rsa_of_length(public_key_info)?,
    };
    Some(name(algorithm).to_owned())
}

fn validity(facts: &CertificateFacts, now: Timestamp) -> CertificateValidity {
    if now < Timestamp::new(facts.not_before) {
        CertificateValidity::NotYet
    } else if now < Timestamp::new(facts.not_after) {
        CertificateValidity::Valid
    } else {
        CertificateValidity::Expired
    }
}

/// Extended key purposes that have a word (RFC 5280, 4.2.1.12; RFC 9336; Microsoft's for logging in).
const PURPOSES: [(&str, CertificateUse); 6] = [
    ("1.3.6.1.5.5.7.3.2", CertificateUse::ClientAuthentication),
    ("1.3.6.1.5.5.7.3.4", CertificateUse::EmailProtection),
    ("1.3.6.1.5.5.7.3.8", CertificateUse::TimeStamping),
    ("1.3.6.1.5.5.7.3.9", CertificateUse::OcspSigning),
    ("1.3.6.1.5.5.7.3.36", CertificateUse::DocumentSigning),
    ("1.3.6.1.4.1.311.20.2.2", CertificateUse::SmartCardLogon),
];

fn uses(facts: &CertificateFacts) -> Vec<CertificateUse> {
    let of_key = facts.key_usage.iter().map(|usage| match usage {
        KeyUse::DigitalSignature => CertificateUse::DigitalSignature,
        KeyUse::ContentCommitment => CertificateUse::ContentCommitment,
        KeyUse::KeyEncipherment | KeyUse::DataEncipherment | KeyUse::KeyAgreement => {
            CertificateUse::Encryption
        }
        KeyUse::CertificateSigning => CertificateUse::CertificateSigning,
        KeyUse::StatusListSigning => CertificateUse::StatusListSigning,
    });
    let purposes = PURPOSES.iter().filter(|(oid, _)| facts.purposes.iter().any(|purpose| purpose == oid));
    let mut uses: Vec<CertificateUse> = of_key.chain(purposes.map(|(_, usage)| *usage)).collect();
    uses.dedup();
    uses
}

#[cfg(test)]
mod tests {
    use sportello_pki::{FileKey, KeyAlgorithm as Family, SigningKey as _};
    use sportello_testkit::authority::{Authority, NOW, mario};
    use sportello_token::piv::PublicKey;
    use time::Duration;

    use super::*;

    fn stored(bytes: &[u8]) -> piv::SlotCertificate {
        piv::SlotCertificate::Stored(StoredCertificate { bytes: bytes.to_vec(), compressed: false })
    }

    fn present(info: &[u8]) -> KeyMetadata {
        let public_key = Some(PublicKey { algorithm: KeyAlgorithm::P256, info: info.to_vec() });
        let algorithm = Some(KeyAlgorithm::P256);
        KeyMetadata::Present { algorithm, public_key, made_on_card: Some(true), pin: None }
    }

    #[test]
    fn a_slot_is_told_with_its_key_and_its_certificate() {
        let key = FileKey::generate(Family::EcdsaP256).unwrap();
        let issued = Authority::new(Family::EcdsaP256).issue("training-officer", mario(), &key);
        let now = Timestamp::new(NOW);
        let (certificate, key) = (stored(issued.der()), present(&key.public_key_info_der()));
        let told = slot(&SlotContents { slot: Slot::Signature, key, certificate: certificate.clone() }, now);
        assert_eq!((told.slot, told.reference.as_str()), (KeySlot::Signature, "9C"), "which it is");
        let made = SlotKey::Present { algorithm: Some("EC P-256".to_owned()), made_on_card: Some(true) };
        assert_eq!(told.key, made, "the key");
        let SlotCertificate::Readable { certificate: words, validity, uses, algorithm, fits_key } =
            told.certificate
        else {
            panic!("a certificate that can be read")
        };
        assert_eq!(words.serial, issued.serial().to_string(), "its own number");
        assert_eq!(validity, CertificateValidity::Valid, "today");
        assert!(uses.contains(&CertificateUse::ContentCommitment), "an officer signs: {uses:?}");
        assert_eq!(algorithm.as_deref(), Some("EC P-256"), "of its key");
        assert_eq!(fits_key, Some(true), "which is the slot's");

        let other = SlotContents { slot: Slot::Signature, key: present(&[0x30, 0]), certificate };
        let SlotCertificate::Readable { fits_key, validity, .. } =
            slot(&other, now.plus(Duration::days(4000))).certificate
        else {
            panic!("read as before")
        };
        assert_eq!(fits_key, Some(false), "a certificate beside another key is told");
        assert_eq!(validity, CertificateValidity::Expired, "and that its time is over");
    }

    #[test]
    fn what_is_not_told_is_said_not_to_be() {
        let of = |key, certificate| SlotContents { slot: Slot::Authentication, key, certificate };
        let told = |contents: &[SlotContents]| {
            view(CardPin::NotTold, CardPin::NotTold, contents, Timestamp::new(NOW))
        };
        let empty = told(&[of(KeyMetadata::Empty, piv::SlotCertificate::Empty)]);
        assert_eq!((empty.slots.len(), empty.others, empty.tells_keys), (0, 1, true), "nothing lies there");
        let silent = told(&[of(KeyMetadata::NotTold, piv::SlotCertificate::Empty)]);
        assert_eq!((silent.slots.len(), silent.tells_keys), (0, false), "nothing is said of its keys");
        let odd = told(&[of(KeyMetadata::NotTold, stored(b"no certificate"))]);
        let [slot] = &odd.slots[..] else { panic!("one slot: {odd:?}") };
        assert_eq!(slot.certificate, SlotCertificate::Unreadable, "something, and no certificate");
        assert_eq!(slot.key, SlotKey::NotTold, "with a key or without");
    }
}
