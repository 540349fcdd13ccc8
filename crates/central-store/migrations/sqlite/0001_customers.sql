-- Customers (tenants) with their units, catalogue and consent texts.
-- First version: there is no binary before it.

CREATE TABLE customers (
    id            TEXT    NOT NULL PRIMARY KEY,
    -- Short code of the customer at the provider.
    client_code   TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    -- JSON of CustomerRules.
    rules         TEXT    NOT NULL,
    -- JSON list of SupportLink.
    support       TEXT    NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE units (
    id            TEXT    NOT NULL PRIMARY KEY,
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    parent_id     TEXT    REFERENCES units (id),
    name          TEXT    NOT NULL,
    place         TEXT    NOT NULL,
    -- Order in lists.
    position      INTEGER NOT NULL
) STRICT;
CREATE INDEX units_of_customer ON units (customer_id, position);

CREATE TABLE catalogue_items (
    id            TEXT    NOT NULL PRIMARY KEY,
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    -- JSON of CatalogueItem.
    definition    TEXT    NOT NULL,
    position      INTEGER NOT NULL
) STRICT;
CREATE INDEX catalogue_of_customer ON catalogue_items (customer_id, position);

-- Every version that was ever shown stays; the highest one of an id is asked now.
CREATE TABLE consent_texts (
    id            TEXT    NOT NULL,
    version       INTEGER NOT NULL CHECK (version > 0),
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    kind          TEXT    NOT NULL CHECK (kind IN ('terms', 'privacy', 'marketing')),
    -- JSON of ConsentText.
    definition    TEXT    NOT NULL,
    position      INTEGER NOT NULL,
    PRIMARY KEY (id, version)
) STRICT;
CREATE INDEX consent_texts_of_customer ON consent_texts (customer_id, position);
