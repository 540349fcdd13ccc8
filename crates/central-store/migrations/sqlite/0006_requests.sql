-- Requests (orders, once received), their products, their history, and which evidence belongs to them.
-- First version: there is no binary before it.

CREATE TABLE requests (
    id               TEXT    NOT NULL PRIMARY KEY,
    customer_id      TEXT    NOT NULL REFERENCES customers (id),
    unit_id          TEXT    NOT NULL REFERENCES units (id),
    version          INTEGER NOT NULL,
    status           TEXT    NOT NULL CHECK (status IN
        ('submitted', 'inRecognition', 'contractToSign', 'recognised', 'inIssuance', 'completed',
         'returned', 'rejected', 'expired', 'cancelled')),
    status_since     INTEGER NOT NULL,
    reason           TEXT,
    contract_status  TEXT    NOT NULL CHECK (contract_status IN
        ('none', 'toSignByHand', 'uploaded', 'linkSent', 'opened', 'signed', 'refused', 'expired')),
    method           TEXT    NOT NULL CHECK (method IN ('offline', 'liveId', 'signId', 'spid')),
    order_id         TEXT    NOT NULL UNIQUE,
    activation_code  TEXT    NOT NULL,
    person_id        TEXT    NOT NULL REFERENCES people (id),
    entered_by       TEXT    NOT NULL REFERENCES accounts (id),
    received_at      INTEGER NOT NULL,
    -- JSON of Case, and SHA-256 of its canonical bytes.
    case_json        TEXT    NOT NULL,
    case_sha256      TEXT    NOT NULL,
    -- Once it is recognised.
    recogniser_id    TEXT    REFERENCES accounts (id),
    recognised_on    TEXT,
    recognised_place TEXT,
    report_evidence  TEXT,
    report_accepted_at INTEGER
) STRICT;
CREATE INDEX requests_of_customer ON requests (customer_id, received_at);

CREATE TABLE products (
    id               TEXT    NOT NULL PRIMARY KEY,
    request_id       TEXT    NOT NULL REFERENCES requests (id),
    customer_id      TEXT    NOT NULL REFERENCES customers (id),
    unit_id          TEXT    NOT NULL REFERENCES units (id),
    -- Order within the request.
    position         INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    status           TEXT    NOT NULL CHECK (status IN
        ('toIdentify', 'recognitionInProgress', 'toBeIssued', 'inIssuance', 'issuanceFailed', 'toActivate',
         'active', 'suspended', 'revoked', 'expired', 'cancelled')),
    status_since     INTEGER NOT NULL,
    user_id          TEXT    NOT NULL UNIQUE,
    -- JSON of CaseProduct.
    definition       TEXT    NOT NULL,
    -- Folded text for finding (case and accents gone), taken from the case and the operator.
    applicant_name   TEXT    NOT NULL,
    tax_code         TEXT    NOT NULL,
    -- Surname then given names, and the other way round: either may be typed first.
    surname_first_key TEXT   NOT NULL,
    given_first_key  TEXT    NOT NULL,
    email_key        TEXT    NOT NULL,
    mobile           TEXT    NOT NULL,
    operator_key     TEXT    NOT NULL,
    operator_user    TEXT    NOT NULL,
    lookup_code      TEXT,
    nickname_key     TEXT,
    input_at         INTEGER NOT NULL,
    -- Once it is issued.
    iut              TEXT    UNIQUE,
    activated_at     INTEGER,
    expires_at       INTEGER,
    billing_expires_on TEXT
) STRICT;
CREATE INDEX products_of_request ON products (request_id, position);
CREATE INDEX products_newest ON products (customer_id, input_at, id);
CREATE INDEX products_by_status ON products (customer_id, status, input_at, id);
CREATE INDEX products_by_tax_code ON products (customer_id, tax_code, input_at, id);
CREATE INDEX products_by_name ON products (customer_id, surname_first_key, input_at, id);
CREATE INDEX products_by_email ON products (customer_id, email_key);
CREATE INDEX products_by_mobile ON products (customer_id, mobile);

CREATE TABLE history (
    request_id       TEXT    NOT NULL REFERENCES requests (id),
    number           INTEGER NOT NULL,
    -- Null for what concerns the request as a whole.
    product_id       TEXT    REFERENCES products (id),
    at               INTEGER NOT NULL,
    what             TEXT    NOT NULL,
    account_id       TEXT    REFERENCES accounts (id),
    profile          TEXT,
    reason           TEXT,
    PRIMARY KEY (request_id, number)
) STRICT;

CREATE TABLE request_evidence (
    evidence_id      TEXT    NOT NULL PRIMARY KEY,
    request_id       TEXT    NOT NULL REFERENCES requests (id),
    kind             TEXT    NOT NULL CHECK (kind IN ('documentImage', 'signedForm', 'recognitionReport', 'other')),
    side             TEXT    CHECK (side IN ('front', 'back', 'both')),
    added_at         INTEGER NOT NULL,
    added_by         TEXT    NOT NULL REFERENCES accounts (id)
) STRICT;
CREATE INDEX evidence_of_request ON request_evidence (request_id, added_at);
