//! One list of what can be signed with: the readers with their cards, and the tokens of the chosen module among them. A card
//! that both ways see stands there once.

use sportello_contract::desk::cards::{CardCertificate, CardKind, CardProblem, CardView, ReaderView};
use sportello_domain::moment::Timestamp;
use sportello_pki::Certificate;
use sportello_token::pkcs11::{TokenName, is_reader};

use super::{
    Look, TokenLook,
    look::Holding,
    view::{OfficerHere, problem, view},
};

/// A line of the list, and the token behind it where it is the module's.
pub(crate) struct Entry {
    pub view: ReaderView,
    pub token: Option<TokenEntry>,
}

/// A token of the module with the one certificate that it would sign with.
pub(crate) struct TokenEntry {
    pub token: TokenLook,
    /// The identifier of key and certificate.
    pub certificate: Option<(Vec<u8>, Certificate)>,
    pub problem: Option<CardProblem>,
}

/// Puts the module's tokens among the readers. Where PIV is spoken with a card, PIV it is; any other card is shown as the
/// module knows it, in the reader in which it lies.
pub(super) fn entries(
    readers: Vec<ReaderView>,
    tokens: Vec<TokenLook>,
    owner: Option<&OfficerHere>,
    now: Timestamp,
) -> Vec<Entry> {
    let by_piv: Vec<CardCertificate> =
        readers.iter().filter_map(|reader| reader.card.as_ref()?.certificate.clone()).collect();
    let mut entries: Vec<Entry> = readers.into_iter().map(|view| Entry { view, token: None }).collect();
    for mut token in tokens {
        // A card of the state has an owner, whatever a module says that does not know it.
        token.blank &=
            !entries.iter().any(|entry| lies_in(&token, &entry.view) && is_of_the_state(&entry.view));
        let (card, behind) = shown(token, owner, now);
        let place = entries.iter().position(|entry| lies_in(&behind.token, &entry.view));
        match place.map(|place| &mut entries[place]) {
            // It is being asked what it is, or PIV is spoken with it.
            Some(Entry { view: ReaderView { card: None, .. }, .. }) => {}
            Some(Entry { view: ReaderView { card: Some(there), .. }, .. })
                if matches!(there.kind, CardKind::Piv { .. }) => {}
            Some(entry) if entry.token.is_none() => {
                let there = entry.view.card.take();
                let atr = there.map(|there| there.atr).unwrap_or_default();
                entry.view.card = Some(CardView { atr, ..card });
                entry.token = Some(behind);
            }
            _ if card.certificate.as_ref().is_some_and(|certificate| by_piv.contains(certificate)) => {}
            // In no reader that the system knows, or one of several tokens of one card.
            _ => {
                let view = ReaderView {
                    name: free_name(&entries, &behind.token.name),
                    training: false,
                    card_present: true,
                    card: Some(card),
                };
                entries.push(Entry { view, token: Some(behind) });
            }
        }
    }
    entries
}

fn is_of_the_state(reader: &ReaderView) -> bool {
    let kind = reader.card.as_ref().map(|card| &card.kind);
    matches!(kind, Some(CardKind::NationalServices | CardKind::IdentityCard))
}

fn lies_in(token: &TokenLook, reader: &ReaderView) -> bool {
    reader.card_present && !reader.training && is_reader(&token.name.reader, &reader.name)
}

/// Without the token's label, which may be a person's name: support gets the names of readers.
fn free_name(entries: &[Entry], TokenName { slot, reader, .. }: &TokenName) -> String {
    let taken = entries.iter().any(|entry| entry.view.name == *reader);
    if taken { format!("{reader} · {slot}") } else { reader.clone() }
}

/// The card as the list shows it: with the certificate that signs, else the one that would come nearest to it.
fn shown(token: TokenLook, owner: Option<&OfficerHere>, now: Timestamp) -> (CardView, TokenEntry) {
    let look = |holding| Look {
        kind: token.kind.clone(),
        holding,
        pin: token.pin,
        // The module's own number, and not the reader's: the word of the system comes before that of the module.
        insertion: token.insertion,
        ..Look::silent()
    };
    let nearest = token
        .certificates
        .iter()
        .map(|(id, certificate)| {
            let look = look(Holding::Certificate(Box::new(certificate.clone())));
            let rank = match problem(&look, owner, now) {
                None => 0,
                // It can become the own one.
                Some(CardProblem::NotRegistered) => 1,
                // Certificates of authorities, and those for logins.
                Some(CardProblem::WrongKeyUsage) => 3,
                Some(_) => 2,
            };
            (rank, id, look)
        })
        .min_by_key(|(rank, ..)| *rank);
    let (id, look) = match nearest {
        Some((_, id, look)) => (Some(id.clone()), look),
        None if token.unreadable => (None, look(Holding::Unreadable)),
        None => (None, look(Holding::Nothing { blank: token.blank })),
    };
    let card = CardView { pin_lengths: token.pin_lengths, ..view(&look, owner, now) };
    let problem = card.problem;
    let certificate = id.zip(look.certificate().cloned());
    (card, TokenEntry { token, certificate, problem })
}

#[cfg(test)]
mod tests {
    use sportello_contract::desk::cards::{CardPin, CardRole, PinLengths};
    use sportello_pki::{FileKey, KeyAlgorithm};
    use sportello_testkit::authority::{Authority, NOW, mario};

    use super::*;

    const READER: &str = "Generic CCID Reader 00 00";

