-- Logins on their way, sessions and their keys. Keys and tickets are stored as SHA-256, hex, never themselves.
-- First version: there is no binary before it.

CREATE TABLE login_tickets (
    ticket_hash    TEXT    NOT NULL PRIMARY KEY,
    account_id     TEXT    NOT NULL REFERENCES accounts (id),
    workstation_id TEXT    NOT NULL REFERENCES workstations (id),
    stage          TEXT    NOT NULL CHECK (stage IN ('secondFactor', 'workplace')),
    expires_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX login_tickets_by_expiry ON login_tickets (expires_at);

-- A session is a family of keys.
CREATE TABLE sessions (
    id             TEXT    NOT NULL PRIMARY KEY,
    account_id     TEXT    NOT NULL REFERENCES accounts (id),
    customer_id    TEXT    NOT NULL REFERENCES customers (id),
    workstation_id TEXT    NOT NULL REFERENCES workstations (id),
    profile        TEXT    NOT NULL CHECK (profile IN
        ('customerAdministrator', 'masterRao', 'rao', 'registrationClerk', 'operator', 'auditor')),
    unit_id        TEXT    NOT NULL REFERENCES units (id),
    opened_at      INTEGER NOT NULL,
    -- However often it is refreshed, a session ends here.
    expires_at     INTEGER NOT NULL,
    ended_at       INTEGER,
    end_reason     TEXT    CHECK (end_reason IN ('signedOut', 'reuse', 'passwordReset', 'accountChanged'))
) STRICT;
CREATE INDEX sessions_of_account ON sessions (account_id, ended_at);

CREATE TABLE refresh_keys (
    key_hash       TEXT    NOT NULL PRIMARY KEY,
    session_id     TEXT    NOT NULL REFERENCES sessions (id),
    -- The key it was given for; null for the first of a session.
    parent_hash    TEXT,
    generation     INTEGER NOT NULL,
    -- fresh: given out, not seen since. used: it, or the access key given with it, was seen. retired: a later one was.
    state          TEXT    NOT NULL CHECK (state IN ('fresh', 'used', 'retired')),
    issued_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX refresh_keys_of_session ON refresh_keys (session_id, generation);

CREATE TABLE access_keys (
    key_hash       TEXT    NOT NULL PRIMARY KEY,
    session_id     TEXT    NOT NULL REFERENCES sessions (id),
    -- The refresh key that was given with it.
    refresh_hash   TEXT    NOT NULL,
    expires_at     INTEGER NOT NULL,
    first_used_at  INTEGER
) STRICT;
CREATE INDEX access_keys_by_expiry ON access_keys (expires_at);
CREATE INDEX access_keys_of_session ON access_keys (session_id);
