//! Which kind of card this is: by its answer to reset, and by asking it.

use crate::{
    CardChannel, CardError, Fault, Step,
    apdu::{Command, exchange},
    piv::{Piv, Serial, Version},
};

/// The application of the Italian electronic identity card (IAS ECC, CIE 3.0).
const IDENTITY_CARD: [u8; 13] = [0xa0, 0, 0, 0, 0x30, 0x80, 0, 0, 0, 0x09, 0x81, 0x60, 0x01];
/// In the historical bytes of every national services card (CNS file system specification, answer to reset).
const NATIONAL_SERVICES: &[u8] = b"CNS";
const SELECT: u8 = 0xa4;

/// A card, recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    pub family: CardFamily,
    /// Answer to reset (ISO/IEC 7816-3, 8): names the kind of card, never the single one.
    pub atr: Vec<u8>,
}

/// Kinds of cards, by what can be done with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardFamily {
    /// Keys can be made and certificates written. Whether this one is blank is asked by
    /// [`Piv::blankness`](crate::piv::Piv::blankness): no answer to reset tells it.
    Piv(PivCard),
    /// It has an owner and its keys are made: only to be read, and to sign with.
    ReadOnly(ReadOnlyCard),
    /// Nobody that was asked answered.
    Unknown,
}

/// Cards whose issuer is somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOnlyCard {
    /// Carta nazionale dei servizi, the health card among them.
    NationalServices,
    /// Carta d'identità elettronica.
    IdentityCard,
}

/// A PIV card, and what it tells of its make. A hint for people: nothing is done for one make alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PivCard {
    pub product: PivProduct,
    /// Of the program on it.
    pub version: Option<Version>,
    /// The maker's number, where the card tells one: more than one kind tells the same for all.
    pub serial: Option<Serial>,
}

/// Makes of PIV cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PivProduct {
    YubiKey,
    Nitrokey,
    /// The name that the card tells for its application, where it tells one.
    Other(Option<String>),
}

/// Recognises a card by its answer to reset and by selecting applications, which every card bears.
pub fn recognise(channel: &mut dyn CardChannel, atr: &[u8]) -> Result<Recognised, CardError> {
    let family = match Piv::select(channel) {
        Ok(mut piv) => CardFamily::Piv(piv_card(&mut piv, atr)?),
        Err(CardError { fault: Fault::Channel(error), .. }) => {
            return Err(CardError { step: Step::Select, fault: Fault::Channel(error) });
        }
        // Whatever else it said: it has no such application that could be used.
        Err(_) => other(channel, atr)?,
    };
    Ok(Recognised { family, atr: atr.to_vec() })
}

fn piv_card(piv: &mut Piv<'_>, atr: &[u8]) -> Result<PivCard, CardError> {
    let label = piv.application().label.clone();
    let product = if contains(atr, b"YubiKey") || contains(atr, b"Yubikey") {
        PivProduct::YubiKey
    } else if label.as_deref().is_some_and(|label| label.contains("Nitrokey")) {
        PivProduct::Nitrokey
    } else {
        PivProduct::Other(label)
    };
    Ok(PivCard { product, version: piv.version()?, serial: piv.serial()? })
}

fn other(channel: &mut dyn CardChannel, atr: &[u8]) -> Result<CardFamily, CardError> {
    if contains(atr, NATIONAL_SERVICES) {
        return Ok(CardFamily::ReadOnly(ReadOnlyCard::NationalServices));
    }
    let command = Command::asking(SELECT, 0x04, 0x0c, IDENTITY_CARD);
    match exchange(channel, Step::Select, &command) {
        Ok(answer) if answer.status.is_done() => Ok(CardFamily::ReadOnly(ReadOnlyCard::IdentityCard)),
        Err(error) if matches!(error.fault, Fault::Channel(_)) => Err(error),
        _ => Ok(CardFamily::Unknown),
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChannelError, scripted::ScriptedChannel};

    const PIV_SELECT: &[u8] = &[0, 0xa4, 4, 0, 9, 0xa0, 0, 0, 3, 8, 0, 0, 0x10, 0, 0];

    fn check(script: ScriptedChannel, atr: &[u8], expected: &Result<CardFamily, Fault>, why: &str) {
        let mut script = script;
        let recognised = recognise(&mut script, atr);
        let family = recognised.map(|card| card.family).map_err(|error| error.fault);
        assert_eq!(&family, expected, "{why}");
        assert_eq!(script.finished(), Ok(()), "{why}: nothing more is asked");
    }

    #[test]
    fn kinds_are_told_apart() {
        let piv = |product, version, serial| Ok(CardFamily::Piv(PivCard { product, version, serial }));
        let script = ScriptedChannel::new()
            .on(PIV_SELECT, &[0x61, 0, 0x90, 0])
            .on(&[0, 0xfd, 0, 0, 0], &[5, 7, 1, 0x90, 0])
            .on(&[0, 0xf8, 0, 0, 0], &[0, 0, 1, 2, 0x90, 0]);
        let yubikey = b"\x3b\xfd\x13\x00\x00\x81\x31\xfe\x15\x80\x73\xc0\x21\xc0\x57YubiKey\x40";
        check(
            script,
            yubikey,
            &piv(PivProduct::YubiKey, Some(Version(5, 7, 1)), Some(Serial(0x102))),
            "named by its ATR",
        );
        let script = ScriptedChannel::new()
            .on(PIV_SELECT, &[&[0x61, 6, 0x50, 4][..], b"Name", &[0x90, 0]].concat())
            .then(&[0x6d, 0])
            .then(&[0x6d, 0]);
        let other = PivProduct::Other(Some("Name".into()));
        check(script, &[0x3b], &piv(other, None, None), "a PIV card without extensions");
        let script = ScriptedChannel::new().on(PIV_SELECT, &[0x6a, 0x82]);
        let national =
            b"\x3b\xff\x18\x00\x00\x81\x31\xfe\x45\x00\x6b\x05\x05\x20\x00\x01\x11\x01CNS\x10\x31\x80\x5a";
        check(script, national, &Ok(CardFamily::ReadOnly(ReadOnlyCard::NationalServices)), "a services card");
        let script = ScriptedChannel::new().then(&[0x6a, 0x82]).then(&[0x90, 0]);
        check(
            script,
            &[0x3b],
            &Ok(CardFamily::ReadOnly(ReadOnlyCard::IdentityCard)),
            "it has the application",
        );
        let script = ScriptedChannel::new().then(&[0x6a, 0x82]).then(&[0x6a, 0x82]);
        check(script, &[0x3b], &Ok(CardFamily::Unknown), "nobody answers");
    }

    #[test]
    fn a_card_that_is_gone_is_not_an_unknown_one() {
        let removed = || Err(ChannelError::Removed.into());
        check(ScriptedChannel::new().fail(ChannelError::Removed), &[0x3b], &removed(), "at once");
        let script = ScriptedChannel::new().then(&[0x6a, 0x82]).fail(ChannelError::Removed);
        check(script, &[0x3b], &removed(), "at the second question");
        let script = ScriptedChannel::new().then(&[0x90, 0]).fail(ChannelError::Removed);
        check(script, &[0x3b], &removed(), "after the first answer");
    }
}
