//! `POST /v1/tokens`: a unit receives tokens of one kind, by their serials. What is refused of the list is told one by one
//! and hinders nothing of the rest.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::tokens::{self, Token},
};
use sportello_contract::{
    central::command::Answer,
    stock::{ReceiveTokens, ReceivedTokens},
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::TokenId,
    rights::Action,
    token::TokenStatus,
    token_serial::{RefusedSerial, SerialRefusal, TokenSerial, read_serials},
};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    digest::sha256_hex,
    signed_in::SignedIn,
    stock,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/tokens",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "Takes tokens into the stock of a unit; says of each serial that is refused why",
    query: None,
    input: Body::Command(schema::<ReceiveTokens>),
    output: Body::Command(schema::<ReceivedTokens>),
    refusals: &[ErrorCode::BadInput],
    route: || on(MethodFilter::POST, receive),
};

async fn receive(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    received: Received<ReceiveTokens>,
) -> Result<Json<Answer<ReceivedTokens>>, Refusal> {
    let ask = &received.body;
    stock::check_list("body.serials", &ask.serials)?;
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let unit = stock::unit(&mut tx, &signed_in, ask.unit).await?;
    signed_in.may(Action::ManageTokenStock, &stock::target(&signed_in, unit.id))?;
    let types = tokens::device_types(&mut tx, signed_in.customer()).await?;
    if !types.iter().any(|known| known.id == ask.device_type) {
        return Err(Refusal::bad_input("body.deviceType", "unknown"));
    }
    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for (text, judged) in ask.serials.iter().zip(judge(&mut tx, &signed_in, &ask.serials).await?) {
        match judged {
            Ok(serial) => accepted.push(serial),
            Err(why) => refused.push(RefusedSerial { serial: text.clone(), why }),
        }
    }
    for serial in &accepted {
        let token = Token {
            id: TokenId(centre.chance.id()),
            customer: signed_in.customer(),
            unit: unit.id,
            device_type: ask.device_type,
            serial: serial.clone(),
            version: 1,
            status: TokenStatus::InStock,
            status_since: command.received_at,
            used: false,
            product: None,
            received_at: command.received_at,
        };
        tokens::insert(&mut tx, &token).await?;
        let line = stock::line(&signed_in, &token, "received", None, command.received_at);
        tokens::add_line(&mut tx, token.id, &line).await?;
    }
    let all: Vec<_> = accepted.iter().map(TokenSerial::as_str).collect();
    let what = What {
        detail: sha256_hex(all.join("\n").as_bytes()),
        ..What::done("receiveTokens", format!("unit {}", unit.id))
    };
    let answer = ReceivedTokens { received: accepted, refused };
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, answer).await?))
}

/// What of a list can be received, and why not the rest, in the order of the list. That a serial is there already is said
/// whichever unit has it: within a customer a serial is one token.
pub(super) async fn judge(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    list: &[String],
) -> Result<Vec<Result<TokenSerial, SerialRefusal>>, Refusal> {
    let mut judged = read_serials(list);
    for one in &mut judged {
        if let Ok(serial) = one
            && tokens::find_by_serial(tx, signed_in.customer(), serial).await?.is_some()
        {
            *one = Err(SerialRefusal::AlreadyThere);
        }
    }
    Ok(judged)
}
