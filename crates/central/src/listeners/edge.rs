//! What every call passes: a trace id, a limit of time, a net under panics, one log line, one shape for errors. Nothing
//! here writes down who called or what was in the call: the route stands for the path, because paths hold ids.

use std::{
    any::Any,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use sportello_domain::error_code::{ErrorCode, Remedy};

use crate::{Centre, Refusal, metrics::known_method};

/// Without letters and digits that look alike: people read trace ids over the telephone.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const TRACE: HeaderName = HeaderName::from_static("x-trace-id");

/// The outermost layer of each listener.
pub async fn pass(
    State((centre, listener)): State<(Arc<Centre>, &'static str)>,
    request: Request,
    next: Next,
) -> Response {
    let trace = centre.chance.text(ALPHABET, 10);
    let method = known_method(request.method().as_str());
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let begun = Instant::now();
    let limit = Duration::from_secs(centre.config.limits.seconds);
    let response = match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            Refusal { remedy: Remedy::Retry, ..Refusal::internal("the call took too long") }.into_response()
        }
    };
    let mut response = as_told(response, &trace);
    let took = begun.elapsed();
    let status = response.status();
    centre.metrics.count(listener, method, &route, status.as_u16(), took);
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match response.extensions().get::<Arc<Refusal>>() {
        Some(refusal) if status.is_server_error() => {
            tracing::error!(trace = %*trace, listener, method, route, %status, milliseconds, %refusal, "failed");
        }
        Some(refusal) => {
            tracing::info!(trace = %*trace, listener, method, route, %status, milliseconds, %refusal, "refused");
        }
        None => tracing::debug!(trace = %*trace, listener, method, route, %status, milliseconds, "answered"),
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&trace) {
        headers.insert(TRACE, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// An error in its one shape, with the trace id in it. What the framework refused by itself gets a code too.
fn as_told(response: Response, trace: &str) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let refusal = match response.extensions().get::<Arc<Refusal>>() {
        Some(refusal) => Arc::clone(refusal),
        // A page for a browser says itself what is wrong.
        None if is_page(&response) => return response,
        None => Arc::new(framework_refusal(status)),
    };
    let mut told = (status, Json(refusal.on_the_wire(trace))).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allow.clone());
    }
    told.extensions_mut().insert(refusal);
    told
}

fn is_page(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"))
}

fn framework_refusal(status: StatusCode) -> Refusal {
    match status {
        StatusCode::NOT_FOUND => Refusal::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Refusal::bad_input(".", "method"),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(ErrorCode::FileTooLarge),
        status if status.is_client_error() => Refusal::bad_input(".", "form"),
        status => Refusal::internal(format!("the framework answered {status}")),
    }
}

/// No route.
pub async fn nothing_here() -> Refusal {
    Refusal::not_found()
}

/// A panic is a fault of the program, of this call alone.
#[expect(clippy::needless_pass_by_value, reason = "the signature is the layer's")]
pub fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let message = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Refusal::internal(format!("panic: {message}")).into_response()
}
