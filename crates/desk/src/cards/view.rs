//! Readers and cards in words, for the officer who is signed in: which card is the own one, which signs, and why not.

use std::sync::Arc;

use sportello_contract::{
    central::credentials::OfficerCredential,
    desk::cards::{CardCertificate, CardKind, CardPin, CardProblem, CardRole, CardView, ReaderView},
};
use sportello_domain::{error_code::ErrorCode, moment::Timestamp};
use sportello_pki::{Certificate, CertificateFacts, profile::KeyUse};

use super::{Look, TokenEntry, entries, entries::Entry, look::Holding};
use crate::{
    Desk, DeskError,
    card_credential::{self, BegunKey},
    credential,
    ports::{ReadersFault, ReadersSeen},
    token_mark, workstation,
};

/// To whom cards may belong.
pub(crate) struct OfficerHere {
    full_name: String,
    /// The certificate registered for the account, as last heard (DER), and whether it is revoked.
    registered: Option<(Vec<u8>, bool)>,
    /// What was begun on a card for the account.
    begun: Option<BegunKey>,
}

#[cfg(test)]
impl OfficerHere {
    pub fn new(full_name: &str, registered: Option<(Vec<u8>, bool)>) -> Self {
        Self { full_name: full_name.to_owned(), registered, begun: None }
    }
}

/// Whoever is signed in, with the credential that this PC knows of; the centre is not asked.
pub(crate) async fn owner(desk: &Desk) -> Result<Option<OfficerHere>, DeskError> {
    let Ok(session) = desk.session() else { return Ok(None) };
    let registered = match credential::remembered(desk).await? {
        Some(known) => Some(registered(&known)?),
        None => None,
    };
    let begun = card_credential::begun_key(desk, session.account.id).await?;
    Ok(Some(OfficerHere { full_name: session.account.full_name, registered, begun }))
}

fn registered(known: &OfficerCredential) -> Result<(Vec<u8>, bool), DeskError> {
    Ok((credential::decode(known)?.0, known.revoked_at.is_some()))
}

/// The readers and the module's tokens, the cards in words, and why there may be more that are not seen.
pub(crate) async fn views(desk: &Desk) -> Result<(Vec<ReaderView>, Option<ReadersFault>), DeskError> {
    let (entries, fault) = listed(desk).await?;
    Ok((entries.into_iter().map(|entry| entry.view).collect(), fault))
}

/// The module's token that the list shows under this name; `None` where there is none.
pub(crate) async fn token_behind(desk: &Desk, name: &str) -> Result<Option<TokenEntry>, DeskError> {
    let (entries, _) = listed(desk).await?;
    Ok(entries.into_iter().find(|entry| entry.view.name == name).and_then(|entry| entry.token))
}

async fn listed(desk: &Desk) -> Result<(Vec<Entry>, Option<ReadersFault>), DeskError> {
    let cards = Arc::clone(&desk.ports.cards);
    let silent = || ReadersSeen { readers: Vec::new(), fault: Some(ReadersFault::NoAnswer) };
    let seen = desk.readers.ask(move || cards.list()).await.unwrap_or_else(silent);
    let (owner, now) = (owner(desk).await?, desk.now());
    let training = workstation::is_training(desk).await?;
    // A card that is not there is for training alone, whatever the host was told.
    let readers = seen.readers.into_iter().filter(|reader| training || !reader.training);
    let readers = readers.map(|reader| {
        let look = desk.cards.look(&reader.name).filter(|_| reader.card_present);
        ReaderView {
            card: look.map(|look| view(&look, owner.as_ref(), now)),
            name: reader.name,
            training: reader.training,
            card_present: reader.card_present,
        }
    });
    let mut listed = entries::entries(readers.collect(), desk.cards.module().tokens(), owner.as_ref(), now);
    for Entry { view, token } in &mut listed {
        if let (Some(card), Some(TokenEntry { certificate: Some((_, certificate)), .. })) =
            (&mut view.card, token)
        {
            card.pin_asked = desk.cards.module().pin_asked(certificate);
        }
    }
    Ok((listed, seen.fault))
}

