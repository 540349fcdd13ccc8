//! Formatting a returned token: what was on it is destroyed for good, and it is blank again. One officer asks, another one
//! approves, and no certificate on it may still be valid: nobody takes a living key away by a slip.

use time::Duration;

use crate::{
    account::Actor,
    ids::AccountId,
    moment::Timestamp,
    rights::{Action, Target, WhyNot, may},
    token::{TokenStanding, TokenStatus},
    words::words,
};

words! {
    /// Where a request to format a token stands.
    pub enum FormatStep {
        /// It waits for another officer.
        Asked = "asked",
        /// The token may be formatted, for a while.
        Approved = "approved",
        /// The token was seen blank: the end that was wanted.
        Formatted = "formatted",
        /// Withdrawn by who asked, refused by another, or overtaken by what became of the token.
        CalledOff = "calledOff",
    }
}

words! {
    /// What can happen to a request to format.
    pub enum FormatEvent {
        Approve = "approve",
        CallOff = "callOff",
        Confirm = "confirm",
    }
}

use FormatEvent as E;
use FormatStep as S;

/// Every transition there is; what is not listed is refused.
pub const FORMAT_TRANSITIONS: &[(FormatStep, FormatEvent, FormatStep)] = &[
    (S::Asked, E::Approve, S::Approved),
    (S::Approved, E::Confirm, S::Formatted),
    (S::Asked, E::CallOff, S::CalledOff),
    (S::Approved, E::CallOff, S::CalledOff),
];

/// How long a request waits for its approval, and an approval for the token.
pub const FORMAT_VALID_FOR: Duration = Duration::hours(24);

impl FormatStep {
    /// The step after an event, or the refusal.
    pub fn after(self, event: FormatEvent) -> Result<Self, WhyNot> {
        FORMAT_TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on == event)
            .map(|(_, _, to)| *to)
            .ok_or(WhyNot::FormatStep { step: self })
    }

    /// Whether nothing can happen to it any more.
    pub fn has_ended(self) -> bool {
        !FORMAT_TRANSITIONS.iter().any(|(from, _, _)| *from == self)
    }
}

/// What decides about a request to format: as much of it as the rules need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatStanding {
    pub step: FormatStep,
    pub since: Timestamp,
    pub asked_by: AccountId,
}

impl FormatStanding {
    /// Until when it can be gone on with.
    pub fn valid_until(&self) -> Timestamp {
        self.since.plus(FORMAT_VALID_FOR)
    }

    /// Whether it can be gone on with.
    pub fn is_open(&self, now: Timestamp) -> bool {
        !self.step.has_ended() && now < self.valid_until()
    }
}

/// A token that may be formatted or not, with what lies on it. `target` is the unit that has it.
#[derive(Clone, Copy, Debug)]
pub struct Formattable<'a> {
    pub target: &'a Target,
    pub token: TokenStanding,
    /// Whether a certificate that was issued on it is neither revoked nor expired; one on hold counts as alive.
    pub certificate_alive: bool,
    /// Whether the centre keeps a key by which the token can be formatted: one behind its maker's module has none.
    pub key_kept: bool,
}

/// May this actor ask that the token be formatted? `open` is what was asked before and can still be gone on with.
pub fn may_ask(actor: &Actor, it: &Formattable<'_>, open: Option<&FormatStanding>) -> Result<(), WhyNot> {
    may(actor, Action::ManageTokenStock, it.target)?;
    can_be_formatted(it)?;
    match open {
        Some(open) => Err(WhyNot::FormatStep { step: open.step }),
        None => Ok(()),
    }
}

/// May this actor approve what was asked? Only another officer than the one who asked.
pub fn may_approve(actor: &Actor, it: &Formattable<'_>, open: &FormatStanding) -> Result<(), WhyNot> {
    may(actor, Action::ManageTokenStock, it.target)?;
    may(actor, Action::SecondApproval, &Target { owner: open.asked_by, ..it.target.clone() })?;
    can_be_formatted(it)?;
    open.step.after(E::Approve).map(drop)
}

/// May this actor call it off? Who asked withdraws, whoever else keeps the stock refuses.
pub fn may_call_off(actor: &Actor, it: &Formattable<'_>, open: &FormatStanding) -> Result<(), WhyNot> {
    may(actor, Action::ManageTokenStock, it.target)?;
    open.step.after(E::CallOff).map(drop)
}

