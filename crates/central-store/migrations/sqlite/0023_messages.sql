-- E-mails and SMS on their way out.
-- First version: there is no binary before it.

CREATE TABLE messages (
    id            TEXT    NOT NULL PRIMARY KEY,
    -- Whose people it concerns.
    customer_id   TEXT    NOT NULL REFERENCES customers (id),
    channel       TEXT    NOT NULL CHECK (channel IN ('email', 'sms')),
    -- Which text, e.g. `envelope`.
    template      TEXT    NOT NULL,
    -- Addressee, subject and text as JSON, sealed under the envelopes' master key: it may hold a link. Null once sent.
    sealed        BLOB,
    -- Goes along as an attachment.
    envelope_id   TEXT    REFERENCES envelopes (id),
    created_at    INTEGER NOT NULL,
    sent_at       INTEGER
) STRICT;
