-- Files that the other views pass over, because they are JSON and no whole report of a format known here, or redacted; or empty,
-- as a full disk leaves them: what was gathered has no trace of those.
CREATE OR REPLACE TEMPORARY VIEW unread AS
SELECT site, day, file
FROM documents
WHERE formatVersion IS DISTINCT FROM 1
    OR coalesce(verdict NOT IN ('ready', 'degraded', 'blocked', 'inconclusive'), true)
    OR device.hostname IS NULL
    OR redaction.names IS NOT NULL
UNION ALL
SELECT
    regexp_extract(file, '.*/site=([^/]*)/', 1) AS site,
    CAST(regexp_extract(file, '.*/day=([^/]*)/', 1) AS DATE) AS day,
    file
FROM glob(coalesce(getvariable('reports'), [])) AS found (file)
WHERE file NOT IN (SELECT file FROM documents);
