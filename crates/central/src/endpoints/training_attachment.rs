//! `GET /v1/training/messages/{id}/attachments/{name}`: a file that went along with a training message.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
    routing::{MethodFilter, on},
};
use sportello_domain::error_code::ErrorCode;
use uuid::Uuid;

use super::{Body, Endpoint, Guard};
use crate::{Centre, Refusal, input::Named, messages::training, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/training/messages/{id}/attachments/{name}",
    guard: Guard::Session,
    summary: "The bytes of a training message's attachment (training only)",
    query: None,
    input: Body::Nothing,
    output: Body::Bytes,
    refusals: &[ErrorCode::TrainingOnly],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named((id, name)): Named<(Uuid, String)>,
) -> Result<Response, Refusal> {
    let (media_type, bytes) = training::attachment(&centre, signed_in.customer(), id, &name).await?;
    Ok(([(header::CONTENT_TYPE, media_type)], bytes).into_response())
}
