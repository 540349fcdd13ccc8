//! What a card says of itself when it is put in: one conversation that only reads and costs no try.

use sportello_contract::desk::cards::{CardKind, CardPin};
use sportello_pki::Certificate;
use sportello_token::{
    CardChannel, CardError, CardFamily, Fault, PivCard, PivProduct, ReadOnlyCard,
    piv::{Blankness, PinState, Piv, Slot},
    recognise,
};

/// A card as it was found.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub kind: CardKind,
    pub atr: Vec<u8>,
    pub holding: Holding,
    pub pin: CardPin,
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
            pin: CardPin::NotTold,
        }
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
    if matches!(family, CardFamily::Piv(_)) {
        let mut piv = Piv::select(line)?;
        look.holding = holding(&mut piv)?;
        look.pin = match piv.pin_state()? {
            PinState::TriesLeft(0) | PinState::Blocked => CardPin::Blocked,
            PinState::TriesLeft(tries) => CardPin::TriesLeft { tries },
            PinState::Verified | PinState::Unknown => CardPin::NotTold,
        };
    }
    Ok(look)
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
    use sportello_token::{ChannelError, piv::Version, scripted::ScriptedChannel};

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
    fn a_card_that_goes_meanwhile_is_a_fault() {
        let mut line = ScriptedChannel::new().fail(ChannelError::Removed);
        assert!(ask(&mut line, &[0x3b]).is_err(), "not an unknown card");
    }
}
