//! The counts of the units' drawers: kept as they came out.

use sportello_domain::{
    ids::{AccountId, CustomerId, StockCountId, UnitId},
    moment::Timestamp,
    token_serial::TokenSerial,
};

use crate::{StoreError, Transaction, filter::Filter, row::to_json, value::params};

/// A count of a unit's drawer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockCount {
    pub id: StockCountId,
    pub customer: CustomerId,
    pub unit: UnitId,
    pub at: Timestamp,
    pub account: AccountId,
    pub by_serial: bool,
    pub expected: u32,
    pub found: u32,
    pub missing: Vec<TokenSerial>,
    pub unexpected: Vec<String>,
    pub note: Option<String>,
}

/// Adds a count.
pub async fn insert(tx: &mut Transaction, count: &StockCount) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO stock_counts (id, customer_id, unit_id, at, account_id, by_serial, expected, found, missing, \
         unexpected, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            count.id,
            count.customer,
            count.unit,
            count.at,
            count.account,
            count.by_serial,
            count.expected,
            count.found,
            to_json(&count.missing, "missing")?,
            to_json(&count.unexpected, "unexpected")?,
            count.note.as_ref()
        ],
    )
    .await?;
    Ok(())
}

/// The newest counts within these units, or within the whole customer, with the name of whoever counted.
pub async fn newest(
    tx: &mut Transaction,
    customer: CustomerId,
    units: Option<&[UnitId]>,
    limit: u32,
) -> Result<Vec<(StockCount, String)>, StoreError> {
    let mut sql = Filter::new(
        "SELECT c.id, c.customer_id, c.unit_id, c.at, c.account_id, c.by_serial, c.expected, c.found, c.missing, \
         c.unexpected, c.note, a.given_names || ' ' || a.surname AS who FROM stock_counts c \
         JOIN accounts a ON a.id = c.account_id WHERE c.customer_id = $1",
        params![customer],
    );
    if let Some(units) = units {
        sql.add(" AND c.unit_id IN ");
        sql.list(units.iter().copied());
    }
    sql.add(" ORDER BY c.at DESC, c.id DESC LIMIT ");
    sql.value(limit);
    let (sql, params) = sql.into_parts();
    tx.all_built(sql, params)
        .await?
        .iter()
        .map(|row| {
            let count = StockCount {
                id: row.parsed("id")?,
                customer: row.parsed("customer_id")?,
                unit: row.parsed("unit_id")?,
                at: row.at("at")?,
                account: row.parsed("account_id")?,
                by_serial: row.truth("by_serial")?,
                expected: row.number("expected")?,
                found: row.number("found")?,
                missing: row.json("missing")?,
                unexpected: row.json("unexpected")?,
                note: row.text_or_none("note")?,
            };
            Ok((count, row.text("who")?))
        })
        .collect()
}
