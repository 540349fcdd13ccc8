-- The certification authority: its keys' certificates, what waits for the key, what was issued, the status lists.
-- First version: there is no binary before it.

CREATE TABLE signing_keys (
    -- Part of the addresses in certificates: /ca/<name>.cer, /crl/<name>.crl.
    name          TEXT    NOT NULL PRIMARY KEY,
    role          TEXT    NOT NULL CHECK (role IN ('root', 'issuing', 'responder')),
    -- The newest of a role is used; older ones are kept for what they signed.
    created_at    INTEGER NOT NULL,
    -- X.509, DER.
    certificate   BLOB    NOT NULL,
    -- file: wrapped here. pkcs11: in a token, under this name. apart: in a file of its own, not for the service.
    place         TEXT    NOT NULL CHECK (place IN ('file', 'pkcs11', 'apart')),
    -- PKCS#8 under the authority's master key.
    wrapped       BLOB,
    CHECK ((place = 'file') = (wrapped IS NOT NULL))
) STRICT;
CREATE INDEX signing_keys_newest ON signing_keys (role, created_at);

-- Linted bytes on their way to the key. After a crash they are signed again, and nothing else is.
CREATE TABLE prepared_issues (
    -- What it is for, e.g. `product:<id>:signature`.
    owner         TEXT    NOT NULL PRIMARY KEY,
    certificate_id TEXT   NOT NULL UNIQUE,
    signer        TEXT    NOT NULL REFERENCES signing_keys (name),
    serial        TEXT    NOT NULL,
    -- JSON of the prepared issue.
    prepared      TEXT    NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE certificates (
    id            TEXT    NOT NULL PRIMARY KEY,
    -- As in `prepared_issues`: a second certificate for the same thing cannot be.
    owner         TEXT    NOT NULL UNIQUE,
    customer_id   TEXT    REFERENCES customers (id),
    product_id    TEXT    REFERENCES products (id),
    account_id    TEXT    REFERENCES accounts (id),
    kind          TEXT    NOT NULL CHECK (kind IN ('signature', 'authentication', 'officer', 'responder')),
    profile       TEXT    NOT NULL,
    signer        TEXT    NOT NULL REFERENCES signing_keys (name),
    -- Lower-case hex.
    serial        TEXT    NOT NULL,
    certificate   BLOB    NOT NULL,
    -- SHA-256 of `certificate`, lower-case hex.
    fingerprint   TEXT    NOT NULL UNIQUE,
    not_before    INTEGER NOT NULL,
    not_after     INTEGER NOT NULL,
    issued_at     INTEGER NOT NULL,
    -- What was decided.
    status        TEXT    NOT NULL CHECK (status IN ('good', 'suspended', 'revoked')),
    status_since  INTEGER NOT NULL,
    -- A reason of RFC 5280 §5.3.1 by its name; null where the procedure gives none.
    reason        TEXT,
    -- What the newest status list says: set in the transaction that stores the list, and what OCSP answers, so that
    -- the two cannot disagree.
    listed_status TEXT    NOT NULL CHECK (listed_status IN ('good', 'suspended', 'revoked')),
    listed_since  INTEGER NOT NULL,
    listed_reason TEXT,
    UNIQUE (signer, serial)
) STRICT;
CREATE INDEX certificates_of_product ON certificates (product_id) WHERE product_id IS NOT NULL;
CREATE INDEX certificates_not_good ON certificates (signer) WHERE status <> 'good';
CREATE INDEX certificates_listed ON certificates (signer) WHERE listed_status <> 'good';

-- Which certificates an officer signs reports with.
CREATE TABLE officer_credentials (
    certificate_id TEXT   NOT NULL PRIMARY KEY REFERENCES certificates (id),
    account_id    TEXT    NOT NULL REFERENCES accounts (id),
    registered_at INTEGER NOT NULL,
    -- A reset of the account's factors unbinds them.
    unbound_at    INTEGER
) STRICT;
CREATE INDEX credentials_of_account ON officer_credentials (account_id, registered_at);

CREATE TABLE status_lists (
    signer        TEXT    NOT NULL REFERENCES signing_keys (name),
    number        INTEGER NOT NULL CHECK (number > 0),
    list          BLOB    NOT NULL,
    this_update   INTEGER NOT NULL,
    next_update   INTEGER NOT NULL,
    entries       INTEGER NOT NULL,
    PRIMARY KEY (signer, number)
) STRICT;
