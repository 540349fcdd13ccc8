//! `GET /v1/accounts`: the accounts of the customer, for those who manage them.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::accounts;
use sportello_contract::central::{accounts::AccountRow, sessions::Workplace};
use sportello_domain::rights::Action;

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/accounts",
    guard: Guard::Right(Action::ManageAccounts),
    summary: "The accounts of the customer",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<Vec<AccountRow>>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
) -> Result<Json<Vec<AccountRow>>, Refusal> {
    let now = centre.clock.now();
    let mut tx = centre.store.read().await?;
    let mut rows = Vec::new();
    for account in accounts::of_customer(&mut tx, signed_in.customer()).await? {
        let mandates = accounts::mandates(&mut tx, account.id).await?;
        let workplaces = mandates
            .iter()
            .filter(|mandate| mandate.ended_at.is_none())
            .map(|mandate| Workplace { profile: mandate.profile, unit: mandate.unit });
        rows.push(AccountRow {
            id: account.id,
            full_name: account.full_name(),
            workplaces: workplaces.collect(),
            methods: accounts::methods(&mut tx, account.id).await?,
            locked_until: account.locked_until.filter(|until| *until > now),
            last_login_at: account.last_login_at,
            user_name: account.user_name,
            operator_code: account.operator_code,
        });
    }
    Ok(Json(rows))
}
