-- Effects that follow a fact: mails, status lists, issues to be finished. Written in the transaction of the fact.
-- First version: there is no binary before it.

CREATE TABLE jobs (
    id            TEXT    NOT NULL PRIMARY KEY,
    kind          TEXT    NOT NULL,
    -- JSON; ids only, never a secret, never personal data.
    payload       TEXT    NOT NULL,
    -- Two jobs with one key are one job, also when the first is done: recurring work is `kind:period`.
    unique_key    TEXT    UNIQUE,
    state         TEXT    NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    run_at        INTEGER NOT NULL,
    -- How often it was begun.
    attempts      INTEGER NOT NULL DEFAULT 0,
    -- Who is at it; free again once the lease has run out.
    lease         TEXT,
    leased_until  INTEGER,
    -- A word and a number at most, for the operator.
    last_error    TEXT,
    created_at    INTEGER NOT NULL,
    finished_at   INTEGER
) STRICT;
CREATE INDEX jobs_waiting ON jobs (run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state <> 'waiting';
