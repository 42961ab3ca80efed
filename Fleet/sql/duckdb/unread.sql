-- Files that the other views pass over, because they are JSON and no whole report of a format known here, or redacted; or empty,
-- as a full disk leaves them: what was gathered has no trace of those.
CREATE OR REPLACE TEMPORARY VIEW unread AS
SELECT
    coalesce(site, regexp_extract(file, '.*/site=([^/]*)/', 1)) AS site,
    coalesce(day, CAST(regexp_extract(file, '.*/day=([^/]*)/', 1) AS DATE)) AS day,
    file
FROM documents
FULL JOIN glob(coalesce(getvariable('reports'), [])) AS found (file) USING (file)
WHERE formatVersion IS DISTINCT FROM 1
    OR (verdict IN ('ready', 'degraded', 'blocked', 'inconclusive')) IS NOT TRUE
    OR device.hostname IS NULL
    OR redaction.names IS NOT NULL;
