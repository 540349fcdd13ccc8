//! The life of a token, the blank card or USB token that a unit keeps in its drawer, from the day it is received.

use serde::{Deserialize, Serialize};

use crate::{
    account::Actor,
    catalogue::Carrier,
    ids::{DeviceTypeId, ProductId, UnitId},
    rights::{Action, Target, WhyNot, may},
    words::words,
};

words! {
    /// Where a token stands. Names as in the product's description.
    pub enum TokenStatus {
        InStock = "inStock",
        /// Kept for one product.
        Reserved = "reserved",
        /// Its codes and its management key are no longer the maker's.
        Initialised = "initialised",
        /// The holder's keys and certificates are on it.
        Enrolled = "enrolled",
        Delivered = "delivered",
        Damaged = "damaged",
        Lost = "lost",
        /// Came back, from its holder or from an enrolment that was given up.
        Returned = "returned",
        Disposed = "disposed",
    }
}

words! {
    /// What can happen to a token.
    pub enum TokenEvent {
        Reserve = "reserve",
        /// The product does not need it after all, and nothing was written on it.
        Release = "release",
        Initialise = "initialise",
        Enrol = "enrol",
        Deliver = "deliver",
        MarkDamaged = "markDamaged",
        ReportLost = "reportLost",
        TakeBack = "takeBack",
        Dispose = "dispose",
        /// Back to stock.
        Restock = "restock",
        /// What was on it is gone, and it was seen blank.
        Format = "format",
    }
}

use TokenEvent as E;
use TokenStatus as S;

/// Every transition there is; what is not listed is refused.
pub const TOKEN_TRANSITIONS: &[(TokenStatus, TokenEvent, TokenStatus)] = &[
    (S::InStock, E::Reserve, S::Reserved),
    (S::Reserved, E::Release, S::InStock),
    (S::Reserved, E::Initialise, S::Initialised),
    (S::Initialised, E::Enrol, S::Enrolled),
    (S::Enrolled, E::Deliver, S::Delivered),
    (S::InStock, E::MarkDamaged, S::Damaged),
    (S::Reserved, E::MarkDamaged, S::Damaged),
    (S::Initialised, E::MarkDamaged, S::Damaged),
    (S::Enrolled, E::MarkDamaged, S::Damaged),
    // What a holder has is not ours to look at: it comes back first.
    (S::Returned, E::MarkDamaged, S::Damaged),
    (S::InStock, E::ReportLost, S::Lost),
    (S::Reserved, E::ReportLost, S::Lost),
    (S::Initialised, E::ReportLost, S::Lost),
    (S::Enrolled, E::ReportLost, S::Lost),
    (S::Delivered, E::ReportLost, S::Lost),
    (S::Returned, E::ReportLost, S::Lost),
    (S::Initialised, E::TakeBack, S::Returned),
    (S::Enrolled, E::TakeBack, S::Returned),
    (S::Delivered, E::TakeBack, S::Returned),
    // Found again.
    (S::Lost, E::TakeBack, S::Returned),
    (S::InStock, E::Dispose, S::Disposed),
    (S::Damaged, E::Dispose, S::Disposed),
    (S::Returned, E::Dispose, S::Disposed),
    // A slip: it works after all.
    (S::Damaged, E::Restock, S::InStock),
    (S::Returned, E::Restock, S::InStock),
    (S::Returned, E::Format, S::InStock),
];

/// What an officer says of a token by hand, with a reason. The rest happens to it in an enrolment, or
/// when it is formatted.
pub const BY_HAND: &[TokenEvent] = &[E::MarkDamaged, E::ReportLost, E::TakeBack, E::Dispose, E::Restock];

/// The transition that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token that is {status} refuses {event}")]
pub struct TokenRefused {
    pub status: TokenStatus,
    pub event: TokenEvent,
}

