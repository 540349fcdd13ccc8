//! Customers, their units, catalogue and consent texts.

use serde::{Serialize, de::DeserializeOwned};
use sportello_domain::{
    account::Unit,
    catalogue::{CatalogueItem, ConsentText, CustomerRules},
    ids::{CatalogueItemId, CustomerId, UnitId},
    moment::Timestamp,
};

use crate::{Row, StoreError, Transaction, row::to_json, value::params};

/// A customer. `S` is how its support links look: the store does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer<S> {
    pub id: CustomerId,
    pub client_code: String,
    pub name: String,
    pub rules: CustomerRules,
    pub support: S,
}

/// Adds a customer.
pub async fn insert<S: Serialize>(
    tx: &mut Transaction,
    customer: &Customer<S>,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO customers (id, client_code, name, rules, support, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            customer.id,
            &customer.client_code,
            &customer.name,
            to_json(&customer.rules, "rules")?,
            to_json(&customer.support, "support")?,
            at
        ],
    )
    .await?;
    Ok(())
}

fn customer<S: DeserializeOwned>(row: &Row) -> Result<Customer<S>, StoreError> {
    Ok(Customer {
        id: row.parsed("id")?,
        client_code: row.text("client_code")?,
        name: row.text("name")?,
        rules: row.json("rules")?,
        support: row.json("support")?,
    })
}

/// A customer by its id.
pub async fn find<S: DeserializeOwned>(
    tx: &mut Transaction,
    id: CustomerId,
) -> Result<Option<Customer<S>>, StoreError> {
    let sql = "SELECT id, client_code, name, rules, support FROM customers WHERE id = $1";
    tx.optional(sql, params![id]).await?.as_ref().map(customer).transpose()
}

/// All customers, in the order they were made: for the operator of the centre, never for a session.
pub async fn all<S: DeserializeOwned>(tx: &mut Transaction) -> Result<Vec<Customer<S>>, StoreError> {
    let sql = "SELECT id, client_code, name, rules, support FROM customers ORDER BY created_at, id";
    tx.all(sql, params![]).await?.iter().map(customer).collect()
}

/// Adds a unit.
pub async fn insert_unit(
    tx: &mut Transaction,
    customer: CustomerId,
    unit: &Unit,
    position: u32,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO units (id, customer_id, parent_id, name, place, position) VALUES ($1, $2, $3, $4, $5, $6)",
        params![unit.id, customer, unit.parent, &unit.name, &unit.place, position],
    )
    .await?;
    Ok(())
}

/// The customer's units, in the order of lists.
pub async fn units(tx: &mut Transaction, customer: CustomerId) -> Result<Vec<Unit>, StoreError> {
    let sql = "SELECT id, parent_id, name, place FROM units WHERE customer_id = $1 ORDER BY position, id";
    tx.all(sql, params![customer])
        .await?
        .iter()
        .map(|row| {
            Ok(Unit {
                id: row.parsed("id")?,
                name: row.text("name")?,
                parent: row.parsed_or_none::<UnitId>("parent_id")?,
                place: row.text("place")?,
            })
        })
        .collect()
}

/// Adds a catalogue row.
pub async fn insert_catalogue_item(
    tx: &mut Transaction,
    customer: CustomerId,
    item: &CatalogueItem,
    position: u32,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO catalogue_items (id, customer_id, definition, position) VALUES ($1, $2, $3, $4)",
        params![item.id, customer, to_json(item, "definition")?, position],
    )
    .await?;
    Ok(())
}

/// The customer's catalogue, in its order.
pub async fn catalogue(tx: &mut Transaction, customer: CustomerId) -> Result<Vec<CatalogueItem>, StoreError> {
    let sql = "SELECT definition FROM catalogue_items WHERE customer_id = $1 ORDER BY position, id";
    tx.all(sql, params![customer]).await?.iter().map(|row| row.json("definition")).collect()
}

/// One row of the customer's catalogue.
pub async fn catalogue_item(
    tx: &mut Transaction,
    customer: CustomerId,
    item: CatalogueItemId,
) -> Result<Option<CatalogueItem>, StoreError> {
    let sql = "SELECT definition FROM catalogue_items WHERE customer_id = $1 AND id = $2";
    tx.optional(sql, params![customer, item]).await?.map(|row| row.json("definition")).transpose()
}

/// Adds a version of a consent text, asked for from a moment on.
pub async fn insert_consent_text(
    tx: &mut Transaction,
    customer: CustomerId,
    text: &ConsentText,
    position: u32,
    current_from: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO consent_texts (id, version, customer_id, kind, definition, position, current_from) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            text.id,
            text.version,
            customer,
            text.kind,
            to_json(text, "definition")?,
            position,
            current_from
        ],
    )
    .await?;
    Ok(())
}

/// The texts asked for at a moment: the highest version of each that there was.
pub async fn consent_texts(
    tx: &mut Transaction,
    customer: CustomerId,
    at: Timestamp,
) -> Result<Vec<ConsentText>, StoreError> {
    let sql = "SELECT definition FROM consent_texts t WHERE customer_id = $1 AND version = \
               (SELECT MAX(version) FROM consent_texts n WHERE n.id = t.id AND n.current_from <= $2) \
               ORDER BY position, id";
    tx.all(sql, params![customer, at]).await?.iter().map(|row| row.json("definition")).collect()
}

/// A version of a consent text, and when it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedText {
    pub text: ConsentText,
    pub from: Timestamp,
    /// When the next version took its place; `None` while none has.
    pub until: Option<Timestamp>,
}

/// Every version of every text, in the order of lists, each text's oldest first.
pub async fn dated_texts(tx: &mut Transaction, customer: CustomerId) -> Result<Vec<DatedText>, StoreError> {
    let sql = "SELECT t.definition, t.current_from, (SELECT MIN(n.current_from) FROM consent_texts n \
               WHERE n.id = t.id AND n.version > t.version) AS current_until \
               FROM consent_texts t WHERE t.customer_id = $1 ORDER BY t.position, t.id, t.version";
    tx.all(sql, params![customer])
        .await?
        .iter()
        .map(|row| {
            Ok(DatedText {
                text: row.json("definition")?,
                from: row.at("current_from")?,
                until: row.at_or_none("current_until")?,
            })
        })
        .collect()
}
