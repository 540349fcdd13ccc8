//! `POST /v1/stock-counts`: the count at the end of the day. What was found in the drawer is kept beside what the stock
//! expects there; a difference needs a note.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::{
    stock_counts::{self, StockCount},
    tokens,
};
use sportello_contract::{
    central::command::Answer,
    stock::{CountStock, StockCountRow},
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::StockCountId,
    rights::Action,
    stock_count::{self, Found, Outcome},
    token::TokenStatus,
    token_serial::TokenSerial,
};

use super::{Body, Endpoint, Guard, endings::LONGEST_REASON, order_detail::full_name, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
    stock,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/stock-counts",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "Keeps what was found in a unit's drawer, beside what the stock expects there",
    query: None,
    input: Body::Command(schema::<CountStock>),
    output: Body::Command(schema::<StockCountRow>),
    refusals: &[ErrorCode::BadInput, ErrorCode::CountDiffers],
    route: || on(MethodFilter::POST, count),
};

/// More are not counted by hand.
const MOST: usize = 1000;
const LARGEST: u32 = 100_000;
/// How many serials a refusal names.
const NAMED: usize = 10;

async fn count(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    received: Received<CountStock>,
) -> Result<Json<Answer<StockCountRow>>, Refusal> {
    let ask = &received.body;
    check(&ask.found)?;
    let note = ask.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > LONGEST_REASON) {
        return Err(Refusal::bad_input("body.note", "length"));
    }
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let unit = stock::unit(&mut tx, &signed_in, ask.unit).await?;
    signed_in.may(Action::ManageTokenStock, &stock::target(&signed_in, unit.id))?;
    let counted = TokenStatus::ALL.iter().copied().filter(|status| status.is_counted());
    let expected = tokens::serials(&mut tx, signed_in.customer(), unit.id, counted).await?;
    let outcome = stock_count::compare(&expected, &ask.found);
    if !outcome.agrees() && note.is_none() {
        return Err(differs(&outcome));
    }
    let count = StockCount {
        id: StockCountId(centre.chance.id()),
        customer: signed_in.customer(),
        unit: unit.id,
        at: command.received_at,
        account: signed_in.session.account,
        by_serial: matches!(ask.found, Found::Serials { .. }),
        expected: outcome.expected,
        found: outcome.found,
        missing: outcome.missing,
        unexpected: outcome.unexpected,
        note: note.map(str::to_owned),
    };
    stock_counts::insert(&mut tx, &count).await?;
    let what = What::done("countStock", format!("stock-count {}", count.id));
    let who = full_name(&mut tx, count.account).await?;
    let answer = row(count, unit.name, who);
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, answer).await?))
}

fn check(found: &Found) -> Result<(), Refusal> {
    match found {
        Found::Number { number } if *number > LARGEST => {
            Err(Refusal::bad_input("body.found.number", "range"))
        }
        Found::Number { .. } => Ok(()),
        Found::Serials { serials } if serials.len() > MOST => {
            Err(Refusal::bad_input("body.found.serials", "range"))
        }
        Found::Serials { serials } => stock::check_lengths("body.found.serials", serials),
    }
}

/// The officer learns what was expected only after having counted.
fn differs(outcome: &Outcome) -> Refusal {
    let named = |serials: Vec<&str>| serials.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    Refusal::new(ErrorCode::CountDiffers)
        .with("expected", outcome.expected)
        .with("found", outcome.found)
        .with("missing", named(outcome.missing.iter().map(TokenSerial::as_str).collect()))
        .with("unexpected", named(outcome.unexpected.iter().map(String::as_str).collect()))
}

/// A count as it is told.
pub(super) fn row(count: StockCount, unit_name: String, who: String) -> StockCountRow {
    StockCountRow {
        count: count.id,
        unit: count.unit,
        unit_name,
        at: count.at,
        who,
        by_serial: count.by_serial,
        expected: count.expected,
        found: count.found,
        missing: count.missing,
        unexpected: count.unexpected,
        note: count.note,
    }
}
