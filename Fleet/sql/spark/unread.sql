-- Files that the other views pass over, because they are no report of a format known here, not whole, or redacted.
CREATE OR REPLACE TEMPORARY VIEW unread AS
SELECT site, day, input_file_name() AS file
FROM documents
WHERE formatVersion IS DISTINCT FROM 1
    OR coalesce(verdict NOT IN ('ready', 'degraded', 'blocked', 'inconclusive'), true)
    OR device.hostname IS NULL
    OR redaction.names IS NOT NULL;
