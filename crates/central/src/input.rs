//! What comes in: parsed with a clear refusal that names the field, and never repeats the value.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::request::Parts,
};
use serde::de::{Deserialize, DeserializeOwned};
use sportello_domain::error_code::ErrorCode;
use zeroize::Zeroizing;

use crate::Refusal;

/// Reads JSON. The refusal carries the path of the field and a word, not the parser's message: that quotes the value.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let parsed = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // Where the syntax ends in the middle of nowhere the path says `?`.
        let field = error.path().to_string().replace('?', ".");
        let why = if error.inner().is_data() { "form" } else { "syntax" };
        Refusal::bad_input(&field, why)
    })?;
    reader.end().map_err(|_| Refusal::bad_input(".", "syntax"))?;
    Ok(parsed)
}

/// A body beyond its limit, or a connection that broke.
pub fn too_large(rejection: axum::extract::rejection::BytesRejection) -> Refusal {
    if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::new(ErrorCode::FileTooLarge)
    } else {
        Refusal::bad_input(".", "body").because(rejection)
    }
}

/// A JSON body. Wiped from memory after it was read, because it may hold a password.
pub struct Input<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, state).await.map_err(too_large)?;
        Ok(Self(parse(&Zeroizing::new(Vec::from(bytes)))?))
    }
}

/// What the path says. A path that cannot be read names nothing: not found.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Path(named) = Path::from_request_parts(parts, state).await.map_err(|_| Refusal::not_found())?;
        Ok(Self(named))
    }
}

/// What the query says.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Query(asked) =
            Query::from_request_parts(parts, state).await.map_err(|_| Refusal::bad_input("query", "form"))?;
        Ok(Self(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sportello_domain::person::Person;

    #[test]
    fn a_refusal_names_the_field_and_not_the_value() {
        let refusal = parse::<Person>(br#"{"taxCode": "SECRET-VALUE"}"#).err().unwrap();
        assert_eq!(refusal.params["field"], "taxCode", "the desk can mark the field");
        assert!(
            !format!("{refusal:?}").contains("SECRET"),
            "neither the log nor the answer repeats personal data"
        );
        let refusal = parse::<Person>(b"{").err().unwrap();
        assert_eq!(refusal.params["why"], "syntax", "half a body is no JSON");
    }
}
