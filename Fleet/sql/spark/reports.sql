-- Reports of this format, a row each, what is nested still nested; the clock is the device's. What has no verdict or no
-- gateway is no whole report, and a demonstration none of a gateway; a redacted one gives its gateway a new name, which would be silent ever after.
-- Only those from a day on, and only these files are read: SET since=2026-11-01.
CREATE OR REPLACE TEMPORARY VIEW reports AS
SELECT
    site,
    day,
    device.hostname AS device,
    run.id AS run_id,
    try_cast(run.startedAt AS TIMESTAMP_NTZ) AS started_at,
    target.hub AS hub,
    verdict,
    summary,
    run.complete AS complete,
    run.durationSeconds AS duration_seconds,
    tool.version AS tool_version,
    device.os AS os,
    device.kernel AS kernel,
    device.engine AS engine,
    question.upstream AS upstream,
    transports,
    findings,
    ladders,
    path.nodes AS nodes,
    observations
FROM documents
WHERE formatVersion = 1
    AND verdict IN ('ready', 'degraded', 'blocked', 'inconclusive')
    AND device.hostname IS NOT NULL
    AND question.isDemonstration IS NOT TRUE
    AND redaction.names IS NULL
    AND day >= coalesce(try_cast('${since}' AS DATE), DATE '1970-01-01');
