-- Holders' keys at the centre, the checks of the codes that open them, and the envelopes on their way to the holder.
-- First version: there is no binary before it.

CREATE TABLE remote_keys (
    product_id    TEXT    NOT NULL PRIMARY KEY REFERENCES products (id),
    -- SubjectPublicKeyInfo, DER.
    public_key    BLOB    NOT NULL,
    place         TEXT    NOT NULL CHECK (place IN ('file', 'pkcs11')),
    -- PKCS#8 under the remote keys' master key.
    wrapped       BLOB,
    created_at    INTEGER NOT NULL,
    -- argon2id, PHC strings: what verifies the codes of the newest envelope. The codes themselves are nowhere.
    pin_check     TEXT,
    puk_check     TEXT,
    emergency_check TEXT,
    -- True until the holder has chosen a PIN of their own.
    pin_is_initial INTEGER NOT NULL DEFAULT 1,
    codes_set_at  INTEGER,
    CHECK ((place = 'file') = (wrapped IS NOT NULL))
) STRICT;

CREATE TABLE envelopes (
    id            TEXT    NOT NULL PRIMARY KEY,
    product_id    TEXT    NOT NULL REFERENCES products (id),
    -- The encrypted PDF, sealed once more under the envelopes' master key; null once it was handed to the mail.
    sealed        BLOB,
    created_at    INTEGER NOT NULL,
    sent_at       INTEGER
) STRICT;
CREATE INDEX envelopes_of_product ON envelopes (product_id, created_at);
