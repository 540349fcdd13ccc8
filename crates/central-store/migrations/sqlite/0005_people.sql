-- The customers' registries of people. The `…_key` columns hold folded text (case and accents gone) for finding.
-- First version: there is no binary before it.

CREATE TABLE people (
    id               TEXT    NOT NULL PRIMARY KEY,
    customer_id      TEXT    NOT NULL REFERENCES customers (id),
    version          INTEGER NOT NULL,
    tax_code         TEXT    NOT NULL,
    surname_key      TEXT    NOT NULL,
    given_names_key  TEXT    NOT NULL,
    born_on          TEXT    NOT NULL,
    birth_place_key  TEXT    NOT NULL,
    document_number  TEXT,
    email_key        TEXT    NOT NULL,
    mobile           TEXT    NOT NULL,
    -- JSON of Person, Contacts and KnownDocument.
    person           TEXT    NOT NULL,
    contacts         TEXT    NOT NULL,
    document         TEXT,
    created_at       INTEGER NOT NULL,
    last_seen_at     INTEGER NOT NULL,
    UNIQUE (customer_id, tax_code)
) STRICT;
CREATE INDEX people_by_name ON people (customer_id, surname_key, given_names_key);
CREATE INDEX people_by_birth ON people (customer_id, born_on);
CREATE INDEX people_by_document ON people (customer_id, document_number);
CREATE INDEX people_by_email ON people (customer_id, email_key);
CREATE INDEX people_by_mobile ON people (customer_id, mobile);
