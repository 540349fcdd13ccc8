//! `POST /v1/token-searches`: a page of tokens by their serial, within the stock that the caller may read.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sportello_central_store::tables::{
    customers,
    tokens::{self, TokenFilter},
};
use sportello_contract::stock::{self as shapes, TokenPage, TokenSearch};
use sportello_domain::{error_code::ErrorCode, rights::Action, token::TokenStatus, token_serial};

use super::{Body, Endpoint, Guard, product_search::MOST, schema};
use crate::{Centre, Refusal, input::Input, signed_in::SignedIn, stock, token_format};

/// With everything that stands between its groups; as the contract's schema says.
const LONGEST_SERIAL: usize = 64;

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/token-searches",
    guard: Guard::Right(Action::ReadTokenStock),
    summary: "A page of tokens, by their serial",
    query: None,
    input: Body::Json(schema::<TokenSearch>),
    output: Body::Json(schema::<TokenPage>),
    refusals: &[ErrorCode::BadInput],
    route: || on(MethodFilter::POST, search),
};

async fn search(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Input(ask): Input<TokenSearch>,
) -> Result<Json<TokenPage>, Refusal> {
    if ask.limit == 0 || ask.limit > MOST {
        return Err(Refusal::bad_input("limit", "range"));
    }
    check(&ask.filter)?;
    let after = ask.after.as_deref().map(read_cursor).transpose()?;
    let units = stock::readable(&signed_in)?;
    let filter = filter(ask.filter);
    let mut tx = centre.store.read().await?;
    let (customer, limit) = (signed_in.customer(), u32::from(ask.limit));
    let found = tokens::search(&mut tx, customer, units.as_deref(), &filter, after.as_deref(), limit).await?;
    let full = found.len() == usize::from(ask.limit);
    let next = found.last().filter(|_| full).map(|last| write_cursor(last.token.serial.as_str()));
    let names = customers::units(&mut tx, customer).await?;
    let mut rows: Vec<_> = found.into_iter().map(|found| stock::row(found, &names)).collect();
    token_format::tell(&mut tx, &mut rows, centre.clock.now()).await?;
    Ok(Json(TokenPage { rows, next }))
}

fn check(asked: &shapes::TokenFilter) -> Result<(), Refusal> {
    if asked.statuses.len() > TokenStatus::ALL.len() {
        return Err(Refusal::bad_input("statuses", "length"));
    }
    if asked.serial.as_ref().is_some_and(|serial| serial.chars().count() > LONGEST_SERIAL) {
        return Err(Refusal::bad_input("serial", "length"));
    }
    Ok(())
}

fn filter(asked: shapes::TokenFilter) -> TokenFilter {
    TokenFilter {
        statuses: asked.statuses,
        unit: asked.unit,
        serial: asked.serial.map(|text| token_serial::begun(&text)).filter(|text| !text.is_empty()),
    }
}

fn write_cursor(serial: &str) -> String {
    URL_SAFE_NO_PAD.encode(serial)
}

fn read_cursor(text: &str) -> Result<String, Refusal> {
    let read = || String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok();
    read().filter(|serial| !serial.is_empty()).ok_or_else(|| Refusal::bad_input("after", "form"))
}
