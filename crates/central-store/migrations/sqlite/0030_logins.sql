-- A change of workplace names the session it replaces; a recovery mail says when it was asked for.
-- The binary before this one still works: it writes neither column.

ALTER TABLE login_tickets ADD COLUMN replaces TEXT REFERENCES sessions (id);
ALTER TABLE account_links ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;