    fn token(reader: &str, label: &str, certificates: &[&Certificate]) -> TokenLook {
        let text = |text: &str| text.to_owned();
        TokenLook {
            name: TokenName { label: text(label), serial: text("01"), slot: 1, reader: text(reader) },
            kind: CardKind::Module {
                label: text(label),
                maker: text("Maker"),
                model: text("Model"),
                serial: text("01"),
                pinpad: false,
            },
            pin: CardPin::NotTold,
            pin_lengths: Some(PinLengths { shortest: 4, longest: 8 }),
            blank: false,
            certificates: certificates.iter().map(|certificate| (vec![1], (*certificate).clone())).collect(),
            unreadable: false,
            stored: Vec::new(),
            insertion: 9,
        }
    }

    fn reader(kind: Option<CardKind>, certificate: Option<&Certificate>) -> ReaderView {
        let holding = certificate.map_or(Holding::Nothing { blank: false }, |certificate| {
            Holding::Certificate(Box::new(certificate.clone()))
        });
        let look = kind.map(|kind| Look { kind, atr: vec![0x3b], holding, insertion: 7, ..Look::silent() });
        ReaderView {
            name: READER.to_owned(),
            training: false,
            card_present: true,
            card: look.map(|look| view(&look, None, Timestamp::new(NOW))),
        }
    }

    fn names(entries: &[Entry]) -> Vec<(&str, bool)> {
        entries.iter().map(|entry| (entry.view.name.as_str(), entry.token.is_some())).collect()
    }

    #[test]
    fn a_card_that_both_ways_see_stands_there_once() {
        let (authority, key) =
            (Authority::new(KeyAlgorithm::EcdsaP256), FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap());
        let certificate = authority.issue("training-officer", mario(), &key);
        let now = Timestamp::new(NOW);
        let piv = || Some(CardKind::Piv { product: None, serial: None });
        let list = |readers, tokens| entries(readers, tokens, None, now);

        let both = list(vec![reader(piv(), Some(&certificate))], vec![token(READER, "PIV", &[&certificate])]);
        assert_eq!(names(&both), [(READER, false)], "where PIV is spoken, PIV it is");
        let elsewhere =
            list(vec![reader(piv(), Some(&certificate))], vec![token("slot 3", "PIV", &[&certificate])]);
        assert_eq!(
            names(&elsewhere),
            [(READER, false)],
            "known by its certificate, however the slot is called"
        );
        let early = list(vec![reader(None, None)], vec![token(READER, "?", &[&certificate])]);
        assert_eq!(names(&early), [(READER, false)], "while it is being asked, nothing is said of it");
        let national = list(
            vec![reader(Some(CardKind::NationalServices), None)],
            vec![token(READER, "CNS", &[&certificate])],
        );
        assert_eq!(names(&national), [(READER, true)], "a card without PIV is the module's");
        let card = national[0].view.card.as_ref().unwrap();
        let told = (card.atr.as_str(), card.insertion, card.problem);
        assert_eq!(told, ("3b", 9, None), "in its reader, as what the module has seen in it, and it signs");
        let two = list(
            vec![reader(Some(CardKind::Unknown), None)],
            vec![token(READER, "one", &[]), token(READER, "two", &[&certificate])],
        );
        let second = format!("{READER} · 1");
        assert_eq!(names(&two), [(READER, true), (second.as_str(), true)], "two tokens of one card are two");
        let alone = list(vec![], vec![token("SoftHSM slot ID 0x1", "soft", &[&certificate])]);
        assert_eq!(names(&alone), [("SoftHSM slot ID 0x1", true)], "without a reader it stands alone");
    }

    #[test]
    fn the_certificate_that_signs_is_the_one_that_is_shown() {
        let (authority, key) =
            (Authority::new(KeyAlgorithm::EcdsaP256), FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap());
        let login = authority.issue("training-authentication", mario(), &key);
        let signs = authority.issue("training-officer", mario(), &key);
        let older = authority.issue("training-officer", mario(), &key);
        let mut several = token("slot", "CNS", &[&login, &older, &signs]);
        for (number, (id, _)) in several.certificates.iter_mut().enumerate() {
            *id = vec![u8::try_from(number).unwrap()];
        }
        let owner = OfficerHere::new("Mario Rossi", Some((signs.der().to_vec(), false)));
        let listed = entries(vec![], vec![several], Some(&owner), Timestamp::new(NOW));
        let card = listed[0].view.card.as_ref().unwrap();
        assert_eq!((card.role, card.problem), (Some(CardRole::Mine), None), "the registered one of three");
        let behind = listed[0].token.as_ref().unwrap();
        let (id, certificate) = behind.certificate.as_ref().unwrap();
        assert_eq!((id.as_slice(), certificate.der()), (&[2_u8][..], signs.der()), "and its key signs");
        let only = entries(vec![], vec![token("slot", "CNS", &[&login])], Some(&owner), Timestamp::new(NOW));
        let why = only[0].view.card.as_ref().unwrap().problem;
        assert_eq!(why, Some(CardProblem::WrongKeyUsage), "one for logins is shown with why it does not");
        let none = entries(vec![], vec![token("slot", "CNS", &[])], Some(&owner), Timestamp::new(NOW));
        let why = none[0].view.card.as_ref().unwrap().problem;
        assert_eq!(why, Some(CardProblem::NoCertificate), "as is a token without any");
    }
}
