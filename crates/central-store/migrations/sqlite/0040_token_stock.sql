-- The stock of blank tokens: which kinds there are, which unit has which, what became of each, and the counts of drawers.
-- The binary before this one still works: it does not know of them.

CREATE TABLE device_types (
    id            TEXT    NOT NULL PRIMARY KEY,
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    name          TEXT    NOT NULL,
    carrier       TEXT    NOT NULL CHECK (carrier IN ('smartCard', 'usbToken')),
    qscd          INTEGER NOT NULL CHECK (qscd IN (0, 1)),
    position      INTEGER NOT NULL
) STRICT;
CREATE INDEX device_types_of_customer ON device_types (customer_id, position);

CREATE TABLE tokens (
    id            TEXT    NOT NULL PRIMARY KEY,
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    unit_id       TEXT    NOT NULL REFERENCES units (id),
    device_type_id TEXT   NOT NULL REFERENCES device_types (id),
    -- As domain::token_serial keeps it: capital letters and digits.
    serial        TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    status        TEXT    NOT NULL CHECK (status IN
        ('inStock', 'reserved', 'initialised', 'enrolled', 'delivered', 'damaged', 'lost', 'returned', 'disposed')),
    status_since  INTEGER NOT NULL,
    -- Something was written on it since it was received, or formatted.
    used          INTEGER NOT NULL CHECK (used IN (0, 1)),
    -- Which product it is kept for, or was.
    product_id    TEXT    REFERENCES products (id),
    received_at   INTEGER NOT NULL,
    -- Another customer may have received a token of the same serial: neither learns of it.
    UNIQUE (customer_id, serial)
) STRICT;
CREATE INDEX tokens_of_unit ON tokens (customer_id, unit_id, status, serial);
CREATE INDEX tokens_by_status ON tokens (customer_id, status, serial);
CREATE INDEX tokens_of_product ON tokens (product_id) WHERE product_id IS NOT NULL;

CREATE TABLE token_history (
    token_id      TEXT    NOT NULL REFERENCES tokens (id),
    number        INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    -- A status, or what else became of it: received, moved.
    what          TEXT    NOT NULL,
    -- The unit that had it from then on.
    unit_id       TEXT    NOT NULL REFERENCES units (id),
    account_id    TEXT    REFERENCES accounts (id),
    profile       TEXT,
    reason        TEXT,
    PRIMARY KEY (token_id, number)
) STRICT;

CREATE TABLE stock_counts (
    id            TEXT    NOT NULL PRIMARY KEY,
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    unit_id       TEXT    NOT NULL REFERENCES units (id),
    at            INTEGER NOT NULL,
    account_id    TEXT    NOT NULL REFERENCES accounts (id),
    -- 1: serial by serial; 0: only how many.
    by_serial     INTEGER NOT NULL CHECK (by_serial IN (0, 1)),
    expected      INTEGER NOT NULL,
    found         INTEGER NOT NULL,
    -- JSON lists of serials.
    missing       TEXT    NOT NULL,
    unexpected    TEXT    NOT NULL,
    note          TEXT
) STRICT;
CREATE INDEX stock_counts_newest ON stock_counts (customer_id, at, id);
