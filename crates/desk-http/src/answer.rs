//! From an HTTP answer to the port's words.

use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use sportello_contract::error::WireError;
use sportello_desk::ports::CentralError;
use sportello_domain::error_code::{ErrorCode, Remedy};

/// The network's fault: the same again, later.
pub(crate) fn unreachable(error: reqwest::Error) -> CentralError {
    // The address may name a request; the log does not need it.
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    CentralError::Unreachable(text)
}

/// The answer, or the centre's refusal. A gateway's page in between is no word of the centre.
pub(crate) async fn accepted(response: Response) -> Result<Response, CentralError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let bytes = response.bytes().await.map_err(unreachable)?;
    match serde_json::from_slice::<WireError>(&bytes) {
        Ok(wire) if is_for_later(status, &wire) => {
            Err(CentralError::Unreachable(format!("{status}, trace {}", wire.trace_id)))
        }
        Ok(wire) => Err(CentralError::Refused(known_or_support(wire))),
        Err(_) if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            Err(CentralError::Unreachable(status.to_string()))
        }
        Err(_) => Err(CentralError::Unreadable(status.to_string())),
    }
}

/// An answer in JSON.
pub(crate) async fn json<T: DeserializeOwned>(response: Response) -> Result<T, CentralError> {
    let bytes = accepted(response).await?.bytes().await.map_err(unreachable)?;
    // The place alone: the words of serde may quote what stood there.
    serde_json::from_slice(&bytes)
        .map_err(|error| CentralError::Unreadable(format!("line {} column {}", error.line(), error.column())))
}

/// The centre itself says that it cannot now (a busy store, a restart).
fn is_for_later(status: StatusCode, wire: &WireError) -> bool {
    status == StatusCode::SERVICE_UNAVAILABLE
        && wire.remedy == Remedy::Retry
        && wire.known_code() == Some(ErrorCode::Internal)
}

/// A code of a newer centre: nothing that the person at this desk can act on.
fn known_or_support(wire: WireError) -> WireError {
    match wire.known_code() {
        Some(_) => wire,
        None => WireError { remedy: Remedy::CallSupport, ..wire },
    }
}
