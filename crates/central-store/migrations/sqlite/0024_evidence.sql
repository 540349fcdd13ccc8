-- What is known of each object in the evidence store. The objects themselves are files or a bucket.
-- First version: there is no binary before it.

CREATE TABLE evidence (
    id            TEXT    NOT NULL PRIMARY KEY,
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    -- SHA-256 of the plain bytes, lower-case hex.
    sha256        TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    media_type    TEXT    NOT NULL,
    -- The object's own key, wrapped under the evidence master key.
    wrapped_key   BLOB    NOT NULL,
    stored_at     INTEGER NOT NULL,
    stored_by     TEXT    NOT NULL REFERENCES accounts (id)
) STRICT;
CREATE INDEX evidence_of_customer ON evidence (customer_id, stored_at);
