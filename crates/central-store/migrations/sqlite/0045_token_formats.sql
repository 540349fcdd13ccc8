-- Requests to format a returned token: who asked, who approved.
-- The binary before this one still works: it does not know of them. Once a token was formatted the management keys of its
-- enrolments are empty; that binary opens none of an enrolment that has ended.

CREATE TABLE token_formats (
    id            TEXT    NOT NULL PRIMARY KEY,
    token_id      TEXT    NOT NULL REFERENCES tokens (id),
    step          TEXT    NOT NULL CHECK (step IN ('asked', 'approved', 'formatted', 'calledOff')),
    step_since    INTEGER NOT NULL,
    asked_by      TEXT    NOT NULL REFERENCES accounts (id),
    asked_at      INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    approved_by   TEXT    REFERENCES accounts (id),
    approved_at   INTEGER,
    -- When a desk was first given what opens the token.
    opened_at     INTEGER,
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    -- Nobody approves what was asked by the same person.
    CHECK (approved_by IS NULL OR approved_by <> asked_by),
    CHECK (step NOT IN ('approved', 'formatted') OR approved_by IS NOT NULL),
    CHECK (step <> 'formatted' OR opened_at IS NOT NULL)
) STRICT;
CREATE INDEX token_formats_of_token ON token_formats (token_id, asked_at, id);
CREATE INDEX enrolments_by_token ON enrolments (customer_id, token_serial, begun_at);
