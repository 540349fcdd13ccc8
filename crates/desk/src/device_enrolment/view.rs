//! How an enrolment stands, and what keeps it from going on.

use sportello_contract::{
    central::enrolment::EnrolmentStanding,
    desk::{
        cards::{CardKind, CardRole, CardView, DeskSlots, ReaderView},
        device_enrolment::{
            BegunView, DeviceCheck, DeviceCheckKind, DeviceChoice, DeviceEnrolmentView, DeviceProblem,
            NotedView,
        },
        enrolment::CredentialView,
    },
};
use sportello_domain::{
    enrolment::TokenFate,
    ids::{EnrolmentId, ProductId},
};

use super::{
    device::takes_our_pin,
    journal::{self, Entry},
};
use crate::{Desk, DeskError, cards, credential, officer_proof, token_mark};

/// Before, amid and after the enrolment of a product: what was begun, what is missing, and which devices there are.
pub async fn device_enrolment(desk: &Desk, product: ProductId) -> Result<DeviceEnrolmentView, DeskError> {
    let asked = async {
        let centre = desk.centre().await?;
        desk.heard(centre.enrolment(product).await)
    };
    let begun: Result<Option<EnrolmentStanding>, ()> = match asked.await {
        Ok(found) => Ok(found),
        Err(error) if error.is_unreachable() => Err(()),
        Err(error) => return Err(error),
    };
    let mut noted = journal::of(desk, product).await?;
    if begun == Ok(None)
        && !is_under_way(desk, product)
        && let Some(led_nowhere) = noted.take()
    {
        // Given up or finished at another desk, or never begun.
        journal::ended(desk, product, led_nowhere.enrolment).await?;
    }
    let centre_answers = begun.is_ok();
    let begun = begun.unwrap_or_default();
    if let Some(begun) = &begun {
        // What was begun elsewhere on another device is not what this desk wrote down.
        noted = noted.filter(|noted| noted.token_serial == begun.token_serial);
    }
    let serial = begun.as_ref().map(|begun| &begun.token_serial);
    let serial = serial.or(noted.as_ref().map(|noted| &noted.token_serial)).map(String::as_str);
    let expected = serial.map(|serial| Expected {
        serial,
        tells: noted.as_ref().and_then(|noted| noted.tells_serial),
        enrolment: begun
            .as_ref()
            .map(|begun| begun.enrolment)
            .or(noted.as_ref().and_then(|noted| noted.enrolment)),
    });
    let (readers, _) = cards::views(desk).await?;
    let devices: Vec<_> = readers.iter().filter_map(|reader| choice(reader, expected)).collect();
    let blank_device = cards::slot(&readers, |card| problem(card, expected).is_none());
    let slots = DeskSlots { blank_device, ..cards::slots(&readers) };
    let proof = officer_proof::view(desk, product).await?;
    let check = |kind, fine| DeviceCheck { kind, fine };
    let checks = vec![
        check(DeviceCheckKind::Centre, centre_answers),
        check(DeviceCheckKind::Credential, has_credential(desk).await?),
        check(DeviceCheckKind::Proof, proof.until.is_some()),
        check(DeviceCheckKind::Reader, !readers.is_empty()),
        check(DeviceCheckKind::Device, devices.iter().any(|device| device.problem.is_none())),
    ];
    let doing = desk.memory().enrolling.get(&product).copied().flatten();
    let begun = begun.map(|standing| begun_view(standing, noted.as_ref()));
    let noted = noted.map(noted_view);
    Ok(DeviceEnrolmentView { product, begun, noted, doing, checks, proof, devices, slots })
}

/// The device that is meant.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'e> {
    pub serial: &'e str,
    /// Whether it tells this number, where this desk has asked it.
    pub tells: Option<bool>,
    /// By which a token of a module is called since it was made ready.
    pub enrolment: Option<EnrolmentId>,
}

fn is_under_way(desk: &Desk, product: ProductId) -> bool {
    desk.memory().enrolling.contains_key(&product)
}

async fn has_credential(desk: &Desk) -> Result<bool, DeskError> {
    match credential::officer_credential(desk).await {
        Ok(CredentialView::Registered { problem, .. }) => Ok(problem.is_none()),
        Ok(CredentialView::Missing) => Ok(false),
        Err(error) if error.is_unreachable() => Ok(false),
        Err(error) => Err(error),
    }
}

