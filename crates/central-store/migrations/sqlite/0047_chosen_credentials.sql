-- An officer can come back to a certificate that was registered before the present one.
-- The binary before this one still works: it takes the one that was registered last.

ALTER TABLE officer_credentials ADD COLUMN chosen_at INTEGER;
