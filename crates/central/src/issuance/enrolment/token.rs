//! The token of an enrolment, as the stock has it.

use sportello_central_store::{
    Transaction,
    tables::{
        enrolments::StoredEnrolment,
        tokens::{self, FoundToken},
    },
};
use sportello_domain::{
    enrolment::TokenFate,
    error_code::ErrorCode,
    moment::Timestamp,
    token::{TokenEvent, TokenStatus},
    token_serial::TokenSerial,
};

use super::super::case::IssuanceCase;
use crate::{
    Refusal,
    signed_in::SignedIn,
    stock::{self, OpenToken, Wanted},
};

/// The serial number as the stock keeps it. What is none stands in no stock.
pub(super) fn serial(text: &str) -> Result<TokenSerial, Refusal> {
    TokenSerial::read(text).ok_or_else(|| Refusal::new(ErrorCode::TokenNotInStock))
}

/// Keeps the token for the product; refused where the unit's stock does not have it, or not for this product.
pub(super) async fn reserve(
    tx: &mut Transaction,
    officer: &SignedIn,
    case: &IssuanceCase,
    serial: &TokenSerial,
    now: Timestamp,
) -> Result<FoundToken, Refusal> {
    let product = &case.product;
    let wanted = Wanted { product: product.id, unit: product.unit, carrier: product.definition.carrier };
    Ok(stock::reserve(tx, officer, serial.as_str(), wanted, now).await?.found)
}

/// Tells the stock what the enrolment did to the token. One that was reported lost meanwhile is not gone on with.
pub(super) async fn happened(
    tx: &mut Transaction,
    officer: &SignedIn,
    enrolment: &StoredEnrolment,
    event: TokenEvent,
    now: Timestamp,
) -> Result<(), Refusal> {
    open(tx, enrolment).await?.happened(tx, officer, event, None, now).await
}

/// Tells the stock what became of the token of an enrolment that is given up. What an officer said of it by hand before
/// stays: giving up is never refused for the token's sake.
pub(super) async fn given_up(
    tx: &mut Transaction,
    officer: &SignedIn,
    enrolment: &StoredEnrolment,
    fate: TokenFate,
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut token = open(tx, enrolment).await?;
    let status = token.found.token.status;
    let events: &[TokenEvent] = match fate {
        TokenFate::Untouched => &[TokenEvent::Release],
        // Its codes may have been set before a key was certified: only formatting makes it blank again.
        TokenFate::TakenBack if status == TokenStatus::Reserved => {
            &[TokenEvent::Initialise, TokenEvent::TakeBack]
        }
        TokenFate::TakenBack => &[TokenEvent::TakeBack],
        TokenFate::Damaged => &[TokenEvent::MarkDamaged],
    };
    let held = matches!(status, TokenStatus::Reserved | TokenStatus::Initialised | TokenStatus::Enrolled);
    for event in events.iter().filter(|_| held) {
        token.happened(tx, officer, *event, None, now).await?;
    }
    Ok(())
}

async fn open(tx: &mut Transaction, enrolment: &StoredEnrolment) -> Result<OpenToken, Refusal> {
    let serial = serial(&enrolment.token_serial)?;
    let found = tokens::find_by_serial(tx, enrolment.customer, &serial).await?;
    // It was reserved in the transaction that began the enrolment, and nothing leaves the stock's list.
    Ok(OpenToken { found: found.ok_or_else(|| Refusal::internal("an enrolment has lost its token"))? })
}
