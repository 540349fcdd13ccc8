//! The search for products: twelve filters, newest first, page by page, within what the actor may read.

use sportello_domain::{
    catalogue::RecognitionMethod,
    ids::{AccountId, CustomerId, ProductId, UnitId},
    moment::Timestamp,
    places::fold,
    product::ProductStatus,
    request::RequestStatus,
};

use super::products::{Product, product};
use crate::{Row, StoreError, Transaction, filter::Filter, value::params};

/// What may be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything of the customer.
    Customer,
    /// What belongs to these units.
    Units(Vec<UnitId>),
    /// What this account entered, and what these units have to identify.
    OwnAndToIdentify(AccountId, Vec<UnitId>),
    /// What this account entered.
    Own(AccountId),
}

/// The twelve filters; what is empty does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductFilter {
    pub order_id: Option<String>,
    pub user_id: Option<String>,
    pub lookup_code: Option<String>,
    pub statuses: Vec<ProductStatus>,
    pub nickname: Option<String>,
    /// From this instant.
    pub activated_from: Option<Timestamp>,
    /// Before this instant.
    pub activated_before: Option<Timestamp>,
    pub input_from: Option<Timestamp>,
    pub input_before: Option<Timestamp>,
    pub tax_code: Option<String>,
    /// Beginning of surname or given names, or of both in either order.
    pub name: Option<String>,
    pub email: Option<String>,
    pub mobile: Option<String>,
    /// Beginning of the operator's name or user name.
    pub operator: Option<String>,
}

/// A product that was found, with what a table shows beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundProduct {
    pub product: Product,
    pub order_id: String,
    pub request_status: RequestStatus,
    pub method: RecognitionMethod,
    pub applicant: String,
    pub tax_code: String,
    pub operator: String,
}

fn found(row: &Row) -> Result<FoundProduct, StoreError> {
    Ok(FoundProduct {
        product: product(row)?,
        order_id: row.text("order_id")?,
        request_status: row.parsed("request_status")?,
        method: row.parsed("method")?,
        applicant: row.text("applicant_name")?,
        tax_code: row.text("tax_code")?,
        operator: row.text("operator")?,
    })
}

fn within(sql: &mut Filter, scope: &Scope) {
    match scope {
        Scope::Customer => {}
        Scope::Units(units) => {
            sql.add(" AND p.unit_id IN ");
            sql.list(units.iter().copied());
        }
        Scope::Own(account) => {
            sql.add(" AND r.entered_by = ");
            sql.value(*account);
        }
        Scope::OwnAndToIdentify(account, units) => {
            sql.add(" AND (r.entered_by = ");
            sql.value(*account);
            sql.add(" OR (p.status IN ('toIdentify', 'recognitionInProgress') AND p.unit_id IN ");
            sql.list(units.iter().copied());
            sql.add("))");
        }
    }
}

/// A page of at most `limit` products after the last one of the page before.
pub async fn search(
    tx: &mut Transaction,
    customer: CustomerId,
    scope: &Scope,
    filter: &ProductFilter,
    after: Option<(Timestamp, ProductId)>,
    limit: u32,
) -> Result<Vec<FoundProduct>, StoreError> {
    let mut sql = Filter::new(
        "SELECT p.id, p.request_id, p.customer_id, p.unit_id, p.position, p.version, p.status, p.status_since, \
         p.user_id, p.definition, p.input_at, p.iut, p.activated_at, p.expires_at, p.billing_expires_on, \
         p.applicant_name, p.tax_code, r.order_id, r.status AS request_status, r.method, \
         a.given_names || ' ' || a.surname AS operator FROM products p JOIN requests r ON r.id = p.request_id \
         JOIN accounts a ON a.id = r.entered_by WHERE p.customer_id = $1",
        params![customer],
    );
    within(&mut sql, scope);
    let upper = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_uppercase());
    sql.and_if("r.order_id = ", upper(&filter.order_id));
    sql.and_if("p.user_id = ", upper(&filter.user_id));
    sql.and_if("p.lookup_code = ", filter.lookup_code.as_ref().map(|text| text.trim().to_owned()));
    if !filter.statuses.is_empty() {
        sql.add(" AND p.status IN ");
        sql.list(filter.statuses.iter().copied());
    }
    if let Some(nickname) = &filter.nickname {
        sql.add(" AND ");
        sql.begins("p.nickname_key", &fold(nickname));
    }
    sql.and_if("p.activated_at >= ", filter.activated_from);
    sql.and_if("p.activated_at < ", filter.activated_before);
    sql.and_if("p.input_at >= ", filter.input_from);
    sql.and_if("p.input_at < ", filter.input_before);
    sql.and_if("p.tax_code = ", upper(&filter.tax_code));
    if let Some(name) = &filter.name {
        let name = fold(name);
        sql.add(" AND (");
        sql.begins("p.surname_first_key", &name);
        sql.add(" OR ");
        sql.begins("p.given_first_key", &name);
        sql.add(")");
    }
    sql.and_if("p.email_key = ", filter.email.as_ref().map(|email| email.trim().to_lowercase()));
    sql.and_if("p.mobile = ", filter.mobile.as_ref().map(|mobile| mobile.trim().to_owned()));
    if let Some(operator) = &filter.operator {
        sql.add(" AND (");
        sql.begins("p.operator_key", &fold(operator));
        sql.add(" OR ");
        sql.begins("p.operator_user", &operator.trim().to_lowercase());
        sql.add(")");
    }
    if let Some((at, id)) = after {
        sql.add(" AND (p.input_at, p.id) < (");
        sql.value(at);
        sql.add(", ");
        sql.value(id);
        sql.add(")");
    }
    sql.add(" ORDER BY p.input_at DESC, p.id DESC LIMIT ");
    sql.value(limit);
    let (sql, params) = sql.into_parts();
    tx.all_built(sql, params).await?.iter().map(found).collect()
}

/// How many products stand in each status, within what may be found.
pub async fn count_by_status(
    tx: &mut Transaction,
    customer: CustomerId,
    scope: &Scope,
) -> Result<Vec<(ProductStatus, u32)>, StoreError> {
    let mut sql = Filter::new(
        "SELECT p.status, COUNT(*) AS count FROM products p JOIN requests r ON r.id = p.request_id \
         WHERE p.customer_id = $1",
        params![customer],
    );
    within(&mut sql, scope);
    sql.add(" GROUP BY p.status");
    let (sql, params) = sql.into_parts();
    tx.all_built(sql, params)
        .await?
        .iter()
        .map(|row| Ok((row.parsed("status")?, row.number("count")?)))
        .collect()
}