impl TokenStatus {
    /// The status after an event, or the refusal.
    pub fn after(self, event: TokenEvent) -> Result<Self, TokenRefused> {
        TOKEN_TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on == event)
            .map(|(_, _, to)| *to)
            .ok_or(TokenRefused { status: self, event })
    }

    /// Whether it lies in the drawer as a blank one: what the count at the end of the day should find. A reserved one is
    /// blank still, and its case may be gone on with tomorrow.
    pub const fn is_counted(self) -> bool {
        matches!(self, Self::InStock | Self::Reserved)
    }
}

/// A kind of card or USB token, as the customer's configuration describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeviceType {
    pub id: DeviceTypeId,
    /// The maker's name for it.
    pub name: String,
    /// A smart card or a USB token.
    pub carrier: Carrier,
    /// Certified as a qualified signature creation device: certificates on it may claim that.
    pub qscd: bool,
}

/// What decides about a token: as much of it as the rules need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenStanding {
    pub unit: UnitId,
    pub carrier: Carrier,
    pub status: TokenStatus,
    /// Something was written on it since it was received: only one that was formatted is blank again.
    pub used: bool,
    /// Which product it is kept for, or was.
    pub product: Option<ProductId>,
}

/// May this actor say this of a token, now? `target` is the unit that has it.
pub fn may_change(
    actor: &Actor,
    target: &Target,
    token: &TokenStanding,
    event: TokenEvent,
) -> Result<TokenStatus, WhyNot> {
    may(actor, Action::ManageTokenStock, target)?;
    if !BY_HAND.contains(&event) {
        return Err(WhyNot::TokenStatus { status: token.status });
    }
    let next = token.status.after(event).map_err(|refused| WhyNot::TokenStatus { status: refused.status })?;
    if event == E::Restock && token.used {
        return Err(WhyNot::TokenUsed);
    }
    Ok(next)
}

/// May this actor hand a token to another unit? Both units must be within reach, and it must be a blank one at rest.
pub fn may_move(actor: &Actor, from: &Target, to: &Target, token: &TokenStanding) -> Result<(), WhyNot> {
    may(actor, Action::ManageTokenStock, from)?;
    may(actor, Action::ManageTokenStock, to)?;
    if token.status == S::InStock { Ok(()) } else { Err(WhyNot::TokenStatus { status: token.status }) }
}

/// Why an enrolment cannot take a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("not in stock")]
    NotInStock,
    #[error("in stock of another unit")]
    OtherUnit,
    #[error("a {carrier}, and another carrier is wanted")]
    WrongCarrier { carrier: Carrier },
    #[error("not while the token is {status}")]
    Status { status: TokenStatus },
}

