-- Officers' proofs: a challenge that was given out, and that its signature came in time.
-- The binary before this one still works: it begins enrolments without asking for a proof.

CREATE TABLE officer_proofs (
    -- What is signed. It names what it is for, and is signed once.
    challenge   TEXT    NOT NULL PRIMARY KEY,
    session_id  TEXT    NOT NULL,
    -- `enrolment:<product>`, `credential`.
    purpose     TEXT    NOT NULL,
    -- Null while it waits for its signature.
    proved_at   INTEGER,
    -- Of the challenge before that, of the proof afterwards.
    expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX officer_proofs_held ON officer_proofs (session_id, purpose);
CREATE INDEX officer_proofs_expiry ON officer_proofs (expires_at);
