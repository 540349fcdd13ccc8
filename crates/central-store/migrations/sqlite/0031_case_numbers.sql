-- Which of a request's cases evidence was filed for: a request that was returned and confirmed anew has another case,
-- and papers signed for the one before do not count for it. A new kind of evidence: an organisation's consent.
-- The binary before this one still works until the first such consent is filed; it files everything for the first case.

ALTER TABLE requests ADD COLUMN case_number INTEGER NOT NULL DEFAULT 1;
UPDATE requests SET case_number =
    1 + (SELECT COUNT(*) FROM past_cases p WHERE p.request_id = requests.id);

CREATE TABLE request_evidence_next (
    evidence_id      TEXT    NOT NULL PRIMARY KEY,
    request_id       TEXT    NOT NULL REFERENCES requests (id),
    kind             TEXT    NOT NULL CHECK (kind IN
        ('documentImage', 'signedForm', 'organisationConsent', 'recognitionReport', 'other')),
    side             TEXT    CHECK (side IN ('front', 'back', 'both')),
    added_at         INTEGER NOT NULL,
    added_by         TEXT    NOT NULL REFERENCES accounts (id),
    -- From 1; an image is of the newest case that names it.
    case_number      INTEGER NOT NULL DEFAULT 1
) STRICT;
-- The history tells when each case arrived.
INSERT INTO request_evidence_next (evidence_id, request_id, kind, side, added_at, added_by, case_number)
    SELECT e.evidence_id, e.request_id, e.kind, e.side, e.added_at, e.added_by,
           MAX(1, (SELECT COUNT(*) FROM history h WHERE h.request_id = e.request_id AND h.product_id IS NULL
                   AND h.what = 'submitted' AND h.at <= e.added_at))
    FROM request_evidence e;
DROP TABLE request_evidence;
ALTER TABLE request_evidence_next RENAME TO request_evidence;
CREATE INDEX evidence_of_request ON request_evidence (request_id, added_at);