/// A reader with a card as a device to be chosen; `expected` is the device that is meant, where one is.
pub(crate) fn choice(reader: &ReaderView, expected: Option<Expected<'_>>) -> Option<DeviceChoice> {
    let card = reader.card.clone()?;
    let (serial, problem) = (cards::serial(&card), problem(&card, expected));
    Some(DeviceChoice { reader: reader.name.clone(), training: reader.training, card, serial, problem })
}

/// Why it is not the device to write on; the first that applies. Whether the device that was begun is really the one, its
/// own key tells when it is opened.
fn problem(card: &CardView, expected: Option<Expected<'_>>) -> Option<DeviceProblem> {
    if card.role == Some(CardRole::Mine) {
        return Some(DeviceProblem::OwnCard);
    }
    match card.kind {
        CardKind::Silent => return Some(DeviceProblem::Silent),
        CardKind::Piv { .. } => {}
        CardKind::Module { pinpad, .. } => return of_module(card, pinpad, expected),
        CardKind::NationalServices | CardKind::IdentityCard | CardKind::Unknown => {
            return Some(DeviceProblem::OtherKind);
        }
    }
    let Some(expected) = expected else {
        return (card.role != Some(CardRole::Blank)).then_some(DeviceProblem::NotBlank);
    };
    let serial = cards::serial(card);
    let another_number = serial.as_deref().is_some_and(|serial| serial != expected.serial);
    let another_kind = expected.tells.is_some_and(|tells| tells != serial.is_some());
    (another_number || another_kind).then_some(DeviceProblem::OtherDevice)
}

fn of_module(card: &CardView, pinpad: bool, expected: Option<Expected<'_>>) -> Option<DeviceProblem> {
    let marked = |it: Expected<'_>| it.enrolment.is_some_and(|id| token_mark::is_of(&card.kind, id));
    if expected.is_some_and(marked) {
        return None;
    }
    if card.role != Some(CardRole::Blank) {
        let begun_for_another = expected.is_some() && token_mark::is_ours(&card.kind);
        return Some(if begun_for_another { DeviceProblem::OtherDevice } else { DeviceProblem::NotBlank });
    }
    let (told, meant) = (cards::serial(card), expected.map(|it| it.serial));
    if let (Some(told), Some(meant)) = (told, meant)
        && told != meant
    {
        return Some(DeviceProblem::OtherDevice);
    }
    if pinpad {
        return Some(DeviceProblem::PinPad);
    }
    (!takes_our_pin(card.pin_lengths)).then_some(DeviceProblem::PinLength)
}

fn begun_view(standing: EnrolmentStanding, noted: Option<&Entry>) -> BegunView {
    let EnrolmentStanding { enrolment, token_serial, step, next, .. } = standing;
    // What another desk did with the device nobody knows here.
    let may_be_blank = noted.is_some_and(|noted| !noted.was_written_on());
    let can_be = |fate: TokenFate| step.allows(fate) && (fate != TokenFate::Untouched || may_be_blank);
    let fates = TokenFate::ALL.iter().copied().filter(|fate| can_be(*fate)).collect();
    BegunView { enrolment, token_serial, step, next, fates }
}

fn noted_view(noted: Entry) -> NotedView {
    let Entry { token_serial, stage, failure, .. } = noted;
    NotedView { token_serial, stage, failure }
}

#[cfg(test)]
mod tests {
    use sportello_contract::desk::{
        cards::{CardPin, PinAsked},
        device_enrolment::DeviceStage,
    };
    use sportello_domain::{enrolment::EnrolmentStep, product::ProductStatus};

    use super::*;

    /// Of whatever has one.
    const ID: &str = "0193a1b2-0000-7000-8000-000000000001";

    fn check(
        kind: CardKind,
        role: Option<CardRole>,
        expected: Option<(&str, Option<bool>)>,
        problem: Option<DeviceProblem>,
        why: &str,
    ) {
        let expected =
            expected.map(|(serial, tells)| Expected { serial, tells, enrolment: Some(ID.parse().unwrap()) });
        let card = CardView {
            kind,
            atr: String::new(),
            role,
            certificate: None,
            pin: CardPin::NotTold,
            puk: CardPin::NotTold,
            takes_puk: false,
            pin_on_reader: false,
            pin_asked: PinAsked::NotKnown,
            pin_lengths: None,
            insertion: 1,
            problem: None,
        };
        assert_eq!(super::problem(&card, expected), problem, "{why}");
    }

