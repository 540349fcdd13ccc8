//! The customers' registries of people.

use serde::{Serialize, de::DeserializeOwned};
use sportello_domain::{
    ids::{CustomerId, PersonId},
    moment::{Day, Timestamp},
    person::{Contacts, Person},
    places::fold,
};

use crate::{Row, StoreError, Transaction, filter::Filter, row::to_json, value::params};

/// A person of a registry. `D` is how the document last presented looks: the store knows only its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson<D> {
    pub id: PersonId,
    pub version: u32,
    pub person: Person,
    pub contacts: Contacts,
    pub document: Option<D>,
    pub last_seen_at: Timestamp,
}

/// What to find people by; everything given must agree. Names and places are compared folded, and from their beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonFilter {
    pub tax_code: Option<String>,
    pub surname: Option<String>,
    pub given_names: Option<String>,
    pub born_on: Option<Day>,
    pub birth_place: Option<String>,
    pub document_number: Option<String>,
    pub email: Option<String>,
    pub mobile: Option<String>,
}

fn known<D: DeserializeOwned>(row: &Row) -> Result<KnownPerson<D>, StoreError> {
    Ok(KnownPerson {
        id: row.parsed("id")?,
        version: row.number("version")?,
        person: row.json("person")?,
        contacts: row.json("contacts")?,
        document: row.json_or_none("document")?,
        last_seen_at: row.at("last_seen_at")?,
    })
}

/// People who fit, the one seen last first.
pub async fn search<D: DeserializeOwned>(
    tx: &mut Transaction,
    customer: CustomerId,
    filter: &PersonFilter,
    limit: u32,
) -> Result<Vec<KnownPerson<D>>, StoreError> {
    let mut sql = Filter::new(
        "SELECT id, version, person, contacts, document, last_seen_at FROM people WHERE customer_id = $1",
        params![customer],
    );
    sql.and_if("tax_code = ", filter.tax_code.as_ref().map(|code| code.trim().to_uppercase()));
    for (column, text) in [
        ("surname_key", &filter.surname),
        ("given_names_key", &filter.given_names),
        ("birth_place_key", &filter.birth_place),
    ] {
        if let Some(text) = text {
            sql.add(" AND ");
            sql.begins(column, &fold(text));
        }
    }
    sql.and_if("born_on = ", filter.born_on);
    sql.and_if("document_number = ", filter.document_number.as_ref().map(|n| n.trim().to_uppercase()));
    sql.and_if("email_key = ", filter.email.as_ref().map(|email| email.trim().to_lowercase()));
    sql.and_if("mobile = ", filter.mobile.as_ref().map(|mobile| mobile.trim().to_owned()));
    sql.add(" ORDER BY last_seen_at DESC, id LIMIT ");
    sql.value(limit);
    let (sql, params) = sql.into_parts();
    tx.all_built(sql, params).await?.iter().map(known).collect()
}

/// Keeps what a case says of a person: made new, or brought up to date by the tax code. Answers the person's id, which
/// is `fresh` only where the registry did not know the person.
pub async fn upsert<D: Serialize>(
    tx: &mut Transaction,
    customer: CustomerId,
    fresh: PersonId,
    person: &Person,
    contacts: &Contacts,
    document: Option<(&str, &D)>,
    at: Timestamp,
) -> Result<PersonId, StoreError> {
    let sql = "INSERT INTO people (id, customer_id, version, tax_code, surname_key, given_names_key, born_on, \
               birth_place_key, document_number, email_key, mobile, person, contacts, document, created_at, \
               last_seen_at) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) \
               ON CONFLICT (customer_id, tax_code) DO UPDATE SET version = people.version + 1, \
               surname_key = excluded.surname_key, given_names_key = excluded.given_names_key, \
               born_on = excluded.born_on, birth_place_key = excluded.birth_place_key, \
               document_number = COALESCE(excluded.document_number, people.document_number), \
               email_key = excluded.email_key, mobile = excluded.mobile, person = excluded.person, \
               contacts = excluded.contacts, document = COALESCE(excluded.document, people.document), \
               last_seen_at = excluded.last_seen_at RETURNING id";
    let params = params![
        fresh,
        customer,
        person.tax_code.as_str(),
        fold(&person.surname),
        fold(&person.given_names),
        person.born_on,
        fold(&person.birth_place.place),
        document.map(|(number, _)| number.to_uppercase()),
        contacts.email.to_lowercase(),
        &contacts.mobile,
        to_json(person, "person")?,
        to_json(contacts, "contacts")?,
        document.map(|(_, document)| to_json(document, "document")).transpose()?,
        at,
    ];
    tx.one(sql, params).await?.parsed("id")
}
