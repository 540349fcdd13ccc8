//! `POST /v1/people-searches`: step 2 of a request. A search is no write, but what is searched by belongs into no
//! address.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::people::{self, PersonFilter};
use sportello_contract::central::people::{KnownDocument, KnownPerson, PersonQuery};
use sportello_domain::{error_code::ErrorCode, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, input::Input, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/people-searches",
    guard: Guard::Right(Action::EditDraft),
    summary: "People of the customer's registry, by tax code or by three other data",
    query: None,
    input: Body::Json(schema::<PersonQuery>),
    output: Body::Json(schema::<Vec<KnownPerson>>),
    refusals: &[ErrorCode::BadInput],
    route: || on(MethodFilter::POST, search),
};

/// More than these nobody reads: something has to be added.
const MOST: u32 = 20;

async fn search(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Input(query): Input<PersonQuery>,
) -> Result<Json<Vec<KnownPerson>>, Refusal> {
    if !query.is_enough() {
        return Err(Refusal::bad_input(".", "tooLittle"));
    }
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let filter = PersonFilter {
        tax_code: filled(query.tax_code),
        surname: filled(query.surname),
        given_names: filled(query.given_names),
        born_on: query.born_on,
        birth_place: filled(query.birth_place),
        document_number: filled(query.document_number),
        email: filled(query.email),
        mobile: filled(query.mobile),
    };
    let mut tx = centre.store.read().await?;
    let found = people::search::<KnownDocument>(&mut tx, signed_in.customer(), &filter, MOST).await?;
    let found = found.into_iter().map(|known| KnownPerson {
        id: known.id,
        person: known.person,
        contacts: known.contacts,
        document: known.document,
        last_seen_at: known.last_seen_at,
    });
    Ok(Json(found.collect()))
}
