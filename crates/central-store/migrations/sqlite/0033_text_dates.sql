-- Since when a version of a consent text is the one that is asked for; 0 for those from before this was noted.
-- The binary before this one still works: what it adds counts as having been there always.

ALTER TABLE consent_texts ADD COLUMN current_from INTEGER NOT NULL DEFAULT 0;