pub(super) fn view(look: &Look, owner: Option<&OfficerHere>, now: Timestamp) -> CardView {
    let certificate = match &look.holding {
        Holding::Certificate(certificate) => certificate.facts().ok().map(in_words),
        Holding::Unreadable | Holding::Nothing { .. } => None,
    };
    CardView {
        kind: look.kind.clone(),
        atr: hex::encode(&look.atr),
        role: role(look, owner),
        certificate,
        pin: look.pin,
        puk: look.puk,
        takes_puk: takes_puk(&look.kind),
        pin_on_reader: look.pin_on_reader || matches!(look.kind, CardKind::Module { pinpad: true, .. }),
        pin_asked: look.pin_asked,
        pin_lengths: None,
        insertion: look.insertion,
        problem: problem(look, owner, now),
    }
}

/// Of a token behind a module only where it was made ready here: what is its security officer's PIN elsewhere, its maker
/// decides, and a wrong one may end it.
pub(crate) fn takes_puk(kind: &CardKind) -> bool {
    match kind {
        CardKind::Piv { .. } => true,
        CardKind::Module { pinpad, .. } => !pinpad && token_mark::is_ours(kind),
        CardKind::NationalServices | CardKind::IdentityCard | CardKind::Unknown | CardKind::Silent => false,
    }
}

/// A certificate as it is shown.
pub(crate) fn in_words(facts: CertificateFacts) -> CardCertificate {
    CardCertificate {
        holder: facts.holder_name,
        issuer: facts.issuer.display_name(),
        serial: facts.serial.to_string(),
        not_before: Timestamp::new(facts.not_before),
        not_after: Timestamp::new(facts.not_after),
    }
}

fn role(look: &Look, owner: Option<&OfficerHere>) -> Option<CardRole> {
    match &look.holding {
        Holding::Certificate(certificate) => is_registered(certificate, owner).then_some(CardRole::Mine),
        Holding::Nothing { blank: true } => Some(CardRole::Blank),
        Holding::Nothing { blank: false } => {
            let begun = owner.and_then(|owner| owner.begun.as_ref()).zip(look.key.as_ref());
            begun.is_some_and(|(begun, key)| begun.is(key, look.serial())).then_some(CardRole::Begun)
        }
        Holding::Unreadable => None,
    }
}

/// Whether the card in this reader is the own one of whoever is signed in. A card that is not known yet is none to decide on.
pub(crate) async fn is_own(desk: &Desk, reader: &str) -> Result<bool, DeskError> {
    let (readers, _) = views(desk).await?;
    let card = readers.into_iter().find(|it| it.name == reader).and_then(|it| it.card);
    Ok(card.ok_or_else(|| DeskError::told(ErrorCode::CardRemoved))?.role == Some(CardRole::Mine))
}

/// Whether the reader of this name is one of training: what lies in it is not there.
pub(crate) async fn is_simulated(desk: &Desk, reader: &str) -> Result<bool, DeskError> {
    let (readers, _) = views(desk).await?;
    Ok(readers.iter().any(|it| it.name == reader && it.training))
}

fn is_registered(certificate: &Certificate, owner: Option<&OfficerHere>) -> bool {
    let registered = owner.and_then(|owner| owner.registered.as_ref());
    registered.is_some_and(|(der, _)| der == certificate.der())
}

/// Why nothing is signed with the card; the first that applies, from the card inwards.
pub(crate) fn problem(look: &Look, owner: Option<&OfficerHere>, now: Timestamp) -> Option<CardProblem> {
    let certificate = match (&look.kind, &look.holding) {
        (CardKind::Silent, _) => return Some(CardProblem::Silent),
        (CardKind::NationalServices | CardKind::IdentityCard | CardKind::Unknown, _) => {
            return Some(CardProblem::OtherKind);
        }
        (CardKind::Piv { .. } | CardKind::Module { .. }, Holding::Certificate(certificate)) => certificate,
        (_, Holding::Unreadable) => return Some(CardProblem::UnreadableCertificate),
        (_, Holding::Nothing { .. }) => return Some(CardProblem::NoCertificate),
    };
    let Ok(facts) = certificate.facts() else { return Some(CardProblem::UnreadableCertificate) };
    of_certificate(&facts, now)
        .or_else(|| of_owner(certificate, &facts, owner))
        .or_else(|| (look.pin == CardPin::Blocked).then_some(CardProblem::PinBlocked))
}

fn of_certificate(facts: &CertificateFacts, now: Timestamp) -> Option<CardProblem> {
    if facts.is_authority || !facts.key_usage.contains(&KeyUse::ContentCommitment) {
        return Some(CardProblem::WrongKeyUsage);
    }
    if now < Timestamp::new(facts.not_before) {
        return Some(CardProblem::NotYetValid);
    }
    (now >= Timestamp::new(facts.not_after)).then_some(CardProblem::Expired)
}

