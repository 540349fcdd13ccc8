-- Enrolments of tokens: where each stands, its codes, its keys. And the key of every certificate, so that none is
-- certified twice.
-- The binary before this one still works: it leaves the new column empty, as it is for certificates from before, whose
-- keys the centre made itself or took from an officer.

ALTER TABLE certificates ADD COLUMN key_sha256 TEXT;
CREATE INDEX certificates_by_key ON certificates (key_sha256) WHERE key_sha256 IS NOT NULL;

CREATE TABLE enrolments (
    id            TEXT    NOT NULL PRIMARY KEY,
    product_id    TEXT    NOT NULL REFERENCES products (id),
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    -- As the stock keeps it, where the customer has each serial once.
    token_serial  TEXT    NOT NULL,
    -- Whether the kind of token is a certified qualified device, as it was when the enrolment began.
    qscd          INTEGER NOT NULL,
    step          TEXT    NOT NULL CHECK (step IN ('begun', 'certifying', 'certified', 'confirmed', 'delivered',
                      'abandoned')),
    step_since    INTEGER NOT NULL,
    begun_at      INTEGER NOT NULL,
    -- PIN, PUK and emergency code, sealed under the envelopes' master key; null once their time has passed.
    codes         BLOB,
    -- Sealed under the same master key, and kept: without it the token cannot be formatted.
    management_key BLOB   NOT NULL,
    management_algorithm TEXT NOT NULL CHECK (management_algorithm IN ('aes256', 'tripleDes')),
    -- SubjectPublicKeyInfo, DER; null until two requests proved them.
    signature_key BLOB,
    authentication_key BLOB,
    -- SHA-256 of each, lower-case hex. One that was given up keeps its keys: they are not certified again.
    signature_key_sha256 TEXT UNIQUE,
    authentication_key_sha256 TEXT UNIQUE,
    -- What both keys sign to show that they are on the token.
    challenge     TEXT,
    -- argon2id, PHC string: what verifies the holder's emergency code; set with the envelope.
    emergency_check TEXT,
    CHECK ((signature_key IS NULL) = (authentication_key IS NULL)),
    CHECK (step IN ('begun', 'abandoned') OR (signature_key IS NOT NULL AND challenge IS NOT NULL))
) STRICT;
CREATE INDEX enrolments_of_product ON enrolments (product_id, begun_at);
-- One on its way for a product, and one for a token.
CREATE UNIQUE INDEX enrolments_under_way ON enrolments (product_id) WHERE step NOT IN ('delivered', 'abandoned');
CREATE UNIQUE INDEX enrolments_of_token ON enrolments (customer_id, token_serial)
    WHERE step NOT IN ('delivered', 'abandoned');
CREATE INDEX enrolments_with_codes ON enrolments (step_since) WHERE codes IS NOT NULL;
