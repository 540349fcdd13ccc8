-- Time-stamps: a unit's key and certificate beside the authority's, and which report was stamped how.
-- The binary before this one still works, but for `revoke` on a unit's certificate, whose kind it does not know.

-- Two checks learn a word. A table that others refer to is made anew under its own name, so that what refers to it is
-- looked at again at the end (https://www.sqlite.org/foreignkeys.html#fk_deferred).
PRAGMA defer_foreign_keys = ON;

CREATE TABLE signing_keys_before AS SELECT * FROM signing_keys;
DROP TABLE signing_keys;
CREATE TABLE signing_keys (
    -- Part of the addresses in certificates: /ca/<name>.cer, /crl/<name>.crl.
    name          TEXT    NOT NULL PRIMARY KEY,
    role          TEXT    NOT NULL CHECK (role IN ('root', 'issuing', 'responder', 'timestamping')),
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
INSERT INTO signing_keys (name, role, created_at, certificate, place, wrapped)
    SELECT name, role, created_at, certificate, place, wrapped FROM signing_keys_before;
DROP TABLE signing_keys_before;
CREATE INDEX signing_keys_newest ON signing_keys (role, created_at);

CREATE TABLE certificates_before AS SELECT * FROM certificates;
DROP TABLE certificates;
CREATE TABLE certificates (
    id            TEXT    NOT NULL PRIMARY KEY,
    -- As in `prepared_issues`: a second certificate for the same thing cannot be.
    owner         TEXT    NOT NULL UNIQUE,
    customer_id   TEXT    REFERENCES customers (id),
    product_id    TEXT    REFERENCES products (id),
    account_id    TEXT    REFERENCES accounts (id),
    kind          TEXT    NOT NULL CHECK (kind IN
        ('signature', 'authentication', 'officer', 'responder', 'timestamping')),
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
INSERT INTO certificates (id, owner, customer_id, product_id, account_id, kind, profile, signer, serial, certificate,
                          fingerprint, not_before, not_after, issued_at, status, status_since, reason, listed_status,
                          listed_since, listed_reason)
    SELECT id, owner, customer_id, product_id, account_id, kind, profile, signer, serial, certificate,
           fingerprint, not_before, not_after, issued_at, status, status_since, reason, listed_status,
           listed_since, listed_reason FROM certificates_before;
DROP TABLE certificates_before;
CREATE INDEX certificates_of_product ON certificates (product_id) WHERE product_id IS NOT NULL;
CREATE INDEX certificates_not_good ON certificates (signer) WHERE status <> 'good';
CREATE INDEX certificates_listed ON certificates (signer) WHERE listed_status <> 'good';

-- What an officer handed in, and what was kept of it: the same bytes with a time-stamp behind them.
CREATE TABLE stamped_reports (
    -- The one that counts.
    evidence_id   TEXT    NOT NULL PRIMARY KEY REFERENCES evidence (id),
    -- A report counts once.
    handed_in_id  TEXT    NOT NULL UNIQUE REFERENCES evidence (id),
    -- The stamp's serial number, lower-case hex.
    serial        TEXT    NOT NULL UNIQUE,
    stamped_at    INTEGER NOT NULL
) STRICT;
