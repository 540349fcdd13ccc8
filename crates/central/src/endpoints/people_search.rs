//! `POST /v1/people-searches`: step 2 of a request. A search is no write, but what is searched by belongs into no
//! address.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::{
        people::{self, PersonFilter},
        products,
    },
};
use sportello_contract::central::people::{KnownDocument, KnownPerson, PersonQuery};
use sportello_domain::{document::EvidenceRef, error_code::ErrorCode, person::Person, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, cases::OpenCase, input::Input, signed_in::SignedIn};

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

/// How far back the images of a document are looked for.
const MOST_CASES: u32 = 5;
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
    let mut people = Vec::with_capacity(found.len());
    for known in found {
        let images = match &known.document {
            Some(document) => images(&mut tx, &signed_in, &known.person, document).await?,
            None => Vec::new(),
        };
        people.push(KnownPerson {
            id: known.id,
            person: known.person,
            contacts: known.contacts,
            document: known.document,
            images,
            last_seen_at: known.last_seen_at,
        });
    }
    Ok(Json(people))
}

/// The images of the document, from the newest case that shows it and that the caller may read: the registry is the
/// customer's, a case is not everybody's.
async fn images(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    person: &Person,
    document: &KnownDocument,
) -> Result<Vec<EvidenceRef>, Refusal> {
    let tax_code = person.tax_code.as_str();
    let requests = products::requests_of_tax_code(tx, signed_in.customer(), tax_code, MOST_CASES).await?;
    for request in requests {
        let open = OpenCase::find(tx, signed_in, request).await?;
        if signed_in.may(Action::ReadCase, &open.target()).is_err() {
            continue;
        }
        if let Some(shown) = open.request.case.document
            && (shown.kind, &shown.number) == (document.kind, &document.number)
        {
            return Ok(shown.images);
        }
    }
    Ok(Vec::new())
}
