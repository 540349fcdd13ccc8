//! `GET /v1/reference`: the reference data of the session's customer, mirrored by the desk.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::{accounts, customers},
};
use sportello_contract::central::reference::{Recogniser, Reference};
use sportello_domain::{account::Profile, ids::CustomerId};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/reference",
    guard: Guard::Session,
    summary: "Units, catalogue, texts, rules and recognisers of the session's customer",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<Reference>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(State(centre): State<Arc<Centre>>, signed_in: SignedIn) -> Result<Json<Reference>, Refusal> {
    let id = signed_in.customer();
    let now = centre.clock.now();
    let mut tx = centre.store.read().await?;
    let customer = customers::find(&mut tx, id).await?.ok_or_else(Refusal::not_found)?;
    Ok(Json(Reference {
        taken_at: now,
        customer: id,
        customer_name: customer.name,
        provider_name: centre.config.provider.name.clone(),
        training: centre.config.training,
        units: customers::units(&mut tx, id).await?,
        catalogue: customers::catalogue(&mut tx, id).await?,
        texts: customers::consent_texts(&mut tx, id, now).await?,
        rules: customer.rules,
        methods: signed_in.actor.methods.iter().copied().collect(),
        recognisers: recognisers(&mut tx, id).await?,
        support: customer.support,
    }))
}

async fn recognisers(tx: &mut Transaction, customer: CustomerId) -> Result<Vec<Recogniser>, Refusal> {
    let mut all = Vec::new();
    for account in accounts::of_customer(tx, customer).await? {
        let recognises =
            |profile| matches!(profile, Profile::MasterRao | Profile::Rao | Profile::RegistrationClerk);
        let mut units: Vec<_> = accounts::mandates(tx, account.id)
            .await?
            .iter()
            .filter(|mandate| mandate.ended_at.is_none() && recognises(mandate.profile))
            .map(|mandate| mandate.unit)
            .collect();
        units.sort_unstable();
        units.dedup();
        if account.disabled_at.is_none() && !units.is_empty() {
            all.push(Recogniser {
                account: account.id,
                full_name: account.full_name(),
                operator_code: account.operator_code,
                units,
            });
        }
    }
    Ok(all)
}
