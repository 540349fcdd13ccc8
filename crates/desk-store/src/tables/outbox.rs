//! The outbox: what waits to be sent, in the order in which it was decided.

use rusqlite::{Connection, Row, params};
use sportello_desk::{
    ports::StoreError,
    records::{OutboxRecord, OutboxState, Write},
};
use sportello_domain::ids::{CommandId, RequestId};

use super::{from_json, instant, json, word};
use crate::fault::of_sql;

pub(crate) const CREATE: &str = "
CREATE TABLE outbox (
    place      INTEGER PRIMARY KEY AUTOINCREMENT,
    command    TEXT NOT NULL UNIQUE,
    request    TEXT NOT NULL,
    account    TEXT NOT NULL,
    label      TEXT NOT NULL,
    write      TEXT NOT NULL,
    evidence   TEXT,
    made_at    INTEGER NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    sent       TEXT,
    state      TEXT NOT NULL,
    state_kind TEXT NOT NULL CHECK (state_kind IN ('waiting', 'refused', 'received'))
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state_kind, place);
CREATE INDEX outbox_by_request ON outbox (request);";

/// Received writes kept for the queue's view; older ones go, their receipts stay.
const RECEIVED_KEPT: u32 = 100;

pub(crate) fn insert(connection: &Connection, record: &OutboxRecord) -> Result<(), StoreError> {
    let evidence = match &record.write {
        Write::StoreEvidence { evidence } => Some(evidence.id.to_string()),
        _ => None,
    };
    connection
        .execute(
            "INSERT INTO outbox (command, request, account, label, write, evidence, made_at, attempts, sent, state,
                                 state_kind)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                record.command.to_string(),
                record.request.to_string(),
                record.account.to_string(),
                record.label,
                json(&record.write)?,
                evidence,
                record.made_at.micros(),
                record.attempts,
                record.sent,
                json(&record.state)?,
                kind(&record.state),
            ],
        )
        .map_err(of_sql)?;
    Ok(())
}

pub(crate) fn fix_bytes(connection: &Connection, command: CommandId, sent: &str) -> Result<(), StoreError> {
    connection
        .execute(
            "UPDATE outbox SET sent = ?2 WHERE command = ?1 AND sent IS NULL",
            params![command.to_string(), sent],
        )
        .map_err(of_sql)?;
    Ok(())
}

pub(crate) fn count_attempt(connection: &Connection, command: CommandId) -> Result<(), StoreError> {
    connection
        .execute("UPDATE outbox SET attempts = attempts + 1 WHERE command = ?1", [command.to_string()])
        .map_err(of_sql)?;
    Ok(())
}

pub(crate) fn settle(
    connection: &Connection,
    command: CommandId,
    state: &OutboxState,
) -> Result<(), StoreError> {
    connection
        .execute(
            "UPDATE outbox SET state = ?2, state_kind = ?3 WHERE command = ?1",
            params![command.to_string(), json(state)?, kind(state)],
        )
        .map_err(of_sql)?;
    if matches!(state, OutboxState::Received { .. }) {
        connection
            .execute(
                "DELETE FROM outbox WHERE state_kind = 'received' AND place NOT IN
                     (SELECT place FROM outbox WHERE state_kind = 'received' ORDER BY place DESC LIMIT ?1)",
                [RECEIVED_KEPT],
            )
            .map_err(of_sql)?;
    }
    Ok(())
}

pub(crate) fn withdraw(connection: &Connection, request: RequestId) -> Result<(), StoreError> {
    connection
        .execute("DELETE FROM outbox WHERE request = ?1 AND state_kind <> 'received'", [request.to_string()])
        .map_err(of_sql)?;
    Ok(())
}

pub(crate) fn abandon(connection: &Connection, command: CommandId) -> Result<(), StoreError> {
    connection
        .execute("DELETE FROM outbox WHERE command = ?1 AND state_kind <> 'received'", [command.to_string()])
        .map_err(of_sql)?;
    Ok(())
}

pub(crate) fn list(connection: &Connection, received: u32) -> Result<Vec<OutboxRecord>, StoreError> {
    let mut statement = connection
        .prepare_cached(
            "SELECT * FROM outbox WHERE state_kind <> 'received' OR place IN
                 (SELECT place FROM outbox WHERE state_kind = 'received' ORDER BY place DESC LIMIT ?1)
             ORDER BY place",
        )
        .map_err(of_sql)?;
    let rows = statement.query_map([received], |row| Ok(read(row))).map_err(of_sql)?;
    rows.map(|row| row.map_err(of_sql)?).collect()
}

const fn kind(state: &OutboxState) -> &'static str {
    match state {
        OutboxState::Waiting => "waiting",
        OutboxState::Refused { .. } => "refused",
        OutboxState::Received { .. } => "received",
    }
}

fn read(row: &Row<'_>) -> Result<OutboxRecord, StoreError> {
    let text = |column: &str| row.get::<_, String>(column).map_err(of_sql);
    Ok(OutboxRecord {
        command: word(row, "command")?,
        request: word(row, "request")?,
        account: word(row, "account")?,
        label: text("label")?,
        write: from_json(&text("write")?)?,
        made_at: instant(row, "made_at")?,
        attempts: row.get("attempts").map_err(of_sql)?,
        sent: row.get("sent").map_err(of_sql)?,
        state: from_json(&text("state")?)?,
    })
}
