//! Evidence: what each attachment is, and the key of its file.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};
use sportello_desk::ports::StoreError;
use sportello_domain::{
    document::EvidenceRef,
    ids::{EvidenceId, RequestId},
    moment::Timestamp,
};

use super::{from_json, json, word};
use crate::fault::of_sql;

pub(crate) const CREATE: &str = "
CREATE TABLE evidence (
    id       TEXT PRIMARY KEY,
    request  TEXT NOT NULL,
    facts    TEXT NOT NULL,
    file_key BLOB NOT NULL,
    kept_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_request ON evidence (request);";

pub(crate) fn insert(
    connection: &Connection,
    request: RequestId,
    evidence: &EvidenceRef,
    file_key: &[u8],
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .execute(
            "INSERT INTO evidence (id, request, facts, file_key, kept_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![evidence.id.to_string(), request.to_string(), json(evidence)?, file_key, at.micros()],
        )
        .map_err(of_sql)?;
    Ok(())
}

pub(crate) fn get(connection: &Connection, id: EvidenceId) -> Result<Option<EvidenceRef>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT facts FROM evidence WHERE id = ?1").map_err(of_sql)?;
    let facts: Option<String> =
        statement.query_row([id.to_string()], |row| row.get(0)).optional().map_err(of_sql)?;
    facts.map(|facts| from_json(&facts)).transpose()
}

pub(crate) fn file_key(connection: &Connection, id: EvidenceId) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT file_key FROM evidence WHERE id = ?1").map_err(of_sql)?;
    statement.query_row([id.to_string()], |row| row.get(0)).optional().map_err(of_sql)
}

pub(crate) fn delete(connection: &Connection, id: EvidenceId) -> Result<(), StoreError> {
    connection.execute("DELETE FROM evidence WHERE id = ?1", [id.to_string()]).map_err(of_sql)?;
    Ok(())
}

/// Removes the rows of a request's evidence that no waiting write needs; gives their ids.
pub(crate) fn delete_of(connection: &Connection, request: RequestId) -> Result<Vec<EvidenceId>, StoreError> {
    let mut statement = connection
        .prepare_cached(
            "DELETE FROM evidence WHERE request = ?1 AND id NOT IN
                 (SELECT evidence FROM outbox WHERE evidence IS NOT NULL AND state_kind <> 'received')
             RETURNING id",
        )
        .map_err(of_sql)?;
    let rows = statement.query_map([request.to_string()], |row| Ok(word(row, "id"))).map_err(of_sql)?;
    rows.map(|row| row.map_err(of_sql)?).collect()
}

pub(crate) fn all(connection: &Connection) -> Result<HashSet<EvidenceId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM evidence").map_err(of_sql)?;
    let rows = statement.query_map([], |row| Ok(word(row, "id"))).map_err(of_sql)?;
    rows.map(|row| row.map_err(of_sql)?).collect()
}
