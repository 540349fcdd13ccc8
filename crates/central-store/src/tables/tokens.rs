//! The stock of tokens: what each unit has, and what became of each token.

use sportello_domain::{
    account::Profile,
    catalogue::Carrier,
    ids::{AccountId, CustomerId, DeviceTypeId, ProductId, TokenId, UnitId},
    moment::Timestamp,
    token::{DeviceType, TokenStatus},
    token_serial::TokenSerial,
};

use crate::{Row, StoreError, Transaction, filter::Filter, value::params};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub customer: CustomerId,
    pub unit: UnitId,
    pub device_type: DeviceTypeId,
    pub serial: TokenSerial,
    pub version: u32,
    pub status: TokenStatus,
    pub status_since: Timestamp,
    pub used: bool,
    pub product: Option<ProductId>,
    pub received_at: Timestamp,
}

/// A token with what is known of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundToken {
    pub token: Token,
    pub device_type: DeviceType,
}

/// One line of a token's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenLine {
    pub at: Timestamp,
    pub what: String,
    /// The unit that had it from then on.
    pub unit: UnitId,
    pub account: Option<AccountId>,
    pub profile: Option<Profile>,
    pub reason: Option<String>,
}

/// What to find tokens by; what is empty does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenFilter {
    pub statuses: Vec<TokenStatus>,
    pub unit: Option<UnitId>,
    /// Beginning of the serial, spelled as it is kept.
    pub serial: Option<String>,
}

/// Adds a kind of token.
pub async fn insert_device_type(
    tx: &mut Transaction,
    customer: CustomerId,
    device_type: &DeviceType,
    position: u32,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO device_types (id, customer_id, name, carrier, qscd, position) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![device_type.id, customer, &device_type.name, device_type.carrier, device_type.qscd, position],
    )
    .await?;
    Ok(())
}

/// The kinds of tokens a customer uses, in their order.
pub async fn device_types(tx: &mut Transaction, customer: CustomerId) -> Result<Vec<DeviceType>, StoreError> {
    let sql = "SELECT id, name, carrier, qscd FROM device_types WHERE customer_id = $1 ORDER BY position, id";
    tx.all(sql, params![customer])
        .await?
        .iter()
        .map(|row| {
            Ok(DeviceType {
                id: row.parsed("id")?,
                name: row.text("name")?,
                carrier: row.parsed::<Carrier>("carrier")?,
                qscd: row.truth("qscd")?,
            })
        })
        .collect()
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.customer_id, t.unit_id, t.device_type_id, t.serial, t.version, t.status, ",
            "t.status_since, t.used, t.product_id, t.received_at, d.name AS type_name, d.carrier AS type_carrier, ",
            "d.qscd AS type_qscd FROM tokens t JOIN device_types d ON d.id = t.device_type_id ",
            $rest
        )
    };
}

fn found(row: &Row) -> Result<FoundToken, StoreError> {
    let token = Token {
        id: row.parsed("id")?,
        customer: row.parsed("customer_id")?,
        unit: row.parsed("unit_id")?,
        device_type: row.parsed("device_type_id")?,
        serial: row.parsed("serial")?,
        version: row.number("version")?,
        status: row.parsed("status")?,
        status_since: row.at("status_since")?,
        used: row.truth("used")?,
        product: row.parsed_or_none("product_id")?,
        received_at: row.at("received_at")?,
    };
    let device_type = DeviceType {
        id: token.device_type,
        name: row.text("type_name")?,
        carrier: row.parsed("type_carrier")?,
        qscd: row.truth("type_qscd")?,
    };
    Ok(FoundToken { token, device_type })
}

/// Adds a token.
pub async fn insert(tx: &mut Transaction, token: &Token) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO tokens (id, customer_id, unit_id, device_type_id, serial, version, status, status_since, used, \
         product_id, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            token.id,
            token.customer,
            token.unit,
            token.device_type,
            token.serial.as_str(),
            token.version,
            token.status,
            token.status_since,
            token.used,
            token.product,
            token.received_at
        ],
    )
    .await?;
    Ok(())
}

/// Writes what can change of a token, if its version is still the one that was read; answers the new one.
pub async fn update(tx: &mut Transaction, token: &Token) -> Result<Option<u32>, StoreError> {
    let sql = "UPDATE tokens SET version = version + 1, unit_id = $3, status = $4, status_since = $5, used = $6, \
               product_id = $7 WHERE id = $1 AND version = $2 RETURNING version";
    let params = params![
        token.id,
        token.version,
        token.unit,
        token.status,
        token.status_since,
        token.used,
        token.product
    ];
    tx.optional(sql, params).await?.map(|row| row.number("version")).transpose()
}