    #[test]
    fn which_card_may_be_written_on() {
        let piv = |serial| CardKind::Piv { product: None, serial };
        let (blank, mine) = (Some(CardRole::Blank), Some(CardRole::Mine));
        let (told, silent) = (|serial| Some((serial, Some(true))), Some(("8", Some(false))));
        check(piv(Some(7)), blank, None, None, "a blank one");
        check(piv(Some(7)), None, None, Some(DeviceProblem::NotBlank), "one that holds something");
        check(piv(Some(7)), mine, None, Some(DeviceProblem::OwnCard), "the officer's own");
        check(piv(Some(7)), mine, told("7"), Some(DeviceProblem::OwnCard), "never, whatever was begun");
        check(piv(Some(7)), None, told("7"), None, "the one that was begun holds keys already");
        check(piv(Some(7)), blank, told("8"), Some(DeviceProblem::OtherDevice), "a blank one in its place");
        check(
            piv(None),
            None,
            told("8"),
            Some(DeviceProblem::OtherDevice),
            "the one that was begun told its own",
        );
        check(
            piv(Some(8)),
            None,
            silent,
            Some(DeviceProblem::OtherDevice),
            "the one that was begun told none",
        );
        check(piv(None), None, silent, None, "one that tells no number is known by its key");
        check(piv(None), None, Some(("8", None)), None, "likewise where it was begun at another desk");
        check(CardKind::NationalServices, None, None, Some(DeviceProblem::OtherKind), "only read");
        check(CardKind::Silent, None, told("8"), Some(DeviceProblem::Silent), "upside down");
    }

    #[test]
    fn which_token_behind_a_module_may_be_written_on() {
        let blank = Some(CardRole::Blank);
        let module = |label: &str, serial: &str, pinpad| CardKind::Module {
            label: label.to_owned(),
            maker: String::new(),
            model: String::new(),
            serial: serial.to_owned(),
            pinpad,
        };
        let begun = Some(("0008", None));
        let marked = token_mark::mark(ID.parse().unwrap());
        check(module("", "0008", false), blank, None, None, "a blank one behind a module");
        check(
            module("", "", true),
            blank,
            None,
            Some(DeviceProblem::PinPad),
            "whose reader asks for the PIN",
        );
        check(
            module("CNS", "0008", false),
            None,
            None,
            Some(DeviceProblem::NotBlank),
            "one that has an owner",
        );
        check(module("CNS", "0008", false), None, begun, Some(DeviceProblem::NotBlank), "whatever was begun");
        check(module(&marked, "0009", false), None, begun, None, "the one that was begun, by its label");
        check(module("", "0009", false), blank, begun, Some(DeviceProblem::OtherDevice), "another number");
        let other = token_mark::mark("0193a1b2-0000-7000-8000-000000000002".parse().unwrap());
        check(
            module(&other, "0008", false),
            None,
            begun,
            Some(DeviceProblem::OtherDevice),
            "begun for another",
        );
    }

    #[test]
    fn what_can_be_said_of_a_device_that_is_given_up() {
        let standing = |step| EnrolmentStanding {
            enrolment: ID.parse().unwrap(),
            product: ID.parse().unwrap(),
            token_serial: "8".to_owned(),
            step,
            next: None,
            status: ProductStatus::InIssuance,
            version: 3,
        };
        let untouched = |step, noted: Option<&Entry>| {
            begun_view(standing(step), noted).fates.contains(&TokenFate::Untouched)
        };
        let mut noted = Entry::of_attempt(None, "8");
        assert!(untouched(EnrolmentStep::Begun, Some(&noted)), "it was only reserved");
        assert!(!untouched(EnrolmentStep::Begun, None), "what another desk did with it is not known");
        assert!(!untouched(EnrolmentStep::Certified, Some(&noted)), "the centre knows more");
        noted.reach(DeviceStage::Prepare);
        assert!(!untouched(EnrolmentStep::Begun, Some(&noted)), "it may have been written on");
    }
}
