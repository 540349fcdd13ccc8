//! Products of requests.

use sportello_domain::{
    case::{Case, CaseProduct},
    ids::{CustomerId, ProductId, RequestId, UnitId},
    moment::{Day, Timestamp},
    places::fold,
    product::ProductStatus,
};

use crate::{Row, StoreError, Transaction, row::to_json, value::params};

/// A product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub id: ProductId,
    pub request: RequestId,
    pub customer: CustomerId,
    pub unit: UnitId,
    /// Order within the request.
    pub position: u32,
    pub version: u32,
    pub status: ProductStatus,
    pub status_since: Timestamp,
    /// The product's number, given by the centre.
    pub user_id: String,
    pub definition: CaseProduct,
    pub input_at: Timestamp,
    /// The holder's identifier at the provider, once issued.
    pub iut: Option<String>,
    pub activated_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub billing_expires_on: Option<Day>,
}

pub(super) fn product(row: &Row) -> Result<Product, StoreError> {
    Ok(Product {
        id: row.parsed("id")?,
        request: row.parsed("request_id")?,
        customer: row.parsed("customer_id")?,
        unit: row.parsed("unit_id")?,
        position: row.number("position")?,
        version: row.number("version")?,
        status: row.parsed("status")?,
        status_since: row.at("status_since")?,
        user_id: row.text("user_id")?,
        definition: row.json("definition")?,
        input_at: row.at("input_at")?,
        iut: row.text_or_none("iut")?,
        activated_at: row.at_or_none("activated_at")?,
        expires_at: row.at_or_none("expires_at")?,
        billing_expires_on: row.day_or_none("billing_expires_on")?,
    })
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, request_id, customer_id, unit_id, position, version, status, status_since, user_id, ",
            "definition, input_at, iut, activated_at, expires_at, billing_expires_on FROM products ",
            $rest
        )
    };
}

/// What is folded into the search columns beside the product itself.
#[derive(Clone, Copy)]
pub struct Searchable<'a> {
    pub case: &'a Case,
    pub operator_name: &'a str,
    pub operator_user_name: &'a str,
}

/// Adds a product.
pub async fn insert(
    tx: &mut Transaction,
    product: &Product,
    found_by: Searchable<'_>,
) -> Result<(), StoreError> {
    let person = &found_by.case.applicant;
    tx.execute(
        "INSERT INTO products (id, request_id, customer_id, unit_id, position, version, status, status_since, \
         user_id, definition, input_at, applicant_name, tax_code, surname_first_key, given_first_key, email_key, \
         mobile, operator_key, operator_user, lookup_code, nickname_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
         $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        params![
            product.id,
            product.request,
            product.customer,
            product.unit,
            product.position,
            product.version,
            product.status,
            product.status_since,
            &product.user_id,
            to_json(&product.definition, "definition")?,
            product.input_at,
            person.full_name(),
            person.tax_code.as_str(),
            fold(&format!("{} {}", person.surname, person.given_names)),
            fold(&person.full_name()),
            found_by.case.contacts.email.to_lowercase(),
            &found_by.case.contacts.mobile,
            fold(found_by.operator_name),
            found_by.operator_user_name,
            product.definition.lookup_code.as_ref(),
            product.definition.nickname.as_deref().map(fold)
        ],
    )
    .await?;
    Ok(())
}

/// A product by its id.
pub async fn find(tx: &mut Transaction, id: ProductId) -> Result<Option<Product>, StoreError> {
    tx.optional(select!("WHERE id = $1"), params![id]).await?.as_ref().map(product).transpose()
}

/// The products of a request, in their order.
pub async fn of_request(tx: &mut Transaction, request: RequestId) -> Result<Vec<Product>, StoreError> {
    tx.all(select!("WHERE request_id = $1 ORDER BY position"), params![request])
        .await?
        .iter()
        .map(product)
        .collect()
}

/// Products with a living certificate whose validity has ended, the oldest end first.
pub async fn past_validity(
    tx: &mut Transaction,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<ProductId>, StoreError> {
    let sql = "SELECT id FROM products WHERE expires_at <= $1 AND status IN ('toActivate', 'active', 'suspended') \
               ORDER BY expires_at, id LIMIT $2";
    tx.all(sql, params![now, limit]).await?.iter().map(|row| row.parsed("id")).collect()
}

/// The requests that ask for a product for this tax code, the newest first.
pub async fn requests_of_tax_code(
    tx: &mut Transaction,
    customer: CustomerId,
    tax_code: &str,
    most: u32,
) -> Result<Vec<RequestId>, StoreError> {
    let sql = "SELECT request_id FROM products WHERE customer_id = $1 AND tax_code = $2 AND position = 0 \
               ORDER BY input_at DESC, id DESC LIMIT $3";
    tx.all(sql, params![customer, tax_code, most]).await?.iter().map(|row| row.parsed("request_id")).collect()
}

/// Writes everything that can change, if the version is still the one that was read; raises it. Answers the new
/// version, or `None` where somebody else wrote first.
pub async fn update(tx: &mut Transaction, product: &Product) -> Result<Option<u32>, StoreError> {
    let changed = tx
        .execute(
            "UPDATE products SET version = version + 1, status = $3, status_since = $4, iut = $5, activated_at = $6, \
             expires_at = $7, billing_expires_on = $8 WHERE id = $1 AND version = $2",
            params![
                product.id,
                product.version,
                product.status,
                product.status_since,
                product.iut.as_ref(),
                product.activated_at,
                product.expires_at,
                product.billing_expires_on
            ],
        )
        .await?;
    Ok((changed == 1).then_some(product.version + 1))
}

/// Takes the products of a returned request away: the new case brings its own. Their numbers are not used again.
pub async fn remove_of_request(tx: &mut Transaction, request: RequestId) -> Result<(), StoreError> {
    tx.execute("UPDATE history SET product_id = NULL WHERE request_id = $1", params![request]).await?;
    tx.execute("DELETE FROM products WHERE request_id = $1", params![request]).await?;
    Ok(())
}

/// Whether a living credential of another person of the customer uses this e-mail; and whether one uses this mobile. An
/// issue that was begun holds them already, also while it is tried again.
pub async fn contacts_in_use(
    tx: &mut Transaction,
    customer: CustomerId,
    but_tax_code: &str,
    email: &str,
    mobile: &str,
) -> Result<(bool, bool), StoreError> {
    let sql = "SELECT COALESCE(MAX(CASE WHEN email_key = $3 THEN 1 ELSE 0 END), 0) AS email, \
               COALESCE(MAX(CASE WHEN mobile = $4 THEN 1 ELSE 0 END), 0) AS mobile \
               FROM products WHERE customer_id = $1 AND tax_code <> $2 AND (email_key = $3 OR mobile = $4) \
               AND status IN ('inIssuance', 'issuanceFailed', 'toActivate', 'active', 'suspended')";
    let row = tx.one(sql, params![customer, but_tax_code, email, mobile]).await?;
    Ok((row.truth("email")?, row.truth("mobile")?))
}
