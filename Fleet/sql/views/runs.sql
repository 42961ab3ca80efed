-- A row for each run, however often its report was collected. A gateway is a device of a site: two sites may have a device of
-- one name.
CREATE OR REPLACE TEMPORARY VIEW runs AS
SELECT
    site, day, device, run_id, started_at, hub, verdict, summary, complete, duration_seconds, tool_version, os, kernel,
    engine, upstream
FROM (
    SELECT reports.*, row_number() OVER (PARTITION BY site, day, device, run_id, started_at ORDER BY verdict) AS copy
    FROM reports
) AS copies
WHERE copy = 1;
