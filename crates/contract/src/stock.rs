//! The stock of tokens: what the centre answers about it and the desk shows.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    account::Profile,
    ids::{DeviceTypeId, ProductId, StockCountId, TokenId, UnitId},
    moment::Timestamp,
    rights::WhyNot,
    stock_count::Found,
    token::{DeviceType, TokenEvent, TokenStatus},
    token_format::FormatStep,
    token_serial::{RefusedSerial, SerialRefusal, TokenSerial},
};

use crate::token_format::TokenFormatting;

/// `POST /v1/tokens` (in a `Command`): a unit receives tokens of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceiveTokens {
    pub unit: UnitId,
    pub device_type: DeviceTypeId,
    /// As typed or scanned.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 500), inner(length(max = 64))))]
    pub serials: Vec<String>,
}

/// Answer to [`ReceiveTokens`]: what is in stock now, and why the rest is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReceivedTokens {
    pub received: Vec<TokenSerial>,
    pub refused: Vec<RefusedSerial>,
}

/// `POST /v1/token-checks`: what would become of a list of serials, asked before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CheckSerials {
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 500), inner(length(max = 64))))]
    pub serials: Vec<String>,
}

/// Answer to [`CheckSerials`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CheckedSerials {
    /// One for each serial of the list, in its order; `None` means that it can be received.
    pub refused: Vec<Option<SerialRefusal>>,
}

/// `GET /v1/token-stock`: what each unit within reach has, and the kinds of tokens there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenStock {
    /// In the order of the customer's units, those without tokens too.
    pub units: Vec<UnitStock>,
    pub device_types: Vec<DeviceType>,
}

/// The tokens of a unit, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UnitStock {
    pub unit: UnitId,
    pub name: String,
    /// Statuses in which the unit has none are left out.
    pub counts: Vec<TokenCount>,
}

/// How many tokens stand in a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenCount {
    pub status: TokenStatus,
    pub count: u32,
}

/// What to find tokens by. Empty fields do not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenFilter {
    #[cfg_attr(feature = "schema", schemars(length(max = 9)))]
    pub statuses: Vec<TokenStatus>,
    pub unit: Option<UnitId>,
    /// Beginning of the serial, in any spelling.
    #[cfg_attr(feature = "schema", schemars(length(max = 64)))]
    pub serial: Option<String>,
}

/// `POST /v1/token-searches`: a page of tokens, by their serial.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenSearch {
    pub filter: TokenFilter,
    /// The `next` of the page before; `None` for the first.
    pub after: Option<String>,
    /// At most 200.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 200)))]
    pub limit: u16,
}

/// A page of rows, and where the next begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenPage {
    pub rows: Vec<TokenRow>,
    /// Handed back unchanged for the next page; `None` at the end.
    pub next: Option<String>,
}

/// One row of the tokens' table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenRow {
    pub token: TokenId,
    pub serial: TokenSerial,
    pub device_type: DeviceType,
    pub unit: UnitId,
    pub unit_name: String,
    pub status: TokenStatus,
    pub status_since: Timestamp,
    pub received_at: Timestamp,
    /// Whether it waits to be formatted: asked for, or approved. In lists alone; the detail says more.
    pub format: Option<FormatStep>,
}

/// A token with everything the officer may see of it: `GET /v1/tokens/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenDetail {
    pub row: TokenRow,
    /// For the next write: refused as `outdated` when somebody else wrote first.
    pub version: u32,
    /// Something was written on it: it is blank only once it was formatted.
    pub used: bool,
    /// Which product it is kept for, or was.
    pub product: Option<ProductId>,
    /// A certificate on it is neither revoked nor expired: reported lost, it is revoked with it.
    #[serde(default)]
    pub certificate_alive: bool,
    /// Oldest first.
    pub history: Vec<TokenHistoryLine>,
    /// What can be said of it by hand, and why not what cannot.
    pub changes: Vec<TokenChangeState>,
    /// Why it cannot be handed to another unit; `None` means that it can.
    pub move_why_not: Option<WhyNot>,
    /// How it stands with formatting it; nothing from a centre that does not know of it.
    pub format: Option<TokenFormatting>,
}

/// One line of a token's history: what became of it, who did it, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenHistoryLine {
    pub at: Timestamp,
    /// A status of the token, `received`, `moved`, `formatAsked`, `formatApproved`, `formatCalledOff` or `formatted`.
    pub what: String,
    /// The unit that had it from then on.
    pub unit_name: String,
    /// The officer's name; `None` where the centre acted by itself.
    pub who: Option<String>,
    pub profile: Option<Profile>,
    pub reason: Option<String>,
}

/// A change by hand and whether it is possible for this actor now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenChangeState {
    pub event: TokenEvent,
    /// `None` means: allowed.
    pub why_not: Option<WhyNot>,
}

/// `POST /v1/tokens/{id}/changes` (in a `Command`): what became of a token, said by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChangeToken {
    pub event: TokenEvent,
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 500)))]
    pub reason: String,
}

/// `POST /v1/tokens/{id}/moves` (in a `Command`): handed to another unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MoveToken {
    pub unit: UnitId,
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 500)))]
    pub reason: String,
}

/// Where a token stands after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChangedToken {
    pub token: TokenId,
    pub unit: UnitId,
    pub status: TokenStatus,
    pub version: u32,
}

/// `POST /v1/stock-counts` (in a `Command`): what was found in a unit's drawer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CountStock {
    pub unit: UnitId,
    pub found: Found,
    /// Explains a difference; without it one is refused as `countDiffers`.
    #[cfg_attr(feature = "schema", schemars(length(max = 500)))]
    pub note: Option<String>,
}

/// A count as it came out: answer to [`CountStock`], and a row of `GET /v1/stock-counts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StockCountRow {
    pub count: StockCountId,
    pub unit: UnitId,
    pub unit_name: String,
    pub at: Timestamp,
    pub who: String,
    /// Serial by serial; otherwise only how many.
    pub by_serial: bool,
    pub expected: u32,
    pub found: u32,
    pub missing: Vec<TokenSerial>,
    pub unexpected: Vec<String>,
    pub note: Option<String>,
}
