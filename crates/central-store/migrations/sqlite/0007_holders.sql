-- The holders' own accounts: a password set by a link, and later the own area.
-- First version: there is no binary before it.

CREATE TABLE holders (
    id               TEXT    NOT NULL PRIMARY KEY,
    customer_id      TEXT    NOT NULL REFERENCES customers (id),
    person_id        TEXT    NOT NULL REFERENCES people (id),
    -- The identity of step 4, folded to lower case.
    identity         TEXT    NOT NULL,
    -- argon2id, PHC string; null until the password is set.
    password_hash    TEXT,
    password_set_at  INTEGER,
    created_at       INTEGER NOT NULL,
    UNIQUE (customer_id, identity)
) STRICT;

-- Links to set the password; SHA-256 of the code, hex.
CREATE TABLE holder_links (
    code_hash        TEXT    NOT NULL PRIMARY KEY,
    holder_id        TEXT    NOT NULL REFERENCES holders (id),
    expires_at       INTEGER NOT NULL,
    used_at          INTEGER
) STRICT;
CREATE INDEX links_of_holder ON holder_links (holder_id);
