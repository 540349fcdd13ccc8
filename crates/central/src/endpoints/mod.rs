//! The desks' endpoints: one file each, and the one table from which the router, the guard in front of each endpoint and
//! the OpenAPI document are made. What is not in [`ENDPOINTS`] cannot be called; what is in it names its guard.

mod guard;
pub mod openapi;

mod abandon_enrolment;
mod accounts;
mod approve_format;
mod ask_format;
mod ask_officer_credential;
mod audit_events;
mod begin_enrolment;
mod call_off_format;
mod cancel_request;
mod certificate_preview;
mod certify_keys;
mod change_token;
mod confirm_enrolment;
mod confirm_format;
mod count_stock;
mod credential_challenge;
mod deliver_enrolment;
mod end_product;
mod endings;
mod enrolment_standing;
mod file_organisation_consent;
mod file_report;
mod file_signed_form;
mod issue_certificate;
mod login;
mod move_token;
mod officer_challenge;
mod officer_credential;
mod officer_proof;
mod open_session;
mod order_detail;
mod password_recovery;
mod password_reset;
mod people_search;
mod product_detail;
mod product_search;
mod read_evidence;
mod receive_tokens;
mod reference;
mod refresh_session;
mod register_credential;
mod reject_request;
mod request_case;
mod return_request;
mod seal_envelope;
mod second_factor;
mod sign_out;
mod start_recognition;
mod status_counts;
mod stock_counts;
mod store_evidence;
mod submit_request;
mod take_format_keys;
mod token_checks;
mod token_detail;
mod token_search;
mod token_stock;
mod training_attachment;
mod training_messages;
mod workplace_change;
mod workstations;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{MethodFilter, MethodRouter},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use sportello_domain::{error_code::ErrorCode, rights::Action};

use crate::Centre;

pub use endings::LONGEST_REASON;
pub use login::{count_failure, refuse_locked};
pub use password_reset::replace_password;
pub use workstations::code_hash;

/// The table.
pub const ENDPOINTS: &[Endpoint] = &[
    workstations::ENDPOINT,
    login::ENDPOINT,
    second_factor::ENDPOINT,
    workplace_change::ENDPOINT,
    open_session::ENDPOINT,
    refresh_session::ENDPOINT,
    sign_out::ENDPOINT,
    password_recovery::ENDPOINT,
    password_reset::ENDPOINT,
    reference::ENDPOINT,
    people_search::ENDPOINT,
    store_evidence::ENDPOINT,
    read_evidence::ENDPOINT,
    submit_request::ENDPOINT,
    request_case::ENDPOINT,
    start_recognition::ENDPOINT,
    file_signed_form::ENDPOINT,
    file_organisation_consent::ENDPOINT,
    file_report::ENDPOINT,
    return_request::ENDPOINT,
    reject_request::ENDPOINT,
    cancel_request::ENDPOINT,
    order_detail::ENDPOINT,
    product_detail::ENDPOINT,
    product_search::ENDPOINT,
    status_counts::ENDPOINT,
    certificate_preview::ENDPOINT,
    issue_certificate::ENDPOINT,
    seal_envelope::ENDPOINT,
    end_product::ENDPOINT,
    enrolment_standing::ENDPOINT,
    officer_challenge::ENDPOINT,
    officer_proof::ENDPOINT,
    begin_enrolment::ENDPOINT,
    certify_keys::ENDPOINT,
    confirm_enrolment::ENDPOINT,
    deliver_enrolment::ENDPOINT,
    abandon_enrolment::ENDPOINT,
    ask_officer_credential::ENDPOINT,
    officer_credential::ENDPOINT,
    credential_challenge::ENDPOINT,
    register_credential::ENDPOINT,
    token_stock::ENDPOINT,
    token_checks::ENDPOINT,
    token_search::ENDPOINT,
    receive_tokens::ENDPOINT,
    token_detail::ENDPOINT,
    change_token::ENDPOINT,
    move_token::ENDPOINT,
    ask_format::ENDPOINT,
    approve_format::ENDPOINT,
    call_off_format::ENDPOINT,
    take_format_keys::ENDPOINT,
    confirm_format::ENDPOINT,
    count_stock::ENDPOINT,
    stock_counts::ENDPOINT,
    accounts::ENDPOINT,
    audit_events::ENDPOINT,
    training_messages::ENDPOINT,
    training_attachment::ENDPOINT,
];

/// Who may call an endpoint at all. What it is done to is asked of `domain::rights::may` inside, with the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Nobody is signed in yet.
    Public,
    /// Any session: about the caller's own session or what every profile needs.
    Session,
    /// A session whose profile has this row of the table of rights.
    Right(Action),
}

/// How a body looks.
#[derive(Clone, Copy)]
pub enum Body {
    Nothing,
    Json(SchemaOf),
    /// The body of a command; the answer with a receipt around it.
    Command(SchemaOf),
    /// Bytes of any media type.
    Bytes,
}

/// Where a schema comes from.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a type.
pub fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// One endpoint.
pub struct Endpoint {
    pub method: MethodFilter,
    /// In axum's and OpenAPI's common spelling: `/v1/products/{id}`.
    pub path: &'static str,
    pub guard: Guard,
    /// One line for the document.
    pub summary: &'static str,
    /// Query parameters, as the object that holds them.
    pub query: Option<SchemaOf>,
    pub input: Body,
    pub output: Body,
    /// The refusals somebody acts on, beside those every guard and every reading of input has.
    pub refusals: &'static [ErrorCode],
    pub route: fn() -> MethodRouter<Arc<Centre>>,
}

/// Every endpoint behind its guard.
pub fn router(centre: &Arc<Centre>) -> Router<Arc<Centre>> {
    let limits = centre.config.limits;
    ENDPOINTS.iter().fold(Router::new(), |router, endpoint| {
        let limit =
            if matches!(endpoint.input, Body::Bytes) { limits.evidence_bytes } else { limits.body_bytes };
        let guarded = (endpoint.route)()
            .layer(DefaultBodyLimit::max(limit))
            .layer(middleware::from_fn_with_state((Arc::clone(centre), endpoint.guard), guard::check));
        router.route(endpoint.path, guarded)
    })
}
