//! The port `Central` over HTTP.

use std::{
    sync::{PoisonError, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use reqwest::{
    Certificate, Client, Method, RequestBuilder, Url,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use serde::{Serialize, de::DeserializeOwned};
use sportello_contract::{
    cases::{OrderDetail, ProductDetail, ProductPage, ProductSearch, StatusCount},
    central::{
        command::Answer,
        credentials::{CredentialChallenge, OfficerCredential},
        enrolment::EnrolmentStanding,
        evidence::StoredEvidence,
        issuance::CertificatePreview,
        officer_proof::{OfficerChallenge, OfficerProof, OfficerProved},
        people::{KnownPerson, PersonQuery},
        reference::Reference,
        sessions::{
            AskRecovery, Login, LoginAnswer, OpenSession, RefreshSession, RegisterWorkstation,
            RegisteredWorkstation, SecondFactor, Session,
        },
        training::TrainingMessage,
    },
    error::WireError,
    stock::{CheckSerials, CheckedSerials, StockCountRow, TokenDetail, TokenPage, TokenSearch, TokenStock},
};
use sportello_desk::ports::{Central, CentralError};
use sportello_domain::{
    case::Case,
    document::EvidenceRef,
    error_code::ErrorCode,
    ids::{EvidenceId, ProductId, RequestId, TokenId},
};
use zeroize::Zeroizing;

use crate::answer::{accepted, json, unreachable};

/// Long enough for a slow line's handshake, short enough for somebody who waits.
const CONNECT: Duration = Duration::from_secs(5);
/// For answers without large bodies; issuing a certificate is among them.
const ANSWER: Duration = Duration::from_secs(30);
/// Twenty megabytes over a slow line.
const TRANSFER: Duration = Duration::from_mins(5);

/// Where the centre is.
#[derive(Clone, Debug)]
pub struct Setup {
    /// `https://…`, or `http://` on loopback; with or without `/v1`'s parent path.
    pub address: String,
    /// A root certificate (PEM) to trust beside the system's, where the centre has its own.
    pub root: Option<Vec<u8>>,
}

/// Why the way to the centre cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("this is no address: {0}")]
    Address(String),
    /// Passwords and personal data do not go over an open line.
    #[error("the centre must be reached by https, except on this machine itself")]
    Open,
    #[error("the root certificate cannot be read")]
    Root,
    #[error("the HTTP client cannot be made: {0}")]
    Client(String),
}

/// The centre behind an address.
pub struct HttpCentral {
    client: Client,
    base: Url,
    access_key: RwLock<Option<Zeroizing<String>>>,
}

impl HttpCentral {
    /// Sets up the client; asks nobody yet.
    pub fn new(setup: &Setup) -> Result<Self, SetupError> {
        let address = format!("{}/v1/", setup.address.trim_end_matches('/'));
        let base = Url::parse(&address).map_err(|error| SetupError::Address(error.to_string()))?;
        if base.scheme() != "https" && !is_loopback(&base) {
            return Err(SetupError::Open);
        }
        let mut client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("sportello/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&base) {
            // A proxy of the office has no business between two programs of one machine.
            client = client.no_proxy();
        }
        if let Some(root) = &setup.root {
            let roots = Certificate::from_pem_bundle(root).map_err(|_| SetupError::Root)?;
            // A file without any certificate reads as an empty bundle, and would trust nothing without a word.
            if roots.is_empty() {
                return Err(SetupError::Root);
            }
            client = roots.into_iter().fold(client, reqwest::ClientBuilder::add_root_certificate);
        }
        let client = client.build().map_err(|error| SetupError::Client(error.to_string()))?;
        Ok(Self { client, base, access_key: RwLock::default() })
    }

    fn open_call(&self, method: Method, path: &str) -> Result<RequestBuilder, CentralError> {
        let address =
            self.base.join(path).map_err(|error| CentralError::Unreadable(format!("path: {error}")))?;
        Ok(self.client.request(method, address))
    }

    /// A call inside the session.
    fn call(&self, method: Method, path: &str) -> Result<RequestBuilder, CentralError> {
        let key = self.access_key.read().unwrap_or_else(PoisonError::into_inner).clone();
        let key = key.ok_or_else(|| CentralError::Refused(WireError::new(ErrorCode::SessionEnded, "")))?;
        Ok(self.open_call(method, path)?.bearer_auth(&*key))
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CentralError> {
        json(self.call(Method::GET, path)?.send().await.map_err(unreachable)?).await
    }

    async fn get_bytes(&self, path: &str) -> Result<Vec<u8>, CentralError> {
        let call = self.call(Method::GET, path)?.timeout(TRANSFER);
        let response = accepted(call.send().await.map_err(unreachable)?).await?;
        Ok(response.bytes().await.map_err(unreachable)?.into())
    }

    async fn post_open<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, CentralError> {
        json(self.open_call(Method::POST, path)?.json(body).send().await.map_err(unreachable)?).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, CentralError> {
        json(self.call(Method::POST, path)?.json(body).send().await.map_err(unreachable)?).await
    }

    fn hold(&self, access_key: Option<&str>) {
        let key = access_key.map(|key| Zeroizing::new(key.to_owned()));
        *self.access_key.write().unwrap_or_else(PoisonError::into_inner) = key;
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

#[async_trait]
impl Central for HttpCentral {
    async fn register_workstation(
        &self,
        ask: &RegisterWorkstation,
    ) -> Result<RegisteredWorkstation, CentralError> {
        self.post_open("workstations", ask).await
    }

    async fn log_in(&self, login: &Login) -> Result<LoginAnswer, CentralError> {
        self.post_open("logins", login).await
    }

    async fn second_factor(&self, factor: &SecondFactor) -> Result<LoginAnswer, CentralError> {
        self.post_open("logins/second-factor", factor).await
    }

    async fn open_session(&self, open: &OpenSession) -> Result<Session, CentralError> {
        let session: Session = self.post_open("sessions", open).await?;
        self.hold(Some(&session.access_key));
        Ok(session)
    }

    async fn refresh_session(&self, refresh: &RefreshSession) -> Result<Session, CentralError> {
        let session: Session = self.post_open("sessions/refresh", refresh).await?;
        self.hold(Some(&session.access_key));
        Ok(session)
    }

    async fn change_workplace(&self) -> Result<LoginAnswer, CentralError> {
        let call = self.call(Method::POST, "logins/workplace-changes")?;
        json(call.send().await.map_err(unreachable)?).await
    }

    async fn end_session(&self) -> Result<(), CentralError> {
        let call = self.call(Method::DELETE, "sessions/current");
        self.hold(None);
        accepted(call?.send().await.map_err(unreachable)?).await.map(drop)
    }

    async fn ask_recovery(&self, user_name: &str) -> Result<(), CentralError> {
        let ask = AskRecovery { user_name: user_name.to_owned() };
        let call = self.open_call(Method::POST, "password-recoveries")?.json(&ask);
        accepted(call.send().await.map_err(unreachable)?).await.map(drop)
    }

    async fn reference(&self) -> Result<Reference, CentralError> {
        self.get("reference").await
    }

    async fn people(&self, query: &PersonQuery) -> Result<Vec<KnownPerson>, CentralError> {
        self.post("people-searches", query).await
    }

    async fn products(&self, search: &ProductSearch) -> Result<ProductPage, CentralError> {
        self.post("product-searches", search).await
    }

    async fn status_counts(&self) -> Result<Vec<StatusCount>, CentralError> {
        self.get("status-counts").await
    }

    async fn order(&self, request: RequestId) -> Result<OrderDetail, CentralError> {
        self.get(&format!("orders/{request}")).await
    }

    async fn product(&self, product: ProductId) -> Result<ProductDetail, CentralError> {
        self.get(&format!("products/{product}")).await
    }

    async fn case(&self, request: RequestId) -> Result<Case, CentralError> {
        self.get(&format!("registration-requests/{request}/case")).await
    }

    async fn store_evidence(
        &self,
        request: RequestId,
        evidence: &EvidenceRef,
        bytes: Vec<u8>,
    ) -> Result<(), CentralError> {
        let stored: StoredEvidence = json(
            self.call(Method::PUT, &format!("evidence/{}", evidence.id))?
                .query(&[
                    ("request", request.to_string().as_str()),
                    ("kind", evidence.kind.as_str()),
                    ("sha256", &evidence.sha256),
                ])
                .header(CONTENT_TYPE, &evidence.media_type)
                .header(CONTENT_LENGTH, bytes.len())
                .timeout(TRANSFER)
                .body(bytes)
                .send()
                .await
                .map_err(unreachable)?,
        )
        .await?;
        if stored.sha256 == evidence.sha256 {
            return Ok(());
        }
        Err(CentralError::Unreadable("the centre stored other bytes than were sent".to_owned()))
    }

    async fn evidence_bytes(&self, evidence: EvidenceId) -> Result<Vec<u8>, CentralError> {
        self.get_bytes(&format!("evidence/{evidence}")).await
    }

    async fn command(
        &self,
        path: &str,
        command: Zeroizing<String>,
    ) -> Result<Answer<serde_json::Value>, CentralError> {
        let call = self
            .call(Method::POST, path)?
            .header(CONTENT_TYPE, "application/json")
            .body(command.as_bytes().to_vec());
        json(call.send().await.map_err(unreachable)?).await
    }

    async fn certificate_preview(&self, product: ProductId) -> Result<CertificatePreview, CentralError> {
        self.get(&format!("products/{product}/certificate-preview")).await
    }

    async fn enrolment(&self, product: ProductId) -> Result<Option<EnrolmentStanding>, CentralError> {
        match self.get(&format!("products/{product}/enrolments/current")).await {
            Ok(standing) => Ok(Some(standing)),
            // In a status in which nothing is issued none is under way either: it ended at another desk.
            Err(CentralError::Refused(wire))
                if matches!(wire.known_code(), Some(ErrorCode::EnrolmentNotOpen | ErrorCode::NotNow)) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn officer_challenge(&self, product: ProductId) -> Result<OfficerChallenge, CentralError> {
        let call = self.call(Method::POST, &format!("products/{product}/officer-challenges"))?;
        json(call.send().await.map_err(unreachable)?).await
    }

    async fn prove_officer(
        &self,
        product: ProductId,
        proof: &OfficerProof,
    ) -> Result<OfficerProved, CentralError> {
        self.post(&format!("products/{product}/officer-proofs"), proof).await
    }

    async fn credential_challenge(&self) -> Result<CredentialChallenge, CentralError> {
        let call = self.call(Method::POST, "officer-credentials/challenges")?;
        json(call.send().await.map_err(unreachable)?).await
    }

    async fn officer_credential(&self) -> Result<Option<OfficerCredential>, CentralError> {
        match self.get("officer-credentials/current").await {
            Ok(credential) => Ok(Some(credential)),
            Err(CentralError::Refused(wire)) if wire.known_code() == Some(ErrorCode::CredentialMissing) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn token_stock(&self) -> Result<TokenStock, CentralError> {
        self.get("token-stock").await
    }

    async fn tokens(&self, search: &TokenSearch) -> Result<TokenPage, CentralError> {
        self.post("token-searches", search).await
    }

    async fn token(&self, token: TokenId) -> Result<TokenDetail, CentralError> {
        self.get(&format!("tokens/{token}")).await
    }

    async fn check_serials(&self, serials: Vec<String>) -> Result<CheckedSerials, CentralError> {
        self.post("token-checks", &CheckSerials { serials }).await
    }

    async fn stock_counts(&self) -> Result<Vec<StockCountRow>, CentralError> {
        self.get("stock-counts").await
    }

    async fn training_messages(&self) -> Result<Vec<TrainingMessage>, CentralError> {
        self.get("training/messages").await
    }

    async fn training_attachment(&self, message: &str, name: &str) -> Result<Vec<u8>, CentralError> {
        let mut address = self.base.clone();
        // Names come from the centre and may hold spaces: each is one segment, whatever is in it.
        address
            .path_segments_mut()
            .map_err(|()| CentralError::Unreadable("address".to_owned()))?
            .pop_if_empty()
            .extend(["training", "messages", message, "attachments", name]);
        self.get_bytes(address.as_str()).await
    }
}
