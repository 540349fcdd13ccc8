//! How an enrolment stands, and what keeps it from going on.

use sportello_contract::{
    central::enrolment::EnrolmentStanding,
    desk::{
        cards::{CardKind, CardRole, CardView, DeskSlots, ReaderView},
        device_enrolment::{
            BegunView, DeviceCheck, DeviceCheckKind, DeviceChoice, DeviceEnrolmentView, DeviceProblem,
        },
        enrolment::CredentialView,
    },
};
use sportello_domain::ids::ProductId;

use super::journal;
use crate::{Desk, DeskError, cards, credential, officer_proof};

/// Before, amid and after the enrolment of a product: what was begun, what is missing, and which devices there are.
pub async fn device_enrolment(desk: &Desk, product: ProductId) -> Result<DeviceEnrolmentView, DeskError> {
    let begun = desk.heard(desk.centre().await?.enrolment(product).await);
    let begun = match begun {
        Ok(found) => Ok(found.map(begun_view)),
        Err(error) if error.is_unreachable() => Err(()),
        Err(error) => return Err(error),
    };
    if begun == Ok(None) && journal::of(desk, product).await?.is_some() && !is_under_way(desk, product) {
        // Given up or finished at another desk, or never begun: the intent led nowhere.
        journal::ended(desk, product).await?;
    }
    let (readers, _) = cards::views(desk).await?;
    let expected = begun.as_ref().ok().and_then(Option::as_ref).map(|begun| begun.token_serial.as_str());
    let devices: Vec<_> = readers.iter().filter_map(|reader| choice(reader, expected)).collect();
    let blank_device = cards::slot(&readers, |card| problem(card, expected).is_none());
    let slots = DeskSlots { blank_device, ..cards::slots(&readers) };
    let proof = officer_proof::view(desk, product).await?;
    let check = |kind, fine| DeviceCheck { kind, fine };
    let checks = vec![
        check(DeviceCheckKind::Centre, begun.is_ok()),
        check(DeviceCheckKind::Credential, has_credential(desk).await?),
        check(DeviceCheckKind::Proof, proof.until.is_some()),
        check(DeviceCheckKind::Reader, !readers.is_empty()),
        check(DeviceCheckKind::Device, devices.iter().any(|device| device.problem.is_none())),
    ];
    let doing = desk.memory().enrolling.get(&product).copied().flatten();
    let begun = begun.unwrap_or_default();
    Ok(DeviceEnrolmentView { product, begun, doing, checks, proof, devices, slots })
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

/// A reader with a card as a device to be chosen; `expected` is the number of the device that is meant, where one is.
pub(crate) fn choice(reader: &ReaderView, expected: Option<&str>) -> Option<DeviceChoice> {
    let card = reader.card.clone()?;
    let (serial, problem) = (cards::serial(&card), problem(&card, expected));
    Some(DeviceChoice { reader: reader.name.clone(), training: reader.training, card, serial, problem })
}

/// Why it is not the device to write on; the first that applies. Whether the device that was begun is really the one, its
/// own key tells when it is opened.
fn problem(card: &CardView, expected: Option<&str>) -> Option<DeviceProblem> {
    match card.kind {
        CardKind::Silent => return Some(DeviceProblem::Silent),
        CardKind::Piv { .. } => {}
        CardKind::NationalServices | CardKind::IdentityCard | CardKind::Unknown => {
            return Some(DeviceProblem::OtherKind);
        }
    }
    if card.role == Some(CardRole::Mine) {
        return Some(DeviceProblem::OwnCard);
    }
    match (expected, cards::serial(card)) {
        (Some(expected), Some(serial)) => (serial != expected).then_some(DeviceProblem::OtherDevice),
        (Some(_), None) => None,
        (None, _) => (card.role != Some(CardRole::Blank)).then_some(DeviceProblem::NotBlank),
    }
}

fn begun_view(standing: EnrolmentStanding) -> BegunView {
    let EnrolmentStanding { enrolment, token_serial, step, next, .. } = standing;
    BegunView { enrolment, token_serial, step, next }
}

#[cfg(test)]
mod tests {
    use sportello_contract::desk::cards::CardPin;

    use super::*;

    fn check(
        kind: CardKind,
        role: Option<CardRole>,
        expected: Option<&str>,
        problem: Option<DeviceProblem>,
        why: &str,
    ) {
        let card = CardView {
            kind,
            atr: String::new(),
            role,
            certificate: None,
            pin: CardPin::NotTold,
            puk: CardPin::NotTold,
            insertion: 1,
            problem: None,
        };
        assert_eq!(super::problem(&card, expected), problem, "{why}");
    }

    #[test]
    fn which_card_may_be_written_on() {
        let piv = |serial| CardKind::Piv { product: None, serial };
        let (blank, mine) = (Some(CardRole::Blank), Some(CardRole::Mine));
        check(piv(Some(7)), blank, None, None, "a blank one");
        check(piv(Some(7)), None, None, Some(DeviceProblem::NotBlank), "one that holds something");
        check(piv(Some(7)), mine, None, Some(DeviceProblem::OwnCard), "the officer's own");
        check(piv(Some(7)), mine, Some("7"), Some(DeviceProblem::OwnCard), "never, whatever was begun");
        check(piv(Some(7)), None, Some("7"), None, "the one that was begun holds keys already");
        check(piv(Some(7)), blank, Some("8"), Some(DeviceProblem::OtherDevice), "a blank one in its place");
        check(piv(None), None, Some("8"), None, "one that tells no number is known by its key");
        check(CardKind::NationalServices, None, None, Some(DeviceProblem::OtherKind), "only read");
        check(CardKind::Silent, None, Some("8"), Some(DeviceProblem::Silent), "upside down");
    }
}
