//! The life of one enrolment: two keys made on a blank token for one product, certified, written, proved, handed over.
//!
//! It has two ends and no third outcome. From every step before an end the way onward is one event ([`EnrolmentStep::next`]),
//! and so is the way out ([`EnrolmentEvent::Abandon`]): whoever finds an enrolment that was interrupted goes on with it, or
//! gives it up, and what was issued for it is revoked.

use crate::words::words;

words! {
    /// Where an enrolment stands at the centre.
    pub enum EnrolmentStep {
        /// The token is reserved, and its codes are drawn and kept; nothing was certified.
        Begun = "begun",
        /// Both certificates are prepared and stored: they are issued, and no others.
        Certifying = "certifying",
        /// Both certificates are issued; the token may have them, or one, or none.
        Certified = "certified",
        /// The token has both, and its keys have signed.
        Confirmed = "confirmed",
        /// The codes are on their way to the holder: the end that was wanted.
        Delivered = "delivered",
        /// Given up: no certificate of it is valid. The other end.
        Abandoned = "abandoned",
    }
}

words! {
    /// What can happen to an enrolment.
    pub enum EnrolmentEvent {
        /// Two requests proved possession of their keys.
        Prepare = "prepare",
        /// The authority's key has signed both.
        Certify = "certify",
        /// What was read back is what was issued, and both keys signed.
        Confirm = "confirm",
        Deliver = "deliver",
        /// Revoke the orphan.
        Abandon = "abandon",
    }
}

words! {
    /// What becomes of the token of an enrolment that is given up, as the officer who has it in hand says.
    pub enum TokenFate {
        /// Nothing was written on it; only before a key was certified.
        Untouched = "untouched",
        /// Something was written on it: it is formatted before it is blank again.
        TakenBack = "takenBack",
        Damaged = "damaged",
    }
}

use EnrolmentEvent as E;
use EnrolmentStep as S;

/// Every transition there is; what is not listed is refused.
pub const ENROLMENT_TRANSITIONS: &[(EnrolmentStep, EnrolmentEvent, EnrolmentStep)] = &[
    (S::Begun, E::Prepare, S::Certifying),
    (S::Certifying, E::Certify, S::Certified),
    (S::Certified, E::Confirm, S::Confirmed),
    (S::Confirmed, E::Deliver, S::Delivered),
    (S::Begun, E::Abandon, S::Abandoned),
    (S::Certifying, E::Abandon, S::Abandoned),
    (S::Certified, E::Abandon, S::Abandoned),
    (S::Confirmed, E::Abandon, S::Abandoned),
];

/// The transition that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an enrolment that is {step} refuses {event}")]
pub struct EnrolmentRefused {
    pub step: EnrolmentStep,
    pub event: EnrolmentEvent,
}

impl EnrolmentStep {
    /// The step after an event, or the refusal.
    pub fn after(self, event: EnrolmentEvent) -> Result<Self, EnrolmentRefused> {
        ENROLMENT_TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on == event)
            .map(|(_, _, to)| *to)
            .ok_or(EnrolmentRefused { step: self, event })
    }

    /// What goes on with it: the one event that does not give it up. `None` at an end.
    pub fn next(self) -> Option<EnrolmentEvent> {
        ENROLMENT_TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on != E::Abandon)
            .map(|(_, on, _)| *on)
    }

    /// Whether it has come to one of its two ends.
    pub fn has_ended(self) -> bool {
        !ENROLMENT_TRANSITIONS.iter().any(|(from, _, _)| *from == self)
    }

    /// Whether something on the token is still to be set or written with its codes: nobody is shown them after that.
    pub const fn needs_codes(self) -> bool {
        matches!(self, S::Begun | S::Certifying | S::Certified)
    }

    /// Whether an officer can say this of the token when the enrolment is given up here. Once two keys were proved the
    /// token cannot be untouched.
    pub fn allows(self, fate: TokenFate) -> bool {
        fate != TokenFate::Untouched || self == S::Begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goes on until there is nothing to go on with.
    fn resumed(mut step: EnrolmentStep) -> EnrolmentStep {
        while let Some(event) = step.next() {
            step = step.after(event).unwrap();
        }
        step
    }

    #[test]
    fn there_are_two_ends_and_no_third() {
        let ends: Vec<_> = S::ALL.iter().copied().filter(|step| step.has_ended()).collect();
        assert_eq!(ends, [S::Delivered, S::Abandoned], "delivered, or the orphan is revoked");
    }

    #[test]
    fn from_every_step_both_ways_lead_to_an_end() {
        for step in S::ALL.iter().copied().filter(|step| !step.has_ended()) {
            assert_eq!(resumed(step), S::Delivered, "{step}: gone on with, it is delivered");
            assert_eq!(step.after(E::Abandon), Ok(S::Abandoned), "{step}: given up, it is over at once");
        }
    }

    #[test]
    fn no_step_has_two_ways_onward_and_no_way_leads_back() {
        let place = |step: EnrolmentStep| S::ALL.iter().position(|known| *known == step);
        for (from, event, to) in ENROLMENT_TRANSITIONS {
            let same = ENROLMENT_TRANSITIONS.iter().filter(|(f, e, _)| f == from && e == event).count();
            assert_eq!(same, 1, "{from} and {event} have one outcome");
            assert!(place(*to) > place(*from), "{from} → {to}: nothing is done twice");
            let onward =
                ENROLMENT_TRANSITIONS.iter().filter(|(f, e, _)| f == from && *e != E::Abandon).count();
            assert_eq!(onward, 1, "{from}: whoever resumes need not choose");
        }
    }

    #[test]
    fn codes_are_needed_until_the_token_holds_everything() {
        let needed: Vec<_> = S::ALL.iter().copied().filter(|step| step.needs_codes()).collect();
        assert_eq!(needed, [S::Begun, S::Certifying, S::Certified], "confirmed, nothing is written any more");
    }

    #[test]
    fn a_token_with_certified_keys_was_touched() {
        for step in S::ALL.iter().copied().filter(|step| !step.has_ended()) {
            assert_eq!(step.allows(TokenFate::Untouched), step == S::Begun, "{step}: keys were made on it");
            assert!(step.allows(TokenFate::TakenBack) && step.allows(TokenFate::Damaged), "{step}: always");
        }
    }
}
