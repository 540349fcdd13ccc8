//! What is done with a card that is formatted: short conversations, each of which can be held again from its start.

use sportello_domain::error_code::ErrorCode;
use sportello_token::{
    CardError, Fault, ManagementKey,
    piv::{Blankness, Piv, Serial, Slot},
};

use crate::{
    DeskError,
    cards::{opens, opens_as_from_the_factory},
};

/// The token that is meant.
#[derive(Clone, Debug)]
pub(super) struct Meant {
    /// Its number, where it is one that cards tell.
    pub serial: Option<Serial>,
    /// The officer's own certificate (DER): the card that holds it is never formatted.
    pub own: Option<Vec<u8>>,
}

/// Why the card was left as it was found, or is not what it should be.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error(transparent)]
    Card(#[from] CardError),
    #[error("the officer's own card")]
    Own,
    /// Another card lies in the reader than the one that is meant.
    #[error("another card")]
    Other,
    /// It knows no way back to the state of the factory.
    #[error("the card cannot be formatted")]
    NotFormattable,
    /// It was formatted, and does not say that it holds nothing.
    #[error("the card is not blank")]
    NotBlank,
}

impl TryFrom<Refused> for CardError {
    type Error = Refused;

    fn try_from(refused: Refused) -> Result<Self, Refused> {
        match refused {
            Refused::Card(error) => Ok(error),
            other => Err(other),
        }
    }
}

impl From<Refused> for DeskError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Card(error) => error.into(),
            Refused::Own => Self::told(ErrorCode::CardOwn),
            Refused::Other => Self::told(ErrorCode::CardOther),
            Refused::NotFormattable => Self::told(ErrorCode::CardNotFormattable),
            Refused::NotBlank => Self::told(ErrorCode::CardNotBlank),
        }
    }
}

/// Refuses the officer's own card, and one that tells another number. Only reads.
pub(super) fn is_the_one(piv: &mut Piv<'_>, meant: &Meant) -> Result<(), Refused> {
    if let (Some(told), Some(serial)) = (piv.serial()?, meant.serial)
        && told != serial
    {
        return Err(Refused::Other);
    }
    let Some(own) = &meant.own else { return Ok(()) };
    match piv.read_certificate(Slot::Signature) {
        Ok(Some(there)) if there.bytes == *own => Err(Refused::Own),
        // What cannot be read is not the officer's, who signs with it.
        Ok(_) | Err(CardError { fault: Fault::Malformed(_), .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Destroys all that is on the token. That it is the one, a key that the centre drew for it tells, and no number alone.
pub(super) fn wipe(
    piv: &mut Piv<'_>,
    meant: &Meant,
    keys: &[ManagementKey],
    challenge: &[u8; 16],
) -> Result<(), Refused> {
    is_the_one(piv, meant)?;
    if !opens_with_any(piv, keys, challenge)? && !is_blank_already(piv, meant, challenge)? {
        return Err(Refused::Other);
    }
    piv.reset().map_err(|error| match error.fault {
        Fault::NotSupported => Refused::NotFormattable,
        _ => error.into(),
    })
}

/// That it is blank and opens with the maker's key; the number it tells.
pub(super) fn seen_blank(
    piv: &mut Piv<'_>,
    meant: &Meant,
    challenge: &[u8; 16],
) -> Result<Option<Serial>, Refused> {
    is_the_one(piv, meant)?;
    if piv.blankness()? != Blankness::Blank || !opens_as_from_the_factory(piv, challenge)? {
        return Err(Refused::NotBlank);
    }
    // A number that cannot be the stock's is none.
    Ok(piv.serial()?.filter(|_| meant.serial.is_some()))
}

fn opens_with_any(
    piv: &mut Piv<'_>,
    keys: &[ManagementKey],
    challenge: &[u8; 16],
) -> Result<bool, CardError> {
    for key in keys {
        if opens(piv, key, challenge)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An earlier attempt came to its end and nobody heard of it; or the enrolment never came as far as its key. Nothing is
/// lost by formatting such a card once more: the PUK may still be another one.
fn is_blank_already(piv: &mut Piv<'_>, meant: &Meant, challenge: &[u8; 16]) -> Result<bool, CardError> {
    let told = piv.serial()?;
    Ok(told.is_some()
        && told == meant.serial
        && piv.blankness()? == Blankness::Blank
        && opens_as_from_the_factory(piv, challenge)?)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use sportello_token::{ChannelError, scripted::ScriptedChannel};

    use super::*;

    const SELECTED: [u8; 2] = [0x90, 0];

    fn meant(serial: u32) -> Meant {
        Meant { serial: Some(Serial(serial)), own: None }
    }

    #[test]
    fn another_number_is_left_alone() {
        let mut line = ScriptedChannel::new().then(&SELECTED).then(&[0, 0, 0, 8, 0x90, 0]);
        let refused = wipe(&mut Piv::select(&mut line).unwrap(), &meant(7), &[], &[1; 16]).unwrap_err();
        assert!(matches!(refused, Refused::Other), "{refused}: told apart by its number");
        assert_eq!(line.finished(), Ok(()), "and nothing but its number was asked");
    }

    #[test]
    fn the_own_card_is_never_formatted() {
        /// Holds a certificate of one byte where signatures are made; notes what else it is told.
        struct Own<'a>(&'a Cell<u32>);
        impl sportello_token::CardChannel for Own<'_> {
            fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
                Ok(match command {
                    [_, 0xa4, ..] => vec![0x90, 0],
                    [_, 0xf8, ..] => vec![0x6d, 0],
                    [_, 0xcb, ..] => vec![0x53, 6, 0x70, 1, 0x42, 0x71, 1, 0, 0x90, 0],
                    _ => {
                        self.0.set(self.0.get() + 1);
                        vec![0x6d, 0]
                    }
                })
            }
        }
        let more = Cell::new(0);
        let own = Meant { serial: None, own: Some(vec![0x42]) };
        let mut line = Own(&more);
        let refused = wipe(&mut Piv::select(&mut line).unwrap(), &own, &[], &[1; 16]).unwrap_err();
        assert!(matches!(refused, Refused::Own), "{refused}: known by its certificate");
        assert_eq!(more.get(), 0, "and nothing was done to it");
    }
}
