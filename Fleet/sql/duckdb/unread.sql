-- Files that the other views pass over, because they are JSON and no whole report of a format known here, or redacted.
CREATE OR REPLACE TEMPORARY VIEW unread AS
SELECT site, day, file
FROM documents
WHERE formatVersion IS DISTINCT FROM 1 OR verdict IS NULL OR redaction.names IS NOT NULL;
