//! What a card says of itself when it is put in: one conversation that only reads and costs no try.

use sportello_contract::desk::cards::{CardKind, CardPin, PinAsked};
use sportello_pki::Certificate;
use sportello_token::{
    CardChannel, CardError, CardFamily, Fault, PivCard, PivProduct, ReadOnlyCard, Secret,
    piv::{Blankness, KeyMetadata, PinPolicy, PinState, Piv, Slot, Version},
    recognise,
};

/// A card as it was found.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub kind: CardKind,
    pub atr: Vec<u8>,
    pub holding: Holding,
    /// The key for signatures beside which no certificate lies: SubjectPublicKeyInfo, DER.
    pub key: Option<Vec<u8>>,
    pub pin: CardPin,
    pub puk: CardPin,
    /// The reader has keys on which the PIN is typed.
    pub pin_on_reader: bool,
    /// How often the key for signatures wants the PIN.
    pub pin_asked: PinAsked,
    /// What the card calls its application.
    pub label: Option<String>,
    /// Of the program on it.
    pub version: Option<Version>,
    /// Which of the cards that were put in so far.
    pub insertion: u32,
}

/// What lies in the slot for signatures.
#[derive(Clone, Debug)]
pub(crate) enum Holding {
    Certificate(Box<Certificate>),
    /// Something, and no certificate that can be read.
    Unreadable,
    /// No certificate; whether the whole card is blank.
    Nothing {
        blank: bool,
    },
}

impl Look {
    /// A card that does not answer.
    pub const fn silent() -> Self {
        Self {
            kind: CardKind::Silent,
            atr: Vec::new(),
            holding: Holding::Nothing { blank: false },
            key: None,
            pin: CardPin::NotTold,
            puk: CardPin::NotTold,
            pin_on_reader: false,
            pin_asked: PinAsked::NotKnown,
            label: None,
            version: None,
            insertion: 0,
        }
    }

    /// Whether this is still the card on the line: of the same kind and number, with the same certificate.
    pub fn is_of(&self, line: &mut dyn CardChannel, atr: &[u8]) -> Result<bool, CardError> {
        if self.atr != atr || kind(&recognise(line, atr)?.family) != self.kind {
            return Ok(false);
        }
        let Some(own) = self.certificate() else { return Ok(true) };
        let there = Piv::select(line)?.read_certificate(Slot::Signature)?;
        Ok(there.is_some_and(|there| there.bytes == own.der()))
    }

    /// Its number, where it tells one.
    pub const fn serial(&self) -> Option<u32> {
        match self.kind {
            CardKind::Piv { serial, .. } => serial,
            _ => None,
        }
    }

    /// Whether it holds nothing, and says so.
    pub const fn is_blank(&self) -> bool {
        matches!(self.holding, Holding::Nothing { blank: true })
    }

    /// The certificate that lies on it.
    pub const fn certificate(&self) -> Option<&Certificate> {
        match &self.holding {
            Holding::Certificate(certificate) => Some(certificate),
            Holding::Unreadable | Holding::Nothing { .. } => None,
        }
    }
}

pub(super) fn ask(line: &mut dyn CardChannel, atr: &[u8]) -> Result<Look, CardError> {
    let family = recognise(line, atr)?.family;
    let mut look = Look { kind: kind(&family), atr: atr.to_vec(), ..Look::silent() };
    if let CardFamily::Piv(card) = family {
        look.pin_on_reader = line.has_pin_pad();
        let mut piv = Piv::select(line)?;
        look.version = card.version;
        look.label.clone_from(&piv.application().label);
        look.holding = holding(&mut piv)?;
        if matches!(look.holding, Holding::Nothing { blank: false }) {
            look.key = signature_key(&mut piv)?;
        }
        if matches!(look.holding, Holding::Certificate(_)) {
            look.pin_asked = if pin_lasts(&mut piv)? { PinAsked::Once } else { PinAsked::Each };
        }
        (look.pin, look.puk) = (pin(&mut piv)?, puk(&mut piv)?);
    }
    Ok(look)
}

/// How the PIN stands.
pub(crate) fn pin(piv: &mut Piv<'_>) -> Result<CardPin, CardError> {
    Ok(match piv.pin_state()? {
        PinState::TriesLeft(0) | PinState::Blocked => CardPin::Blocked,
        PinState::TriesLeft(tries) => CardPin::TriesLeft { tries },
        PinState::Verified | PinState::Unknown => CardPin::NotTold,
    })
}

/// How the PUK stands, where the card tells it.
pub(crate) fn puk(piv: &mut Piv<'_>) -> Result<CardPin, CardError> {
    Ok(match piv.tries_left(Secret::Puk)? {
        Some(0) => CardPin::Blocked,
        Some(tries) => CardPin::TriesLeft { tries },
        None => CardPin::NotTold,
    })
}

