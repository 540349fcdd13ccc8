-- Cases that were confirmed, sent back and replaced: what was said then is kept.
-- The binary before this one still works: it does not look here.

CREATE TABLE past_cases (
    request_id       TEXT    NOT NULL REFERENCES requests (id),
    -- The request's version until which the case counted.
    version          INTEGER NOT NULL,
    case_json        TEXT    NOT NULL,
    case_sha256      TEXT    NOT NULL,
    PRIMARY KEY (request_id, version)
) STRICT;
