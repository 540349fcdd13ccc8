//! `POST /v1/registration-requests/{id}/recognition-starts`: the recognition begins.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::Transaction;
use sportello_contract::central::{
    command::Answer, recognition::StartRecognition, requests::RequestStanding,
};
use sportello_domain::{
    ids::RequestId,
    moment::Timestamp,
    request::{RequestEvent, RequestStatus},
    rights::Action,
};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    cases::OpenCase,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/registration-requests/{id}/recognition-starts",
    guard: Guard::Right(Action::UploadSignedForm),
    summary: "Starts the recognition; once started nothing happens",
    query: None,
    input: Body::Command(schema::<StartRecognition>),
    output: Body::Command(schema::<RequestStanding>),
    refusals: &[],
    route: || on(MethodFilter::POST, start),
};

async fn start(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<RequestId>,
    received: Received<StartRecognition>,
) -> Result<Json<Answer<RequestStanding>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let mut open = OpenCase::find(&mut tx, &signed_in, id).await?;
    signed_in.may(Action::UploadSignedForm, &open.target())?;
    received.expect_version(open.request.version)?;
    if begin_recognition(&mut tx, &mut open, &signed_in, command.received_at).await? {
        open.save(&mut tx).await?;
    }
    let what = What::done("startRecognition", format!("request {id}"));
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, open.standing()).await?))
}

/// *Submitted* becomes *In recognition*, its products with it. Answers whether anything changed.
pub async fn begin_recognition(
    tx: &mut Transaction,
    open: &mut OpenCase,
    by: &SignedIn,
    at: Timestamp,
) -> Result<bool, Refusal> {
    if open.request.state.status != RequestStatus::Submitted {
        return Ok(false);
    }
    open.move_request(tx, by, RequestEvent::StartRecognition, None, at).await?;
    Ok(true)
}
