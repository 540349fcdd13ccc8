-- Accounts of the customers' people, where they may work, and the workstations they work at.
-- First version: there is no binary before it.

CREATE TABLE accounts (
    id               TEXT    NOT NULL PRIMARY KEY,
    customer_id      TEXT    NOT NULL REFERENCES customers (id),
    -- Lower case; unique over all customers, because the login does not name one.
    user_name        TEXT    NOT NULL UNIQUE,
    given_names      TEXT    NOT NULL,
    surname          TEXT    NOT NULL,
    tax_code         TEXT    NOT NULL,
    operator_code    TEXT    NOT NULL,
    email            TEXT    NOT NULL,
    mobile           TEXT    NOT NULL,
    -- argon2id, PHC string.
    password_hash    TEXT    NOT NULL,
    -- TOTP secret, sealed under the accounts' master key.
    totp_sealed      BLOB    NOT NULL,
    -- The last time step whose code was accepted: a code works once (RFC 6238 section 5.2).
    totp_last_step   INTEGER NOT NULL DEFAULT 0,
    failed_attempts  INTEGER NOT NULL DEFAULT 0,
    locked_until     INTEGER,
    last_login_at    INTEGER,
    -- Null while the account is in use.
    disabled_at      INTEGER,
    created_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_of_customer ON accounts (customer_id, user_name);

CREATE TABLE workplaces (
    account_id    TEXT    NOT NULL REFERENCES accounts (id),
    profile       TEXT    NOT NULL CHECK (profile IN
        ('customerAdministrator', 'masterRao', 'rao', 'registrationClerk', 'operator', 'auditor')),
    unit_id       TEXT    NOT NULL REFERENCES units (id),
    -- Since when the mandate holds, and until when; a report signed outside is refused.
    granted_at    INTEGER NOT NULL,
    ended_at      INTEGER,
    position      INTEGER NOT NULL,
    PRIMARY KEY (account_id, profile, unit_id)
) STRICT;

CREATE TABLE account_methods (
    account_id    TEXT    NOT NULL REFERENCES accounts (id),
    method        TEXT    NOT NULL CHECK (method IN ('offline', 'liveId', 'signId', 'spid')),
    PRIMARY KEY (account_id, method)
) STRICT;

CREATE TABLE workstations (
    id            TEXT    NOT NULL PRIMARY KEY,
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    name          TEXT    NOT NULL,
    -- SubjectPublicKeyInfo, P-256, DER.
    public_key    BLOB    NOT NULL,
    registered_at INTEGER NOT NULL,
    -- Null while it is in use.
    barred_at     INTEGER
) STRICT;

-- One-time codes with which an installation is registered; SHA-256 of the code, hex.
CREATE TABLE enrolment_codes (
    code_hash     TEXT    NOT NULL PRIMARY KEY,
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    expires_at    INTEGER NOT NULL,
    used_at       INTEGER,
    workstation_id TEXT   REFERENCES workstations (id)
) STRICT;

-- Links for password recovery; SHA-256 of the code, hex.
CREATE TABLE account_links (
    code_hash     TEXT    NOT NULL PRIMARY KEY,
    account_id    TEXT    NOT NULL REFERENCES accounts (id),
    expires_at    INTEGER NOT NULL,
    used_at       INTEGER
) STRICT;
CREATE INDEX links_of_account ON account_links (account_id);
