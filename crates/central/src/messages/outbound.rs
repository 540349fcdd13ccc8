//! The one place of the centre that calls others over HTTP: the SMS provider's webhook.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde_json::json;
use zeroize::Zeroizing;

use super::{Letter, SendError};

/// Shorter than a job's lease.
const PATIENCE: Duration = Duration::from_secs(30);

/// The road to an SMS provider.
pub(super) struct Webhook {
    client: Client,
    url: String,
    key: Option<Zeroizing<String>>,
}

impl Webhook {
    pub(super) fn open(url: &str, key: Option<Zeroizing<String>>) -> Result<Self, reqwest::Error> {
        // A redirect could lead the key and the text elsewhere.
        let client =
            Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { client, url: url.to_owned(), key })
    }

    /// `id` lets the provider drop what it has sent already.
    pub(super) async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let body = json!({ "id": letter.id, "to": letter.content.to, "text": letter.content.text });
        let request = self.client.post(&self.url).json(&body);
        let request = match &self.key {
            Some(key) => request.bearer_auth(key.as_str()),
            None => request,
        };
        let status = request.send().await.map_err(|_| SendError::Unreachable)?.status();
        // A wrong key or address is the operator's to repair; the message waits for that.
        let passing = [
            StatusCode::REQUEST_TIMEOUT,
            StatusCode::TOO_MANY_REQUESTS,
            StatusCode::UNAUTHORIZED,
            StatusCode::FORBIDDEN,
            StatusCode::NOT_FOUND,
        ];
        if status.is_success() {
            Ok(())
        } else if status.is_client_error() && !passing.contains(&status) {
            Err(SendError::Refused(status.as_u16()))
        } else {
            Err(SendError::PutOff(status.as_u16()))
        }
    }
}
