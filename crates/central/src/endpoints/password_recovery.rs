//! `POST /v1/password-recoveries`: a mail with a link, if there is such an account. The answer is the same if not.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::State,
    http::StatusCode,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::accounts::{self, Account};
use sportello_contract::central::sessions::AskRecovery;

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    digest::sha256_hex,
    input::Input,
    messages::{self, Addressee, MessageKind, Outgoing},
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/password-recoveries",
    guard: Guard::Public,
    summary: "A link for a new password by mail, if the account exists",
    query: None,
    input: Body::Json(schema::<AskRecovery>),
    output: Body::Nothing,
    refusals: &[],
    route: || on(MethodFilter::POST, ask),
};

async fn ask(
    State(centre): State<Arc<Centre>>,
    Input(ask): Input<AskRecovery>,
) -> Result<StatusCode, Refusal> {
    let user_name = ask.user_name.trim().to_lowercase();
    let mut tx = centre.store.read().await?;
    let account = accounts::find_by_user_name(&mut tx, &user_name).await?.filter(|a| a.disabled_at.is_none());
    drop(tx);
    if let Some(account) = account {
        // Told nobody but the log: a fault here must not tell that the account exists.
        if let Err(refusal) = mail_link(&centre, &account).await {
            tracing::error!(%refusal, "a recovery mail could not be written");
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// One mail at a time: who asks again within this time gets the same answer and no other mail, so that nobody can fill
/// somebody's mailbox.
const PAUSE: time::Duration = time::Duration::minutes(10);

async fn mail_link(centre: &Centre, account: &Account) -> Result<(), Refusal> {
    let now = centre.clock.now();
    let minutes = centre.config.sessions.recovery_minutes;
    let code = centre.chance.opaque_key();
    let mut tx = centre.store.write().await?;
    if accounts::has_link_since(&mut tx, account.id, now.plus(-PAUSE)).await? {
        return Ok(());
    }
    let expires_at = now.plus(time::Duration::minutes(i64::from(minutes)));
    accounts::insert_link(&mut tx, &sha256_hex(code.as_bytes()), account.id, now, expires_at).await?;
    let link = format!("{}/recovery/{}", centre.config.listeners.holders.public_url, code.as_str());
    let outgoing = Outgoing {
        customer: account.customer,
        to: Addressee::Email { name: account.full_name(), address: account.email.clone() },
        template: MessageKind::Recovery,
        language: centre.config.messages.language,
        values: BTreeMap::from([
            ("name", account.full_name()),
            ("userName", account.user_name.clone()),
            ("minutes", minutes.to_string()),
            ("link", link),
        ]),
        envelope: None,
    };
    messages::queue(centre, &mut tx, outgoing).await?;
    let what = What::done("askRecovery", format!("account {}", account.id));
    audit::append(&mut tx, Who::account(account.customer, account.id), what, now).await?;
    Ok(tx.commit().await?)
}
