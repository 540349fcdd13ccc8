//! Drafts: the desk's until they are handed in.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sportello_contract::error::WireError;
use sportello_desk::{ports::StoreError, records::DraftRecord};
use sportello_domain::{draft::DraftContent, ids::RequestId, moment::Timestamp, request::RequestStatus};

use super::{from_json, instant, json, optional_json, word};
use crate::fault::of_sql;

pub(crate) const CREATE: &str = "
CREATE TABLE drafts (
    id           TEXT PRIMARY KEY,
    version      INTEGER NOT NULL,
    content      TEXT NOT NULL,
    owner        TEXT NOT NULL,
    owner_name   TEXT NOT NULL,
    unit         TEXT NOT NULL,
    product      TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    saved_at     INTEGER NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('draft', 'waitingToSend', 'returned')),
    local_code   TEXT,
    returned     TEXT,
    refused      TEXT,
    discarded_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_by_save ON drafts (saved_at) WHERE discarded_at IS NULL;";

/// The statuses in which a draft is edited and confirmed.
const EDITABLE: &str = "status IN ('draft', 'returned') AND discarded_at IS NULL";

pub(crate) fn insert(connection: &Connection, draft: &DraftRecord) -> Result<(), StoreError> {
    let returned = draft.returned.as_ref().map(json).transpose()?;
    let refused = draft.refused.as_ref().map(json).transpose()?;
    connection
        .execute(
            "INSERT INTO drafts (id, version, content, owner, owner_name, unit, product, created_at, saved_at,
                                 status, local_code, returned, refused, discarded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                draft.id.to_string(),
                draft.version,
                json(&draft.content)?,
                draft.owner.to_string(),
                draft.owner_name,
                draft.unit.to_string(),
                draft.product.to_string(),
                draft.created_at.micros(),
                draft.saved_at.micros(),
                draft.status.as_str(),
                draft.local_code,
                returned,
                refused,
                draft.discarded_at.map(Timestamp::micros),
            ],
        )
        .map_err(of_sql)?;
    Ok(())
}

pub(crate) fn save(
    connection: &Connection,
    id: RequestId,
    expected: u32,
    content: &DraftContent,
    at: Timestamp,
) -> Result<(), StoreError> {
    let done = connection
        .execute(
            &format!(
                "UPDATE drafts SET content = ?3, saved_at = ?4, version = version + 1
                 WHERE id = ?1 AND version = ?2 AND {EDITABLE}"
            ),
            params![id.to_string(), expected, json(content)?, at.micros()],
        )
        .map_err(of_sql)?;
    if done == 1 { Ok(()) } else { Err(why_not(connection, id, expected)?) }
}

pub(crate) fn mark(
    connection: &Connection,
    id: RequestId,
    expected: Option<u32>,
    status: RequestStatus,
    local_code: Option<&str>,
    refused: Option<&WireError>,
) -> Result<(), StoreError> {
    let refused = refused.map(json).transpose()?;
    let guard = if expected.is_some() { format!("AND version = ?2 AND {EDITABLE}") } else { String::new() };
    let done = connection
        .execute(
            &format!(
                "UPDATE drafts SET status = ?3, local_code = ?4, refused = ?5, version = version + 1
                 WHERE id = ?1 AND (?2 IS NULL OR 1) {guard}"
            ),
            params![id.to_string(), expected, status.as_str(), local_code, refused],
        )
        .map_err(of_sql)?;
    if done == 1 { Ok(()) } else { Err(why_not(connection, id, expected.unwrap_or_default())?) }
}

pub(crate) fn discard(
    connection: &Connection,
    id: RequestId,
    at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let done = connection
        .execute(
            "UPDATE drafts SET discarded_at = ?2 WHERE id = ?1",
            params![id.to_string(), at.map(Timestamp::micros)],
        )
        .map_err(of_sql)?;
    if done == 1 { Ok(()) } else { Err(StoreError::NoDraft) }
}

pub(crate) fn delete(connection: &Connection, id: RequestId) -> Result<(), StoreError> {
    connection.execute("DELETE FROM drafts WHERE id = ?1", [id.to_string()]).map_err(of_sql)?;
    Ok(())
}

pub(crate) fn get(connection: &Connection, id: RequestId) -> Result<Option<DraftRecord>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM drafts WHERE id = ?1").map_err(of_sql)?;
    statement.query_row([id.to_string()], |row| Ok(read(row))).optional().map_err(of_sql)?.transpose()
}

pub(crate) fn list(connection: &Connection) -> Result<Vec<DraftRecord>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM drafts WHERE discarded_at IS NULL ORDER BY saved_at DESC, id DESC")
        .map_err(of_sql)?;
    let rows = statement.query_map([], |row| Ok(read(row))).map_err(of_sql)?;
    rows.map(|row| row.map_err(of_sql)?).collect()
}

pub(crate) fn discarded_before(connection: &Connection, at: Timestamp) -> Result<Vec<RequestId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM drafts WHERE discarded_at < ?1").map_err(of_sql)?;
    let rows = statement.query_map([at.micros()], |row| Ok(word(row, "id"))).map_err(of_sql)?;
    rows.map(|row| row.map_err(of_sql)?).collect()
}

fn why_not(connection: &Connection, id: RequestId, expected: u32) -> Result<StoreError, StoreError> {
    let found = get(connection, id)?;
    Ok(match found {
        Some(draft) if draft.discarded_at.is_none() => {
            StoreError::Outdated { stored: draft.version, expected }
        }
        _ => StoreError::NoDraft,
    })
}

fn read(row: &Row<'_>) -> Result<DraftRecord, StoreError> {
    let content: String = row.get("content").map_err(of_sql)?;
    let discarded: Option<i64> = row.get("discarded_at").map_err(of_sql)?;
    Ok(DraftRecord {
        id: word(row, "id")?,
        version: row.get("version").map_err(of_sql)?,
        content: from_json(&content)?,
        owner: word(row, "owner")?,
        owner_name: row.get("owner_name").map_err(of_sql)?,
        unit: word(row, "unit")?,
        product: word(row, "product")?,
        created_at: instant(row, "created_at")?,
        saved_at: instant(row, "saved_at")?,
        status: word(row, "status")?,
        local_code: row.get("local_code").map_err(of_sql)?,
        returned: optional_json(row, "returned")?,
        refused: optional_json(row, "refused")?,
        discarded_at: discarded.and_then(Timestamp::from_micros),
    })
}
