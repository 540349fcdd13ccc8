//! The stock of tokens at the centre.

use sportello_contract::stock::{
    CheckedSerials, CountStock, ReceiveTokens, ReceivedTokens, StockCountRow, TokenDetail, TokenPage,
    TokenSearch, TokenStock,
};
use sportello_desk::{serial_list, stock};
use sportello_domain::{
    ids::{StockCountId, TokenId, UnitId},
    token::TokenEvent,
};
use tauri::State;

use super::{
    bytes::FileText,
    host::{Answer, Host},
};

/// What each unit has, counted by status, and the kinds of tokens there are.
#[tauri::command]
#[specta::specta]
pub async fn token_stock(host: State<'_, Host>) -> Answer<TokenStock> {
    host.told(stock::token_stock(host.desk().await?).await)
}

/// A page of tokens, by their serial.
#[tauri::command]
#[specta::specta]
pub async fn search_tokens(host: State<'_, Host>, search: TokenSearch) -> Answer<TokenPage> {
    host.told(stock::search_tokens(host.desk().await?, search).await)
}

/// A token with its history and what may be said of it now.
#[tauri::command]
#[specta::specta]
pub async fn token_detail(host: State<'_, Host>, token: TokenId) -> Answer<TokenDetail> {
    host.told(stock::token_detail(host.desk().await?, token).await)
}

/// The serial numbers of a file, as they stand there.
#[tauri::command]
#[specta::specta]
pub async fn read_serial_list(host: State<'_, Host>, file: FileText) -> Answer<Vec<String>> {
    host.told(file.bytes().and_then(|bytes| serial_list::read_serial_list(&bytes)))
}

/// What would become of a list of serial numbers.
#[tauri::command]
#[specta::specta]
pub async fn check_serials(host: State<'_, Host>, serials: Vec<String>) -> Answer<CheckedSerials> {
    host.told(stock::check_serials(host.desk().await?, serials).await)
}

/// Takes tokens into the stock of a unit.
#[tauri::command]
#[specta::specta]
pub async fn receive_tokens(host: State<'_, Host>, delivery: ReceiveTokens) -> Answer<ReceivedTokens> {
    host.told(stock::receive_tokens(host.desk().await?, delivery).await)
}

/// Says what became of a token. The version is that of the detail: a double click is one change.
#[tauri::command]
#[specta::specta]
pub async fn change_token(
    host: State<'_, Host>,
    token: TokenId,
    version: u32,
    event: TokenEvent,
    reason: String,
) -> Answer<TokenDetail> {
    host.told(stock::change_token(host.desk().await?, token, version, event, &reason).await)
}

/// Hands a token to another unit.
#[tauri::command]
#[specta::specta]
pub async fn move_token(
    host: State<'_, Host>,
    token: TokenId,
    version: u32,
    unit: UnitId,
    reason: String,
) -> Answer<TokenDetail> {
    host.told(stock::move_token(host.desk().await?, token, version, unit, &reason).await)
}

/// Sends what was found in a unit's drawer. `after` is the unit's count before this one, as it was shown.
#[tauri::command]
#[specta::specta]
pub async fn count_stock(
    host: State<'_, Host>,
    count: CountStock,
    after: Option<StockCountId>,
) -> Answer<StockCountRow> {
    host.told(stock::count_stock(host.desk().await?, count, after).await)
}

/// The newest counts of drawers.
#[tauri::command]
#[specta::specta]
pub async fn stock_counts(host: State<'_, Host>) -> Answer<Vec<StockCountRow>> {
    host.told(stock::stock_counts(host.desk().await?).await)
}
