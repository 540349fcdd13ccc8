-- What ends by itself is looked for every hour.
-- The binary before this one still works: it does not look.

CREATE INDEX products_expiring ON products (expires_at) WHERE status IN ('toActivate', 'active', 'suspended');
CREATE INDEX requests_open ON requests (status_since)
    WHERE status IN ('submitted', 'inRecognition', 'contractToSign', 'recognised', 'returned');
