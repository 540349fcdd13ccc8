//! Why the centre did not do what it was asked: one type for every endpoint, one shape on the wire
//! ([`WireError`]), one log line at the edge.

use std::{collections::BTreeMap, error::Error, fmt};

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use sportello_central_store::StoreError;
use sportello_contract::error::WireError;
use sportello_domain::{
    enrolment::EnrolmentRefused,
    error_code::{ErrorCode, Remedy},
    product::ProductRefused,
    request::{RequestRefused, StateRefused},
    rights::WhyNot,
};

/// A refusal, or a fault: told to the caller as a code with parameters, told to the log with its cause.
#[derive(Debug)]
pub struct Refusal {
    pub code: ErrorCode,
    /// Never personal data, never a secret.
    pub params: BTreeMap<String, String>,
    pub remedy: Remedy,
    /// For the log alone.
    pub cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Refusal {
    /// A refusal with the code's usual remedy.
    pub fn new(code: ErrorCode) -> Self {
        Self { code, params: BTreeMap::new(), remedy: code.remedy(), cause: None }
    }

    /// Something that is nobody's fault at the desk: logged with its cause, told as `internal`.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ErrorCode::Internal) }
    }

    /// Input that has the wrong form. `field` is a path in the body, `why` a word, never the value.
    pub fn bad_input(field: &str, why: &str) -> Self {
        Self::new(ErrorCode::BadInput).with("field", field).with("why", why)
    }

    /// Not there, or not for this actor to know.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound)
    }

    /// Adds a parameter of the sentence.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over words, numbers and ids as they have them"
    )]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// Adds what goes to the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The HTTP status that goes with the code.
    pub const fn status(&self) -> StatusCode {
        use ErrorCode as E;
        match self.code {
            E::WrongCredentials | E::SecondFactorWrong | E::SessionEnded => StatusCode::UNAUTHORIZED,
            E::NotAllowed | E::WorkstationUnknown | E::TrainingOnly => StatusCode::FORBIDDEN,
            E::NotFound => StatusCode::NOT_FOUND,
            E::LinkNotValid => StatusCode::GONE,
            E::AccountLocked => StatusCode::LOCKED,
            E::NotNow
            | E::CommandReused
            | E::Outdated
            | E::ContactInUse
            | E::EnrolmentNotOpen
            | E::FormatNotOpen
            | E::TokenBeingEnrolled
            | E::EnrolmentOnOtherToken
            | E::KeysChanged
            | E::CodesForgotten => StatusCode::CONFLICT,
            E::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            E::BadInput => StatusCode::BAD_REQUEST,
            E::IssuanceFailed => StatusCode::SERVICE_UNAVAILABLE,
            E::Internal if matches!(self.remedy, Remedy::Retry) => StatusCode::SERVICE_UNAVAILABLE,
            E::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The answer's body.
    pub fn on_the_wire(&self, trace_id: &str) -> WireError {
        WireError {
            code: self.code.as_str().to_owned(),
            params: self.params.clone(),
            remedy: self.remedy,
            trace_id: trace_id.to_owned(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        for (name, value) in &self.params {
            write!(f, " {name}={value}")?;
        }
        match &self.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl Error for Refusal {}

impl IntoResponse for Refusal {
    /// The trace id is the edge's ([`crate::listeners`]): it fills it in and writes the log line.
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(self.on_the_wire(""))).into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let remedy = if error.is_transient() { Remedy::Retry } else { Remedy::CallSupport };
        Self { remedy, ..Self::internal(error) }
    }
}

impl From<WhyNot> for Refusal {
    fn from(why: WhyNot) -> Self {
        match why {
            WhyNot::NotFound => Self::not_found(),
            WhyNot::Profile { profile } => {
                Self::new(ErrorCode::NotAllowed).with("why", "profile").with("profile", profile)
            }
            WhyNot::NotOwn => Self::new(ErrorCode::NotAllowed).with("why", "notOwn"),
            WhyNot::OtherUnit => Self::new(ErrorCode::NotAllowed).with("why", "otherUnit"),
            WhyNot::OwnCase => Self::new(ErrorCode::NotAllowed).with("why", "ownCase"),
            WhyNot::Method { method } => {
                Self::new(ErrorCode::NotAllowed).with("why", "method").with("method", method)
            }
            WhyNot::RequestStatus { status } => {
                Self::new(ErrorCode::NotNow).with("why", "requestStatus").with("status", status)
            }
            WhyNot::ProductStatus { status } => {
                Self::new(ErrorCode::NotNow).with("why", "productStatus").with("status", status)
            }
            WhyNot::TokenStatus { status } => {
                Self::new(ErrorCode::NotNow).with("why", "tokenStatus").with("status", status)
            }
            WhyNot::TokenUsed => Self::new(ErrorCode::NotNow).with("why", "tokenUsed"),
            WhyNot::TokenUnused => Self::new(ErrorCode::NotNow).with("why", "tokenUnused"),
            WhyNot::CertificateAlive => Self::new(ErrorCode::NotNow).with("why", "certificateAlive"),
            WhyNot::NoFormatKey => Self::new(ErrorCode::NotNow).with("why", "noFormatKey"),
            WhyNot::CodesForgotten { days } => Self::new(ErrorCode::CodesForgotten).with("days", days),
            WhyNot::FormatStep { step } => {
                Self::new(ErrorCode::NotNow).with("why", "formatStep").with("step", step)
            }
        }
    }
}

impl From<RequestRefused> for Refusal {
    fn from(refused: RequestRefused) -> Self {
        WhyNot::RequestStatus { status: refused.status }.into()
    }
}

impl From<ProductRefused> for Refusal {
    fn from(refused: ProductRefused) -> Self {
        WhyNot::ProductStatus { status: refused.status }.into()
    }
}

impl From<EnrolmentRefused> for Refusal {
    fn from(refused: EnrolmentRefused) -> Self {
        Self::new(ErrorCode::NotNow).with("why", "enrolmentStep").with("step", refused.step)
    }
}

impl From<StateRefused> for Refusal {
    fn from(refused: StateRefused) -> Self {
        match refused {
            StateRefused::Transition(refused) => refused.into(),
            StateRefused::ReasonMissing(_) => Self::new(ErrorCode::ReasonMissing),
        }
    }
}
