//! What relying parties fetch, on the holders' listener and without a session: certificates of the authorities, status
//! lists, OCSP, time-stamps.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central_store::tables::{signing_keys, status_lists};

use super::{responder, time_stamps};
use crate::{Centre, Refusal};

/// Sixteen questions with the longest nonce stay far below.
const LONGEST_REQUEST: usize = 16 * 1024;
/// The longest digest with the longest nonce that anybody uses takes a tenth.
const LONGEST_STAMP_REQUEST: usize = 2 * 1024;

/// The routes, to be merged into the holders' listener.
pub fn routes() -> Router<Arc<Centre>> {
    in_the_clear().route("/practice-statement", get(practice_statement))
}

/// What is signed itself, and fetched without TLS: TLS would want it first (RFC 5280 §8).
pub fn in_the_clear() -> Router<Arc<Centre>> {
    Router::new()
        .route("/ca/{file}", get(authority_certificate))
        .route("/crl/{file}", get(status_list))
        .route("/ocsp", post(ocsp_post).layer(DefaultBodyLimit::max(LONGEST_REQUEST)))
        .route("/ocsp/{*request}", get(ocsp_get))
        .route("/time-stamps", post(time_stamp).layer(DefaultBodyLimit::max(LONGEST_STAMP_REQUEST)))
}

/// `GET /ca/{name}.cer`: an authority's certificate, DER (RFC 5280 §4.2.2.1).
async fn authority_certificate(
    State(centre): State<Arc<Centre>>,
    Path(file): Path<String>,
) -> Result<Response, Refusal> {
    let name = file.strip_suffix(".cer").ok_or_else(Refusal::not_found)?;
    let mut tx = centre.store.read().await?;
    let der = signing_keys::certificate(&mut tx, name).await?.ok_or_else(Refusal::not_found)?;
    Ok(([(header::CONTENT_TYPE, "application/pkix-cert")], der).into_response())
}

/// `GET /crl/{name}.crl`: the newest status list, DER (RFC 5280 §4.2.1.13).
async fn status_list(
    State(centre): State<Arc<Centre>>,
    Path(file): Path<String>,
) -> Result<Response, Refusal> {
    let name = file.strip_suffix(".crl").ok_or_else(Refusal::not_found)?;
    let mut tx = centre.store.read().await?;
    let list = status_lists::newest(&mut tx, name).await?.ok_or_else(Refusal::not_found)?;
    // Not longer than a revocation may take to be seen by those who have the list before it.
    let headers = [
        (header::CONTENT_TYPE, "application/pkix-crl"),
        (header::CACHE_CONTROL, "max-age=60, must-revalidate"),
    ];
    Ok((headers, list.list).into_response())
}

/// `POST /ocsp` (RFC 6960 A.1).
async fn ocsp_post(State(centre): State<Arc<Centre>>, headers: HeaderMap, body: Bytes) -> Response {
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != "application/ocsp-request") {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    response(responder::answer(&centre, &body).await)
}

/// `GET /ocsp/{base64 of the request}` (RFC 6960 A.1); the router has undone the percent encoding.
async fn ocsp_get(State(centre): State<Arc<Centre>>, Path(request): Path<String>) -> Response {
    let der = if request.len() <= LONGEST_REQUEST {
        STANDARD.decode(request).unwrap_or_default()
    } else {
        Vec::new()
    };
    let mut response = response(responder::answer(&centre, &der).await);
    // OCSP and list must agree for who asks: no cache on the way may keep an answer from before a revocation.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn response(der: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/ocsp-response")], der).into_response()
}

/// `POST /time-stamps` (RFC 3161 §3.4).
async fn time_stamp(
    State(centre): State<Arc<Centre>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != "application/timestamp-query") {
        return Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let answer = time_stamps::answer(&centre, &body).await.map_err(Refusal::internal)?;
    // Somebody else's stamp answers nobody's request.
    let headers =
        [(header::CONTENT_TYPE, "application/timestamp-reply"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, answer).into_response())
}

/// `GET /practice-statement`: where the certificates point as long as the provider names no other place.
async fn practice_statement(State(centre): State<Arc<Centre>>) -> Result<Response, Refusal> {
    if !centre.config.training {
        return Err(Refusal::not_found());
    }
    let text = "TRAINING. Certificates of this authority are made to train registration officers. They identify nobody, \
                bind nobody, and must not be relied upon.\n\nFORMAZIONE. I certificati di questa autorità servono \
                all'addestramento degli operatori. Non identificano nessuno, non impegnano nessuno, e nessuno deve \
                farvi affidamento.\n";
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
