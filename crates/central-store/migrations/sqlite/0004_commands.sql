-- Commands with their stored answers, the audit chain, counters.
-- First version: there is no binary before it.

CREATE TABLE commands (
    id            TEXT    NOT NULL PRIMARY KEY,
    account_id    TEXT    NOT NULL REFERENCES accounts (id),
    -- The endpoint's path as it was called: a command belongs to one thing.
    path          TEXT    NOT NULL,
    -- SHA-256 of the canonical body, keyed where the body holds a secret; hex.
    body_hash     TEXT    NOT NULL,
    received_at   INTEGER NOT NULL,
    -- JSON of the answer with its receipt.
    answer        TEXT    NOT NULL
) STRICT;

-- Append-only; `chain` is SHA-256 over the chain before and this row's fields.
CREATE TABLE audit_events (
    number        INTEGER NOT NULL PRIMARY KEY,
    at            INTEGER NOT NULL,
    customer_id   TEXT,
    account_id    TEXT,
    profile       TEXT,
    unit_id       TEXT,
    workstation_id TEXT,
    what          TEXT    NOT NULL,
    target        TEXT    NOT NULL,
    outcome       TEXT    NOT NULL,
    -- Hash of what was done where there is one (case, report, body), hex; empty otherwise.
    detail        TEXT    NOT NULL,
    chain         TEXT    NOT NULL UNIQUE
) STRICT;
CREATE INDEX audit_of_customer ON audit_events (customer_id, number);
CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events
    BEGIN SELECT RAISE (ABORT, 'audit events are never changed'); END;
CREATE TRIGGER audit_events_remain BEFORE DELETE ON audit_events
    BEGIN SELECT RAISE (ABORT, 'audit events are never deleted'); END;

-- The chain's head, signed with the audit key, so that a chain rewritten as a whole shows too.
CREATE TABLE audit_heads (
    number        INTEGER NOT NULL PRIMARY KEY REFERENCES audit_events (number),
    chain         TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    -- ECDSA P-256/SHA-256 over number, chain and at, joined by a line feed; DER.
    signature     BLOB    NOT NULL
) STRICT;

CREATE TABLE counters (
    name          TEXT    NOT NULL PRIMARY KEY,
    value         INTEGER NOT NULL
) STRICT;