/// May this actor format the token? Only in the unit that has it: the key that opens it goes nowhere else.
pub fn may_format(actor: &Actor, it: &Formattable<'_>, open: &FormatStanding) -> Result<(), WhyNot> {
    may(actor, Action::ManageTokenStock, it.target)?;
    if !actor.units.contains(&it.target.unit) {
        return Err(WhyNot::OtherUnit);
    }
    can_be_formatted(it)?;
    open.step.after(E::Confirm).map(drop)
}

fn can_be_formatted(it: &Formattable<'_>) -> Result<(), WhyNot> {
    if it.token.status != TokenStatus::Returned {
        return Err(WhyNot::TokenStatus { status: it.token.status });
    }
    if !it.token.used {
        return Err(WhyNot::TokenUnused);
    }
    if !it.key_kept {
        return Err(WhyNot::NoFormatKey);
    }
    if it.certificate_alive { Err(WhyNot::CertificateAlive) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        account::Profile,
        catalogue::Carrier,
        ids::{CustomerId, UnitId},
    };

    const HERE: UnitId = UnitId(Uuid::from_u128(3));
    const ELSEWHERE: UnitId = UnitId(Uuid::from_u128(4));
    const ASKER: AccountId = AccountId(Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(Uuid::from_u128(9));

    fn officer(account: AccountId, profile: Profile, unit: UnitId) -> Actor {
        Actor {
            account,
            customer: CustomerId(Uuid::from_u128(2)),
            profile,
            unit,
            units: BTreeSet::from([unit]),
            methods: BTreeSet::new(),
        }
    }

    fn target(actor: &Actor) -> Target {
        Target::of_unit(actor, actor.customer, HERE)
    }

    fn returned(target: &Target) -> Formattable<'_> {
        let carrier = Carrier::SmartCard;
        let token =
            TokenStanding { unit: HERE, carrier, status: TokenStatus::Returned, used: true, product: None };
        Formattable { target, token, certificate_alive: false, key_kept: true }
    }

    fn at(step: FormatStep) -> FormatStanding {
        let since = Timestamp::new(datetime!(2026-11-22 09:00 UTC));
        FormatStanding { step, since, asked_by: ASKER }
    }

    #[test]
    fn only_a_returned_token_that_was_written_on_is_formatted() {
        let rao = officer(ASKER, Profile::Rao, HERE);
        let other = officer(OTHER, Profile::Rao, HERE);
        let target = target(&rao);
        for status in TokenStatus::ALL {
            let it = returned(&target);
            let it = Formattable { token: TokenStanding { status: *status, ..it.token }, ..it };
            let expected = match status {
                TokenStatus::Returned => Ok(()),
                status => Err(WhyNot::TokenStatus { status: *status }),
            };
            assert_eq!(may_ask(&rao, &it, None), expected, "{status}: asked for");
            assert_eq!(may_approve(&other, &it, &at(S::Asked)), expected, "{status}: approved");
            assert_eq!(may_format(&rao, &it, &at(S::Approved)), expected, "{status}: formatted");
        }
        let it = returned(&target);
        let unused = Formattable { token: TokenStanding { used: false, ..it.token }, ..it };
        assert_eq!(may_ask(&rao, &unused, None), Err(WhyNot::TokenUnused), "it is blank as it is");
    }

    #[test]
    fn a_token_without_a_key_of_ours_is_its_makers_to_format() {
        let (rao, other) = (officer(ASKER, Profile::Rao, HERE), officer(OTHER, Profile::Rao, HERE));
        let target = target(&rao);
        let without = Formattable { key_kept: false, ..returned(&target) };
        let why = Err(WhyNot::NoFormatKey);
        assert_eq!(may_ask(&rao, &without, None), why, "asked for");
        assert_eq!(may_approve(&other, &without, &at(S::Asked)), why, "approved");
        assert_eq!(may_format(&rao, &without, &at(S::Approved)), why, "formatted");
    }

    #[test]
    fn a_living_certificate_keeps_its_key_at_every_step() {
        let (rao, other) = (officer(ASKER, Profile::Rao, HERE), officer(OTHER, Profile::Rao, HERE));
        let target = target(&rao);
        let alive = Formattable { certificate_alive: true, ..returned(&target) };
        let why = Err(WhyNot::CertificateAlive);
        assert_eq!(may_ask(&rao, &alive, None), why, "asked for");
        assert_eq!(may_approve(&other, &alive, &at(S::Asked)), why, "approved");
        assert_eq!(may_format(&rao, &alive, &at(S::Approved)), why, "formatted");
        assert_eq!(may_call_off(&rao, &alive, &at(S::Asked)), Ok(()), "what was asked can be withdrawn");
    }

    #[test]
    fn four_eyes_look_at_it() {
        let asker = officer(ASKER, Profile::Rao, HERE);
        let target = target(&asker);
        let it = returned(&target);
        assert_eq!(may_approve(&asker, &it, &at(S::Asked)), Err(WhyNot::OwnCase), "not who asked");
        // The same person in another profile is the same person.
        let master = officer(ASKER, Profile::MasterRao, HERE);
        assert_eq!(may_approve(&master, &it, &at(S::Asked)), Err(WhyNot::OwnCase), "in no profile");
        for (profile, expected) in [
            (Profile::Rao, Ok(())),
            (Profile::MasterRao, Ok(())),
            // Keeps stocks, and gives no second approvals.
            (
                Profile::CustomerAdministrator,
                Err(WhyNot::Profile { profile: Profile::CustomerAdministrator }),
            ),
            (Profile::Operator, Err(WhyNot::Profile { profile: Profile::Operator })),
            (Profile::Auditor, Err(WhyNot::Profile { profile: Profile::Auditor })),
        ] {
            let other = officer(OTHER, profile, HERE);
            assert_eq!(may_approve(&other, &it, &at(S::Asked)), expected, "{profile}");
        }
        let elsewhere = officer(OTHER, Profile::Rao, ELSEWHERE);
        assert_eq!(may_approve(&elsewhere, &it, &at(S::Asked)), Err(WhyNot::OtherUnit), "of another unit");
    }

    #[test]
    fn its_key_goes_to_the_unit_that_has_it() {
        let rao = officer(OTHER, Profile::Rao, HERE);
        let target = target(&rao);
        let it = returned(&target);
        assert_eq!(may_format(&rao, &it, &at(S::Approved)), Ok(()), "an officer of the unit");
        let master = officer(OTHER, Profile::MasterRao, ELSEWHERE);
        assert_eq!(may_approve(&master, &it, &at(S::Asked)), Ok(()), "the head office approves");
        assert_eq!(may_format(&master, &it, &at(S::Approved)), Err(WhyNot::OtherUnit), "and holds no card");
    }

    #[test]
    fn every_act_has_its_step() {
        let (rao, other) = (officer(ASKER, Profile::Rao, HERE), officer(OTHER, Profile::Rao, HERE));
        let target = target(&rao);
        let it = returned(&target);
        for step in S::ALL.iter().copied() {
            let not_now = |fits| if fits { Ok(()) } else { Err(WhyNot::FormatStep { step }) };
            let open = at(step);
            assert_eq!(may_approve(&other, &it, &open), not_now(step == S::Asked), "{step}: approve");
            assert_eq!(may_format(&rao, &it, &open), not_now(step == S::Approved), "{step}: format");
            let living = matches!(step, S::Asked | S::Approved);
            assert_eq!(may_call_off(&rao, &it, &open), not_now(living), "{step}: call off");
            assert_eq!(step.has_ended(), !living, "{step}: an end or not");
        }
        let twice = may_ask(&rao, &it, Some(&at(S::Asked)));
        assert_eq!(twice, Err(WhyNot::FormatStep { step: S::Asked }), "one request at a time");
    }

    #[test]
    fn what_waits_too_long_is_asked_for_anew() {
        let open = at(S::Approved);
        let end = open.since.plus(FORMAT_VALID_FOR);
        assert!(open.is_open(end.plus(-Duration::SECOND)), "a day");
        assert!(!open.is_open(end), "and no longer");
        assert!(!at(S::Formatted).is_open(open.since), "what has ended is not open");
    }
}
