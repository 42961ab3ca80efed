-- Each gateway's latest run. One that is dated after today has a wrong clock, and says nothing of now.
CREATE OR REPLACE TEMPORARY VIEW latest_runs AS
SELECT
    site, day, device, run_id, started_at, hub, verdict, summary, complete, duration_seconds, tool_version, os, kernel,
    engine, upstream
FROM (
    SELECT runs.*, row_number() OVER (PARTITION BY site, device ORDER BY started_at DESC, run_id DESC) AS place
    FROM runs CROSS JOIN asked
    WHERE day <= today
) AS placed
WHERE place = 1;
