//! The stock of tokens: the centre's. Offline the desk says so, and nothing of it is queued: two counters that hand out
//! the same token would both be right.

use sportello_contract::stock::{
    ChangeToken, ChangedToken, CheckedSerials, CountStock, MoveToken, ReceiveTokens, ReceivedTokens,
    StockCountRow, TokenDetail, TokenPage, TokenSearch, TokenStock,
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::{StockCountId, TokenId, UnitId},
    token::TokenEvent,
};

use crate::{Desk, DeskError, acts};

/// What each unit within reach has, and the kinds of tokens there are.
pub async fn token_stock(desk: &Desk) -> Result<TokenStock, DeskError> {
    desk.heard(desk.centre().await?.token_stock().await)
}

/// A page of tokens, by their serial.
pub async fn search_tokens(desk: &Desk, search: TokenSearch) -> Result<TokenPage, DeskError> {
    desk.heard(desk.centre().await?.tokens(&search).await)
}

/// A token with its history and what may be said of it now.
pub async fn token_detail(desk: &Desk, token: TokenId) -> Result<TokenDetail, DeskError> {
    desk.heard(desk.centre().await?.token(token).await)
}

/// What would become of a list of serials, before it is sent.
pub async fn check_serials(desk: &Desk, serials: Vec<String>) -> Result<CheckedSerials, DeskError> {
    if serials.is_empty() {
        return Ok(CheckedSerials { refused: Vec::new() });
    }
    desk.heard(desk.centre().await?.check_serials(serials).await)
}

/// Takes tokens into the stock of a unit.
pub async fn receive_tokens(desk: &Desk, delivery: ReceiveTokens) -> Result<ReceivedTokens, DeskError> {
    // The same list sent again is the same delivery, and answered as before.
    let act = format!("receive-tokens/{}", delivery.unit);
    let received = acts::send_online(desk, &act, "tokens", None, &delivery).await?;
    desk.changed(&["stock"]);
    Ok(received)
}

/// Says by hand what became of a token, as it was seen in this version.
pub async fn change_token(
    desk: &Desk,
    token: TokenId,
    version: u32,
    event: TokenEvent,
    reason: &str,
) -> Result<TokenDetail, DeskError> {
    let change = ChangeToken { event, reason: given(reason)? };
    let act = format!("change-token/{token}/{version}");
    let path = format!("tokens/{token}/changes");
    let _: ChangedToken = acts::send_online(desk, &act, &path, Some(version), &change).await?;
    // What is lost takes the certificates on it along, and their product.
    desk.changed(&["stock", "orders"]);
    token_detail(desk, token).await
}

/// Hands a token to another unit, as it was seen in this version.
pub async fn move_token(
    desk: &Desk,
    token: TokenId,
    version: u32,
    unit: UnitId,
    reason: &str,
) -> Result<TokenDetail, DeskError> {
    let hand_on = MoveToken { unit, reason: given(reason)? };
    let act = format!("move-token/{token}/{version}");
    let path = format!("tokens/{token}/moves");
    let _: ChangedToken = acts::send_online(desk, &act, &path, Some(version), &hand_on).await?;
    desk.changed(&["stock"]);
    token_detail(desk, token).await
}

/// Sends what was found in a unit's drawer. `after` is the unit's count before this one, as the officer saw it: two days
/// on which as many are found are two counts, and a button that is pressed twice is one.
pub async fn count_stock(
    desk: &Desk,
    count: CountStock,
    after: Option<StockCountId>,
) -> Result<StockCountRow, DeskError> {
    let before = after.map_or_else(|| "first".to_owned(), |count| count.to_string());
    let act = format!("count-stock/{}/{before}", count.unit);
    let counted = acts::send_online(desk, &act, "stock-counts", None, &count).await?;
    desk.changed(&["stock"]);
    Ok(counted)
}

/// The newest counts of drawers.
pub async fn stock_counts(desk: &Desk) -> Result<Vec<StockCountRow>, DeskError> {
    desk.heard(desk.centre().await?.stock_counts().await)
}

/// A reason that says something.
pub(crate) fn given(reason: &str) -> Result<String, DeskError> {
    let reason = reason.trim();
    if reason.is_empty() { Err(DeskError::told(ErrorCode::ReasonMissing)) } else { Ok(reason.to_owned()) }
}
