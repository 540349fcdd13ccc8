//! What a token behind a module shows to anybody, in the words of a card's contents: certificates, and public keys without one.

use std::time::Duration;

use sportello_contract::desk::{
    card_tools::{CardContents, KeySlot, SlotCertificate, SlotKey, SlotView},
    cards::CardPin,
};
use sportello_domain::moment::Timestamp;
use sportello_token::pkcs11::{PinTries, ShownKey, TokenContents};

use super::contents::{key_name, told};
use crate::{
    DeskError,
    cards::{self, ChosenToken},
};

/// A module may read a card byte by byte.
const READ: Duration = Duration::from_secs(30);

/// Reads this token, without its PIN.
pub(super) async fn read(token: ChosenToken, now: Timestamp) -> Result<CardContents, DeskError> {
    if token.look.blank {
        // Modules do not open what is no token yet.
        return Ok(view(&nothing(), now));
    }
    let read = token.read(|module, look| module.contents(look.known(), READ)).await?;
    Ok(view(&read, now))
}

const fn nothing() -> TokenContents {
    TokenContents { certificates: Vec::new(), keys: Vec::new(), pin: PinTries::NoneWrong }
}

fn view(read: &TokenContents, now: Timestamp) -> CardContents {
    let certified = read.certificates.iter().map(|stored| {
        // Certificates of authorities often have no identifier, and no key.
        let beside = read.keys.iter().find(|key| !stored.id.is_empty() && key.id == stored.id);
        let info = beside.and_then(|key| key.public_key_info.as_deref());
        SlotView {
            slot: place(&stored.label),
            reference: reference(&stored.id),
            key: beside.map_or(SlotKey::NotTold, key),
            certificate: told(&stored.value, info, now),
        }
    });
    let is_certified = |key: &&ShownKey| read.certificates.iter().any(|stored| stored.id == key.id);
    let alone = read.keys.iter().filter(|key| key.id.is_empty() || !is_certified(key));
    let alone = alone.map(|shown| SlotView {
        slot: place(&shown.label),
        reference: reference(&shown.id),
        key: key(shown),
        certificate: SlotCertificate::None,
    });
    CardContents {
        slots: certified.chain(alone).collect(),
        pin: cards::pin_of(read.pin),
        puk: CardPin::NotTold,
        others: 0,
        tells_keys: false,
    }
}

fn place(label: &str) -> KeySlot {
    KeySlot::OnToken { label: label.trim_end_matches([' ', '\0']).to_owned() }
}

fn reference(id: &[u8]) -> String {
    hex::encode_upper(id)
}

/// Where the private half was made, a token says only after a login.
fn key(shown: &ShownKey) -> SlotKey {
    let algorithm = shown.public_key_info.as_deref().and_then(key_name);
    SlotKey::Present { algorithm, made_on_card: None }
}

#[cfg(test)]
mod tests {
    use sportello_pki::{FileKey, KeyAlgorithm, SigningKey as _};
    use sportello_testkit::authority::{Authority, NOW, mario};
    use sportello_token::pkcs11::StoredCertificate;

    use super::*;

    fn stored(id: &[u8], value: &[u8]) -> StoredCertificate {
        StoredCertificate {
            id: id.to_vec(),
            label: "DS User Certificate  ".to_owned(),
            value: value.to_vec(),
        }
    }

    fn shown(id: &[u8], info: Option<&[u8]>) -> ShownKey {
        ShownKey { id: id.to_vec(), label: "key".to_owned(), public_key_info: info.map(<[u8]>::to_vec) }
    }

    fn of(certificates: Vec<StoredCertificate>, keys: Vec<ShownKey>) -> CardContents {
        view(&TokenContents { certificates, keys, pin: PinTries::SomeWrong }, Timestamp::new(NOW))
    }

    #[test]
    fn a_certificate_is_told_with_the_key_that_has_its_identifier() {
        let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let issued = Authority::new(KeyAlgorithm::EcdsaP256).issue("training-officer", mario(), &key);
        let info = key.public_key_info_der();
        let both = of(vec![stored(&[0x4d, 1], issued.der())], vec![shown(&[0x4d, 1], Some(&info))]);
        assert_eq!((both.pin, both.puk), (CardPin::SomeWrong, CardPin::NotTold), "a module knows no PUK");
        let [slot] = &both.slots[..] else { panic!("one place: {both:?}") };
        let label = "DS User Certificate".to_owned();
        assert_eq!((&slot.slot, &slot.reference[..]), (&KeySlot::OnToken { label }, "4D01"), "where it lies");
        let present = SlotKey::Present { algorithm: Some("EC P-256".to_owned()), made_on_card: None };
        assert_eq!(slot.key, present, "its key is shown, and not where it was made");
        let SlotCertificate::Readable { fits_key, .. } = slot.certificate else { panic!("{slot:?}") };
        assert_eq!(fits_key, Some(true), "and is the one that was certified");

        let hidden = of(vec![stored(&[1], issued.der())], vec![]);
        assert_eq!(hidden.slots[0].key, SlotKey::NotTold, "most tokens show no key without their PIN");
        let odd = of(vec![stored(&[1], b"no certificate")], vec![]);
        assert_eq!(odd.slots[0].certificate, SlotCertificate::Unreadable, "something else lies there");
    }

    #[test]
    fn a_key_without_a_certificate_is_told() {
        let alone = of(vec![], vec![shown(&[], None), shown(&[2], None)]);
        let references: Vec<_> = alone.slots.iter().map(|slot| slot.reference.as_str()).collect();
        assert_eq!(references, ["", "02"], "with an identifier and without one");
        let unknown = SlotKey::Present { algorithm: None, made_on_card: None };
        assert_eq!(alone.slots[0].key, unknown, "of a kind that is not used here");
        assert_eq!(alone.slots[0].certificate, SlotCertificate::None, "and nothing beside it");
        let authority = of(vec![stored(&[], b"x")], vec![shown(&[], None)]);
        assert_eq!(authority.slots.len(), 2, "what has no identifier belongs to nothing");
    }
}