fn of_owner(
    certificate: &Certificate,
    facts: &CertificateFacts,
    owner: Option<&OfficerHere>,
) -> Option<CardProblem> {
    let owner = owner?;
    if !credential::is_name_of(&facts.holder_name, &owner.full_name) {
        return Some(CardProblem::OtherName);
    }
    match &owner.registered {
        Some((der, revoked)) if der == certificate.der() => revoked.then_some(CardProblem::Revoked),
        _ => Some(CardProblem::NotRegistered),
    }
}

#[cfg(test)]
mod tests {
    use sportello_pki::{FileKey, KeyAlgorithm};
    use sportello_testkit::authority::{Authority, NOW, mario};
    use time::Duration;

    use super::*;

    fn piv(certificate: &Certificate) -> Look {
        Look {
            kind: CardKind::Piv { product: None, serial: None },
            holding: Holding::Certificate(Box::new(certificate.clone())),
            pin: CardPin::TriesLeft { tries: 3 },
            ..Look::silent()
        }
    }

    fn owner(full_name: &str, registered: Option<(&Certificate, bool)>) -> OfficerHere {
        let registered = registered.map(|(certificate, revoked)| (certificate.der().to_vec(), revoked));
        OfficerHere::new(full_name, registered)
    }

    #[test]
    fn why_a_card_does_not_sign_is_told() {
        let (authority, key) =
            (Authority::new(KeyAlgorithm::EcdsaP256), FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap());
        let own = authority.issue("training-officer", mario(), &key);
        let older = authority.issue("training-officer", mario(), &key);
        let other_use = authority.issue("training-authentication", mario(), &key);
        let now = Timestamp::new(NOW);
        let check =
            |look: &Look, owner: &OfficerHere, at: Timestamp, expected: Option<CardProblem>, why: &str| {
                assert_eq!(problem(look, Some(owner), at), expected, "{why}");
            };
        let mario = owner("ROSSI Mario", Some((&own, false)));
        check(&piv(&own), &mario, now, None, "registered, valid, in this name: it signs");
        assert_eq!(role(&piv(&own), Some(&mario)), Some(CardRole::Mine), "and is the own card");
        check(&piv(&older), &mario, now, Some(CardProblem::NotRegistered), "another of the same person");
        assert_eq!(role(&piv(&older), Some(&mario)), None, "which is not the own one any more");
        check(&piv(&own), &owner("Mario Rossi", None), now, Some(CardProblem::NotRegistered), "none is");
        check(&piv(&own), &owner("Anna Conti", None), now, Some(CardProblem::OtherName), "somebody else's");
        let revoked = owner("Mario Rossi", Some((&own, true)));
        check(&piv(&own), &revoked, now, Some(CardProblem::Revoked), "the centre said so");
        check(&piv(&other_use), &mario, now, Some(CardProblem::WrongKeyUsage), "made for logins");
        let (before, after) = (now.plus(-Duration::days(2)), now.plus(Duration::days(301)));
        check(&piv(&own), &mario, before, Some(CardProblem::NotYetValid), "too early");
        check(&piv(&own), &mario, after, Some(CardProblem::Expired), "too late");
        let blocked = Look { pin: CardPin::Blocked, ..piv(&own) };
        check(&blocked, &mario, now, Some(CardProblem::PinBlocked), "its PIN is blocked");
        check(&Look::silent(), &mario, now, Some(CardProblem::Silent), "it does not answer");
        let begun = Look { holding: Holding::Nothing { blank: false }, key: Some(vec![7]), ..piv(&own) };
        assert_eq!(role(&begun, Some(&mario)), None, "a key that nobody here made");
        let goes_on = OfficerHere { begun: Some(BegunKey::Made(vec![7])), ..owner("Mario Rossi", None) };
        assert_eq!(role(&begun, Some(&goes_on)), Some(CardRole::Begun), "one that is gone on with");
        assert_eq!(role(&Look { key: None, ..begun }, Some(&goes_on)), None, "another card");
        let read_only = Look { kind: CardKind::NationalServices, ..Look::silent() };
        check(&read_only, &mario, now, Some(CardProblem::OtherKind), "recognised, and not signed with");
    }
}