/// A token of a customer by its id.
pub async fn find(
    tx: &mut Transaction,
    customer: CustomerId,
    id: TokenId,
) -> Result<Option<FoundToken>, StoreError> {
    let sql = select!("WHERE t.customer_id = $1 AND t.id = $2");
    tx.optional(sql, params![customer, id]).await?.as_ref().map(found).transpose()
}

/// A token of a customer by its serial.
pub async fn find_by_serial(
    tx: &mut Transaction,
    customer: CustomerId,
    serial: &TokenSerial,
) -> Result<Option<FoundToken>, StoreError> {
    let sql = select!("WHERE t.customer_id = $1 AND t.serial = $2");
    tx.optional(sql, params![customer, serial.as_str()]).await?.as_ref().map(found).transpose()
}

/// A page of at most `limit` tokens by their serial, after the last one of the page before; within these units, or
/// within the whole customer.
pub async fn search(
    tx: &mut Transaction,
    customer: CustomerId,
    units: Option<&[UnitId]>,
    filter: &TokenFilter,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<FoundToken>, StoreError> {
    let mut sql = Filter::new(select!("WHERE t.customer_id = $1"), params![customer]);
    within(&mut sql, units);
    sql.and_if("t.unit_id = ", filter.unit);
    if !filter.statuses.is_empty() {
        sql.add(" AND t.status IN ");
        sql.list(filter.statuses.iter().copied());
    }
    if let Some(serial) = &filter.serial {
        sql.add(" AND ");
        sql.begins("t.serial", serial);
    }
    sql.and_if("t.serial > ", after);
    sql.add(" ORDER BY t.serial LIMIT ");
    sql.value(limit);
    let (sql, params) = sql.into_parts();
    tx.all_built(sql, params).await?.iter().map(found).collect()
}

fn within(sql: &mut Filter, units: Option<&[UnitId]>) {
    if let Some(units) = units {
        sql.add(" AND t.unit_id IN ");
        sql.list(units.iter().copied());
    }
}

/// How many tokens each unit has in each status.
pub async fn count(
    tx: &mut Transaction,
    customer: CustomerId,
    units: Option<&[UnitId]>,
) -> Result<Vec<(UnitId, TokenStatus, u32)>, StoreError> {
    let mut sql = Filter::new(
        "SELECT t.unit_id, t.status, COUNT(*) AS count FROM tokens t WHERE t.customer_id = $1",
        params![customer],
    );
    within(&mut sql, units);
    sql.add(" GROUP BY t.unit_id, t.status ORDER BY t.unit_id, t.status");
    let (sql, params) = sql.into_parts();
    tx.all_built(sql, params)
        .await?
        .iter()
        .map(|row| Ok((row.parsed("unit_id")?, row.parsed("status")?, row.number("count")?)))
        .collect()
}

/// The serials that a unit has in these statuses, in their order.
pub async fn serials(
    tx: &mut Transaction,
    customer: CustomerId,
    unit: UnitId,
    statuses: impl Iterator<Item = TokenStatus>,
) -> Result<Vec<TokenSerial>, StoreError> {
    let mut sql = Filter::new(
        "SELECT t.serial FROM tokens t WHERE t.customer_id = $1 AND t.unit_id = $2 AND t.status IN ",
        params![customer, unit],
    );
    sql.list(statuses);
    sql.add(" ORDER BY t.serial");
    let (sql, params) = sql.into_parts();
    tx.all_built(sql, params).await?.iter().map(|row| row.parsed("serial")).collect()
}

/// Adds a line to a token's history.
pub async fn add_line(tx: &mut Transaction, token: TokenId, line: &TokenLine) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO token_history (token_id, number, at, what, unit_id, account_id, profile, reason) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM token_history WHERE token_id = $1",
        params![token, line.at, &line.what, line.unit, line.account, line.profile, line.reason.as_ref()],
    )
    .await?;
    Ok(())
}

/// A token's history, oldest first, with the names of the unit and of whoever did it.
pub async fn history(
    tx: &mut Transaction,
    token: TokenId,
) -> Result<Vec<(TokenLine, String, Option<String>)>, StoreError> {
    let sql = "SELECT h.at, h.what, h.unit_id, h.account_id, h.profile, h.reason, u.name AS unit_name, \
               a.given_names || ' ' || a.surname AS who FROM token_history h JOIN units u ON u.id = h.unit_id \
               LEFT JOIN accounts a ON a.id = h.account_id WHERE h.token_id = $1 ORDER BY h.number";
    tx.all(sql, params![token])
        .await?
        .iter()
        .map(|row| {
            let line = TokenLine {
                at: row.at("at")?,
                what: row.text("what")?,
                unit: row.parsed("unit_id")?,
                account: row.parsed_or_none("account_id")?,
                profile: row.parsed_or_none("profile")?,
                reason: row.text_or_none("reason")?,
            };
            Ok((line, row.text("unit_name")?, row.text_or_none("who")?))
        })
        .collect()
}