fn holding(piv: &mut Piv<'_>) -> Result<Holding, CardError> {
    match piv.read_certificate(Slot::Signature) {
        Ok(Some(stored)) if !stored.compressed => {
            let read = Certificate::from_der(&stored.bytes);
            Ok(read.map_or(Holding::Unreadable, |certificate| Holding::Certificate(Box::new(certificate))))
        }
        Ok(Some(_)) | Err(CardError { fault: Fault::Malformed(_), .. }) => Ok(Holding::Unreadable),
        Ok(None) => Ok(Holding::Nothing { blank: piv.blankness()? == Blankness::Blank }),
        Err(error) => Err(error),
    }
}

/// The public key of the slot for signatures, where the card tells it.
pub(crate) fn signature_key(piv: &mut Piv<'_>) -> Result<Option<Vec<u8>>, CardError> {
    Ok(match piv.key_metadata(Slot::Signature)? {
        KeyMetadata::Present { public_key, .. } => public_key.map(|key| key.info),
        KeyMetadata::Empty | KeyMetadata::NotTold => None,
    })
}

/// Whether one PIN is enough for several signatures of one conversation. Where the card does not say, the slot for signatures
/// wants it before each (SP 800-73-5 part 1, table 4b).
pub(super) fn pin_lasts(piv: &mut Piv<'_>) -> Result<bool, CardError> {
    let told = piv.key_metadata(Slot::Signature)?;
    Ok(matches!(told, KeyMetadata::Present { pin: Some(PinPolicy::Never | PinPolicy::Once), .. }))
}

fn kind(family: &CardFamily) -> CardKind {
    match family {
        CardFamily::Piv(card) => {
            CardKind::Piv { product: product(card), serial: card.serial.map(|serial| serial.0) }
        }
        CardFamily::ReadOnly(ReadOnlyCard::NationalServices) => CardKind::NationalServices,
        CardFamily::ReadOnly(ReadOnlyCard::IdentityCard) => CardKind::IdentityCard,
        CardFamily::Unknown => CardKind::Unknown,
    }
}

/// Makers' own names: the same in every language.
fn product(card: &PivCard) -> Option<String> {
    match (&card.product, card.version) {
        (PivProduct::YubiKey, Some(version)) => Some(format!("YubiKey {}", version.0)),
        (PivProduct::YubiKey, None) => Some("YubiKey".to_owned()),
        (PivProduct::Nitrokey, _) => Some("Nitrokey".to_owned()),
        (PivProduct::Other(name), _) => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use sportello_token::{ChannelError, scripted::ScriptedChannel};

    use super::*;

    #[test]
    fn a_make_is_told_as_its_maker_does() {
        let card = |product, version| PivCard { product, version, serial: None };
        let told = product(&card(PivProduct::YubiKey, Some(Version(5, 7, 1))));
        assert_eq!(told.as_deref(), Some("YubiKey 5"), "with its generation");
        assert_eq!(product(&card(PivProduct::Other(None), None)), None, "what tells no name has none");
    }

    #[test]
    fn a_card_without_the_application_is_only_named() {
        let mut line = ScriptedChannel::new().then(&[0x6a, 0x82]).then(&[0x6a, 0x82]);
        let look = ask(&mut line, &[0x3b, 0x01]).unwrap();
        assert_eq!(look.kind, CardKind::Unknown, "nobody that was asked answered");
        assert_eq!(look.atr, [0x3b, 0x01], "its answer to reset is what support wants to know");
        assert_eq!(line.finished(), Ok(()), "and nothing more is asked of it");
    }

    #[test]
    fn another_card_is_known_by_its_answer_to_reset_and_by_its_number() {
        let piv = |serial| Look {
            kind: CardKind::Piv { product: None, serial: Some(serial) },
            atr: vec![0x3b, 0x01],
            ..Look::silent()
        };
        let told = || {
            ScriptedChannel::new()
                .then(&[0x90, 0])
                .then(&[0x6d, 0])
                .on(&[0, 0xf8, 0, 0, 0], &[0, 0, 0, 7, 0x90, 0])
        };
        assert_eq!(piv(7).is_of(&mut told(), &[0x3b, 0x01]), Ok(true), "the same number");
        assert_eq!(piv(8).is_of(&mut told(), &[0x3b, 0x01]), Ok(false), "another of the same kind");
        let mut unasked = ScriptedChannel::new();
        assert_eq!(piv(7).is_of(&mut unasked, &[0x3b, 0x02]), Ok(false), "of another kind");
    }

    #[test]
    fn a_card_that_goes_meanwhile_is_a_fault() {
        let mut line = ScriptedChannel::new().fail(ChannelError::Removed);
        assert!(ask(&mut line, &[0x3b]).is_err(), "not an unknown card");
    }
}
