//! `POST /v1/password-resets`: uses the code of a recovery mail up, and sets a new password.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::{
        accounts, logins,
        sessions::{self, EndReason},
    },
};
use sportello_contract::central::sessions::ResetPassword;
use sportello_domain::{
    error_code::ErrorCode,
    ids::{AccountId, CustomerId},
    moment::Timestamp,
};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    digest::sha256_hex,
    input::Input,
    passwords::check_strength,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/password-resets",
    guard: Guard::Public,
    summary: "Sets a new password with the code of a recovery mail; every session of the account ends",
    query: None,
    input: Body::Json(schema::<ResetPassword>),
    output: Body::Nothing,
    refusals: &[ErrorCode::LinkNotValid, ErrorCode::PasswordWeak],
    route: || on(MethodFilter::POST, reset),
};

async fn reset(
    State(centre): State<Arc<Centre>>,
    Input(ask): Input<ResetPassword>,
) -> Result<StatusCode, Refusal> {
    let now = centre.clock.now();
    let not_valid = || Refusal::new(ErrorCode::LinkNotValid).with("what", "recovery");
    let hash = sha256_hex(ask.code.trim().as_bytes());
    let mut tx = centre.store.read().await?;
    let account = accounts::find_link(&mut tx, &hash, now).await?.ok_or_else(not_valid)?;
    let account = accounts::find(&mut tx, account).await?.ok_or_else(not_valid)?;
    drop(tx);
    // A weak password leaves the link as it is: the next try may use it.
    check_strength(&ask.password, &account.user_name)?;
    let password_hash = centre.passwords.hash(ask.password, &*centre.chance).await?;
    let mut tx = centre.store.write().await?;
    if accounts::use_link(&mut tx, &hash, now).await? != Some(account.id) {
        return Err(not_valid());
    }
    replace_password(&mut tx, account.customer, account.id, &password_hash, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets the password of an account. Whatever the old one opened is over: sessions, and logins on their way.
pub async fn replace_password(
    tx: &mut Transaction,
    customer: CustomerId,
    account: AccountId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), Refusal> {
    accounts::set_password(tx, account, password_hash).await?;
    logins::remove_all(tx, account).await?;
    sessions::end_all(tx, account, EndReason::PasswordReset, now).await?;
    let what = What::done("resetPassword", format!("account {account}"));
    audit::append(tx, Who::account(customer, account), what, now).await?;
    Ok(())
}
