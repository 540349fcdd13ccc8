//! A token that was looked at before: what is done with it is done with no other that took its place.

use std::time::Duration;

use sportello_hsm::{HsmError, PinTries, Token};

use super::{
    Access, Module, PinEntry, ShownKey, StoredCertificate, TokenName, TokenPin,
    enrolment::of_officer,
    fault::fault,
    module::{RESET, Told},
};
use crate::{CardError, Fault, Step, pcsc_reader::reset};

/// A token, and the certificates that it showed to anybody when it was looked at.
#[derive(Clone, Copy, Debug)]
pub struct KnownToken<'a> {
    pub name: &'a TokenName,
    pub certificates: &'a [StoredCertificate],
}

/// What a token shows to anybody, and how its PIN stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenContents {
    pub certificates: Vec<StoredCertificate>,
    /// Public keys: not every token shows them, and hardly one its private ones.
    pub keys: Vec<ShownKey>,
    pub pin: PinTries,
}

impl KnownToken<'_> {
    /// Whether these are the certificates that it showed, in whatever order.
    pub fn shows(&self, certificates: &[StoredCertificate]) -> bool {
        certificates.len() == self.certificates.len()
            && self.certificates.iter().all(|known| certificates.contains(known))
    }
}

impl Module {
    /// What lies on the token, without its PIN. `None` where another took its place. Costs no try.
    pub fn contents(
        &self,
        token: KnownToken<'_>,
        limit: Duration,
    ) -> Result<Option<TokenContents>, CardError> {
        let read = self.visitor.visit(token.name, limit, |there| {
            // Certificates are told without the keys, where a token cannot say those.
            there.stored_certificates().map(|shown| (shown, there.shown_keys().unwrap_or_default()))
        });
        let (certificates, keys) = read
            .map_err(|error| (Step::Connect, error))
            .and_then(|read| read.map_err(|error| (Step::ReadObject, error)))
            .map_err(|(step, error)| self.gone(step, &error, limit))?;
        if !token.shows(&certificates) {
            self.look_anew(limit);
            return Ok(None);
        }
        let pin = self.standing(token.name, limit)?.pin;
        Ok(Some(TokenContents { certificates, keys, pin }))
    }

    /// Changes the PIN of the token that was looked at. `None` where another took its place: then nothing was shown to it. A wrong
    /// old one costs a try, and is not shown again. Not for readers that have keys of their own: there the maker's program does it.
    pub fn change_known_pin(
        &self,
        token: KnownToken<'_>,
        old: &TokenPin,
        new: &TokenPin,
        limit: Duration,
    ) -> Result<Option<()>, CardError> {
        let pin = PinEntry::Typed(old.clone());
        let access = Access { token: token.name, pin: &pin, limit };
        let (shown, old, new) = (pin.clone(), old.clone(), new.clone());
        let changed = self.on_known(token, Step::ChangePin, limit, move |there| {
            there.show(&shown).map_err(|error| (Step::VerifyPin, error))?;
            there.change_pin(&old, &new).map_err(|error| (Step::ChangePin, error))
        });
        changed.map_err(|(step, error)| self.told(access, step, &error))
    }

    /// Sets the PIN of the token that was looked at by its PUK, the security officer's PIN. `None` where another took its place: then
    /// nothing was shown to it. A wrong PUK costs one of its tries, and is not shown again; once it is blocked, it is so for good.
    pub fn unblock_known_pin(
        &self,
        token: KnownToken<'_>,
        puk: &TokenPin,
        new: &TokenPin,
        limit: Duration,
    ) -> Result<Option<()>, CardError> {
        let (puk, new) = (puk.clone(), new.clone());
        let set = self.on_known(token, Step::Unblock, limit, move |there| {
            there.set_user_pin(&puk, &new).map_err(|error| (Step::Unblock, error))
        });
        set.map_err(|(step, error)| self.forget_the_gone(of_officer(step, &error), limit))
    }

    /// An act that changes the token that was looked at. `None` where another took its place: then nothing was done with it, and what
    /// is there is looked at anew. Whether the act was done when nobody waited any more, nobody heard: that is told at its `step`.
    fn on_known(
        &self,
        token: KnownToken<'_>,
        step: Step,
        limit: Duration,
        act: impl FnOnce(&Token) -> Told<()> + Send + 'static,
    ) -> Told<Option<()>> {
        let (name, known) = (token.name.clone(), token.certificates.to_vec());
        let done = self.visitor.visit(token.name, limit, move |there| {
            let certificates = there.stored_certificates().map_err(|error| (Step::ReadObject, error))?;
            if !(KnownToken { name: &name, certificates: &known }).shows(&certificates) {
                return Ok(None);
            }
            act(there).map(Some)
        });
        // Whoever speaks with the card next is not to find it opened.
        let _ = reset(&token.name.reader, RESET);
        let done = done.unwrap_or_else(|error| match error {
            HsmError::NoAnswer { .. } => Err((step, error)),
            _ => Err((Step::Connect, error)),
        })?;
        if done.is_none() {
            self.look_anew(limit);
        }
        Ok(done)
    }

    /// The error of an act without a PIN in a card's words; what the module remembers of a token that is gone, it forgets.
    fn gone(&self, step: Step, error: &HsmError, limit: Duration) -> CardError {
        self.forget_the_gone(fault(step, error, None), limit)
    }

    fn forget_the_gone(&self, error: CardError, limit: Duration) -> CardError {
        if matches!(error.fault, Fault::Channel(crate::ChannelError::Removed)) {
            self.look_anew(limit);
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(value: u8) -> StoredCertificate {
        StoredCertificate { id: vec![value], label: String::new(), value: vec![value] }
    }

    #[test]
    fn a_token_is_known_by_what_it_showed() {
        let name = TokenName { label: "CNS".into(), serial: String::new(), slot: 1, reader: "Reader".into() };
        let certificates = [stored(1), stored(2)];
        let known = KnownToken { name: &name, certificates: &certificates };
        assert!(known.shows(&[stored(2), stored(1)]), "whatever their order is");
        assert!(!known.shows(&[stored(1)]), "one is gone");
        assert!(!known.shows(&[stored(1), stored(3)]), "one is another");
        assert!(!known.shows(&[stored(1), stored(2), stored(3)]), "one came");
        let blank = KnownToken { name: &name, certificates: &[] };
        assert!(blank.shows(&[]) && !blank.shows(&[stored(1)]), "nothing lay there");
    }
}
