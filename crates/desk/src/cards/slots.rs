//! The two slots of a desk, *my card* and *blank device*: which of the cards in the readers is meant for what. Where one
//! card of a kind is in, it is chosen by itself and that is told; where several are, the officer chooses.

use sportello_contract::desk::cards::{CardKind, CardRole, CardSlot, CardView, DeskSlots, ReaderView};
use sportello_domain::token_serial::TokenSerial;

/// What lies in the two slots. What a card is to the officer is one thing only, so no card is in both.
pub(crate) fn slots(readers: &[ReaderView]) -> DeskSlots {
    let of = |role| slot(readers, |card| card.role == Some(role));
    DeskSlots { my_card: of(CardRole::Mine), blank_device: of(CardRole::Blank) }
}

/// The slot for the cards of which this is so.
pub(crate) fn slot(readers: &[ReaderView], fits: impl Fn(&CardView) -> bool) -> CardSlot {
    let cards = readers.iter().filter_map(|reader| Some((reader, reader.card.as_ref()?)));
    let found: Vec<_> = cards.filter(|(_, card)| fits(card)).collect();
    // A card that has not said yet what it is may be one more of this kind.
    let is_asked = readers.iter().any(|reader| reader.card_present && reader.card.is_none());
    match found.as_slice() {
        [] | [_] if is_asked => CardSlot::Asking,
        [] => CardSlot::Empty,
        [(reader, card)] => CardSlot::Holds { reader: reader.name.clone(), serial: serial(card) },
        several => {
            CardSlot::Several { readers: several.iter().map(|(reader, _)| reader.name.clone()).collect() }
        }
    }
}

/// The number that a card tells of itself, as the stock has it.
pub(crate) fn serial(card: &CardView) -> Option<String> {
    match card.kind {
        CardKind::Piv { serial, .. } => serial.map(|serial| serial.to_string()),
        CardKind::Module { ref serial, .. } => TokenSerial::read(serial).map(|serial| serial.to_string()),
        CardKind::NationalServices | CardKind::IdentityCard | CardKind::Unknown | CardKind::Silent => None,
    }
}

#[cfg(test)]
mod tests {
    use sportello_contract::desk::cards::{CardPin, PinAsked};

    use super::*;

    fn reader(name: &str, card_present: bool, card: Option<CardView>) -> ReaderView {
        ReaderView { name: name.to_owned(), training: false, card_present, card }
    }

    fn with(name: &str, serial: u32, role: Option<CardRole>) -> ReaderView {
        let kind = CardKind::Piv { product: None, serial: Some(serial) };
        let (atr, pin) = (String::new(), CardPin::NotTold);
        reader(
            name,
            true,
            Some(CardView {
                kind,
                atr,
                role,
                certificate: None,
                pin,
                puk: pin,
                takes_puk: true,
                pin_on_reader: false,
                pin_asked: PinAsked::NotKnown,
                pin_lengths: None,
                insertion: 1,
                problem: None,
            }),
        )
    }

    fn holds(name: &str, serial: &str) -> CardSlot {
        CardSlot::Holds { reader: name.to_owned(), serial: Some(serial.to_owned()) }
    }

    fn several(names: &[&str]) -> CardSlot {
        CardSlot::Several { readers: names.iter().map(|&name| name.to_owned()).collect() }
    }

    fn check(readers: &[ReaderView], my_card: &CardSlot, blank_device: &CardSlot, why: &str) {
        let told = slots(readers);
        assert_eq!((&told.my_card, &told.blank_device), (my_card, blank_device), "{why}");
    }

    #[test]
    fn what_is_meant_for_what() {
        let (mine, blank) = (Some(CardRole::Mine), Some(CardRole::Blank));
        let (own, other) = (with("left", 7, mine), with("right", 8, None));
        let (one, two) = (with("right", 8, blank), with("third", 9, blank));
        let (nothing, asked) = (reader("third", false, None), reader("third", true, None));
        let (empty, asking) = (CardSlot::Empty, CardSlot::Asking);
        check(&[], &empty, &empty, "no reader");
        check(&[nothing.clone(), other.clone()], &empty, &empty, "somebody's card is neither");
        check(
            &[own.clone(), one.clone(), nothing],
            &holds("left", "7"),
            &holds("right", "8"),
            "both, by themselves",
        );
        check(
            std::slice::from_ref(&own),
            &holds("left", "7"),
            &empty,
            "the own card is no blank device, though it is alone",
        );
        check(&[one.clone(), two.clone()], &empty, &several(&["right", "third"]), "which one is not guessed");
        check(
            &[own.clone(), one.clone(), asked.clone()],
            &asking,
            &asking,
            "the third may be of either kind",
        );
        check(&[one, two, asked], &asking, &several(&["right", "third"]), "two are several already");
    }

    #[test]
    fn a_slot_is_bound_to_the_number_too() {
        let blank = Some(CardRole::Blank);
        let (before, after) = (slots(&[with("left", 7, blank)]), slots(&[with("left", 8, blank)]));
        assert_ne!(before, after, "another blank card in the same reader is another choice");
    }
}
