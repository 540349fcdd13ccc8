//! `POST /v1/workstations`: an installation registers itself with a one-time enrolment code.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central_store::tables::workstations::{self, Workstation};
use sportello_contract::central::sessions::{RegisterWorkstation, RegisteredWorkstation};
use sportello_domain::{error_code::ErrorCode, ids::WorkstationId};
use sportello_pki::keys::{KeyAlgorithm, SigningKey as _};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    digest::sha256_hex,
    input::Input,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/workstations",
    guard: Guard::Public,
    summary: "Registers an installation with a one-time enrolment code",
    query: None,
    input: Body::Json(schema::<RegisterWorkstation>),
    output: Body::Json(schema::<RegisteredWorkstation>),
    refusals: &[ErrorCode::LinkNotValid],
    route: || on(MethodFilter::POST, register),
};

/// As a code is compared: upper case, without the signs that people put between its groups.
pub fn code_hash(code: &str) -> String {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    sha256_hex(code.to_ascii_uppercase().as_bytes())
}

/// A name of a counter, as people give it.
pub(super) const LONGEST_NAME: usize = 80;

async fn register(
    State(centre): State<Arc<Centre>>,
    Input(ask): Input<RegisterWorkstation>,
) -> Result<Json<RegisteredWorkstation>, Refusal> {
    let name = ask.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Refusal::bad_input("name", "length"));
    }
    let wrong_key = || Refusal::bad_input("publicKey", "form");
    let public_key = STANDARD.decode(&ask.public_key).map_err(|_| wrong_key())?;
    if KeyAlgorithm::of_public_key_info(&public_key) != Ok(KeyAlgorithm::EcdsaP256) {
        return Err(wrong_key());
    }
    let now = centre.clock.now();
    let hash = code_hash(&ask.enrolment_code);
    let mut tx = centre.store.write().await?;
    let customer = workstations::use_code(&mut tx, &hash, now)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::LinkNotValid).with("what", "enrolmentCode"))?;
    let workstation = Workstation {
        id: WorkstationId(centre.chance.id()),
        customer,
        name: name.to_owned(),
        public_key,
        barred_at: None,
    };
    workstations::insert(&mut tx, &workstation, now).await?;
    workstations::note_code_use(&mut tx, &hash, workstation.id).await?;
    let who = Who { customer: Some(customer), workstation: Some(workstation.id), ..Who::default() };
    let what = What::done("registerWorkstation", format!("workstation {}", workstation.id));
    audit::append(&mut tx, who, what, now).await?;
    tx.commit().await?;
    Ok(Json(RegisteredWorkstation {
        workstation: workstation.id,
        receipt_key: STANDARD.encode(centre.keys.receipts.public_key_info_der()),
        training: centre.config.training,
    }))
}