/// Why a product cannot have this token; `None` where it can. `token` is what the customer's stock knows of the serial.
/// One that is kept for this very product is taken up again.
pub fn unusable(
    token: Option<&TokenStanding>,
    unit: UnitId,
    carrier: Carrier,
    product: ProductId,
) -> Option<Unusable> {
    let Some(token) = token else { return Some(Unusable::NotInStock) };
    if token.unit != unit {
        return Some(Unusable::OtherUnit);
    }
    if token.carrier != carrier {
        return Some(Unusable::WrongCarrier { carrier: token.carrier });
    }
    match token.status {
        S::InStock => None,
        S::Reserved if token.product == Some(product) => None,
        status => Some(Unusable::Status { status }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;
    use crate::{
        account::Profile,
        ids::{AccountId, CustomerId},
    };

    const HERE: UnitId = UnitId(Uuid::from_u128(3));
    const ELSEWHERE: UnitId = UnitId(Uuid::from_u128(4));
    const PRODUCT: ProductId = ProductId(Uuid::from_u128(5));

    fn token(status: TokenStatus) -> TokenStanding {
        TokenStanding { unit: HERE, carrier: Carrier::SmartCard, status, used: false, product: None }
    }

    fn rao() -> Actor {
        Actor {
            account: AccountId(Uuid::from_u128(1)),
            customer: CustomerId(Uuid::from_u128(2)),
            profile: Profile::Rao,
            unit: HERE,
            units: BTreeSet::from([HERE]),
            methods: BTreeSet::new(),
        }
    }

    #[test]
    fn an_enrolment_goes_from_stock_to_the_holder() {
        let mut status = S::InStock;
        for event in [E::Reserve, E::Initialise, E::Enrol, E::Deliver] {
            status = status.after(event).unwrap();
        }
        assert_eq!(status, S::Delivered, "the main line of a token");
        assert!(S::InStock.after(E::Initialise).is_err(), "nothing is written on one that is not reserved");
    }

    #[test]
    fn what_is_disposed_of_is_gone() {
        for event in E::ALL {
            assert!(S::Disposed.after(*event).is_err(), "{event} brings it back");
        }
    }

    #[test]
    fn what_was_written_on_is_not_put_back_by_hand() {
        let here = Target::of_unit(&rao(), rao().customer, HERE);
        for status in [S::Returned, S::Damaged] {
            let answer = may_change(&rao(), &here, &token(status), E::Restock);
            assert_eq!(answer, Ok(S::InStock), "{status}: blank all the time");
            let used = TokenStanding { used: true, ..token(status) };
            let answer = may_change(&rao(), &here, &used, E::Restock);
            assert_eq!(answer, Err(WhyNot::TokenUsed), "{status}: somebody's keys may be on it");
        }
    }

    #[test]
    fn an_enrolment_s_events_are_nobodys_to_claim() {
        let here = Target::of_unit(&rao(), rao().customer, HERE);
        for (status, event, _) in TOKEN_TRANSITIONS {
            let answer = may_change(&rao(), &here, &token(*status), *event);
            assert_eq!(
                answer.is_ok(),
                BY_HAND.contains(event),
                "{event} of a token that is {status}, by hand"
            );
        }
    }

    #[test]
    fn a_token_is_handed_on_within_reach_and_at_rest() {
        let target = |unit| Target::of_unit(&rao(), rao().customer, unit);
        let (here, there) = (target(HERE), target(ELSEWHERE));
        let answer = may_move(&rao(), &here, &there, &token(S::InStock));
        assert_eq!(answer, Err(WhyNot::OtherUnit), "a unit that is not the officer's");
        let both = Actor { units: BTreeSet::from([HERE, ELSEWHERE]), ..rao() };
        assert_eq!(may_move(&both, &here, &there, &token(S::InStock)), Ok(()), "the officer has both");
        let kept = may_move(&both, &here, &there, &token(S::Reserved));
        assert_eq!(kept, Err(WhyNot::TokenStatus { status: S::Reserved }), "kept for a case of this unit");
    }

    #[test]
    fn an_enrolment_is_told_why_not() {
        let card = Carrier::SmartCard;
        let told = |token: Option<&TokenStanding>, unit, carrier| unusable(token, unit, carrier, PRODUCT);
        assert_eq!(told(None, HERE, card), Some(Unusable::NotInStock), "nobody received it");
        let there = token(S::InStock);
        assert_eq!(told(Some(&there), HERE, card), None, "in stock here");
        assert_eq!(told(Some(&there), ELSEWHERE, card), Some(Unusable::OtherUnit), "another unit's");
        let wrong = Some(Unusable::WrongCarrier { carrier: card });
        assert_eq!(told(Some(&there), HERE, Carrier::UsbToken), wrong, "a card for a USB token's product");
        for status in S::ALL {
            let why = told(Some(&token(*status)), HERE, card);
            let expected = (*status != S::InStock).then_some(Unusable::Status { status: *status });
            assert_eq!(why, expected, "{status}");
        }
        let own = TokenStanding { product: Some(PRODUCT), ..token(S::Reserved) };
        assert_eq!(told(Some(&own), HERE, card), None, "kept for this product: taken up again");
        let others = TokenStanding { product: Some(ProductId(Uuid::from_u128(6))), ..own };
        let why = Some(Unusable::Status { status: S::Reserved });
        assert_eq!(told(Some(&others), HERE, card), why, "kept for another");
    }
}
