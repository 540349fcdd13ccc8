//! Return, reject, cancel: what the three endpoints have in common.

use axum::Json;
use sportello_contract::central::{
    command::Answer,
    requests::{RequestStanding, WithReason},
};
use sportello_domain::{error_code::ErrorCode, ids::RequestId, request::RequestEvent, rights::Action};

use crate::{
    Centre, Refusal,
    audit::What,
    cases::OpenCase,
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
};

/// Longer reasons belong into a letter.
pub const LONGEST_REASON: usize = 500;

/// One of the three acts: what it is called, what it does to the request and so to its products.
#[derive(Clone, Copy)]
pub struct Ending {
    pub action: Action,
    pub request: RequestEvent,
}

/// Carries one of the three out.
pub async fn end(
    centre: &Centre,
    signed_in: &SignedIn,
    id: RequestId,
    received: &Received<WithReason>,
    ending: Ending,
) -> Result<Json<Answer<RequestStanding>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, centre, signed_in, received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let now = command.received_at;
    let mut open = OpenCase::find(&mut tx, signed_in, id).await?;
    signed_in.may(ending.action, &open.target())?;
    received.expect_version(open.request.version)?;
    let reason = received.body.reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new(ErrorCode::ReasonMissing));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(Refusal::bad_input("body.reason", "length"));
    }
    open.move_request(&mut tx, signed_in, ending.request, Some(reason), now).await?;
    open.end_contract();
    open.save(&mut tx).await?;
    let what = What::done(ending.action.as_str(), format!("request {id}"));
    Ok(Json(commands::finish(tx, centre, signed_in, command, what, open.standing()).await?))
}
