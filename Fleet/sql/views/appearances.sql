-- Where a cause came to a gateway that had been without it: the first run that found it, and what differs from the run
-- before. What was there from a gateway's first run on is no appearance; remarks (`info`) are left out.
CREATE OR REPLACE TEMPORARY VIEW appearances AS
WITH sequence AS (
    SELECT
        site, day, device, run_id, started_at, hub, upstream, os, kernel, engine, tool_version,
        lag(run_id) OVER gateway AS previous_run_id,
        lag(started_at) OVER gateway AS previous_started_at,
        lag(hub) OVER gateway AS previous_hub,
        lag(upstream) OVER gateway AS previous_upstream,
        lag(os) OVER gateway AS previous_os,
        lag(kernel) OVER gateway AS previous_kernel,
        lag(engine) OVER gateway AS previous_engine,
        lag(tool_version) OVER gateway AS previous_tool_version
    FROM runs
    WINDOW gateway AS (PARTITION BY site, device ORDER BY started_at, run_id)
),
firsts AS (
    SELECT
        site, device, run_id, cause, owner, severity, hub AS finding_hub,
        row_number() OVER (PARTITION BY site, device, cause ORDER BY started_at, run_id, place) AS turn
    FROM findings
    WHERE severity <> 'info'
)
SELECT
    sequence.site, sequence.day, sequence.device, sequence.run_id, cause, owner, severity,
    sequence.started_at, previous_started_at,
    concat_ws(
        '; ',
        CASE WHEN hub IS DISTINCT FROM previous_hub
            THEN concat('hub ', coalesce(previous_hub, 'none'), ' -> ', coalesce(hub, 'none')) END,
        CASE WHEN upstream IS DISTINCT FROM previous_upstream
            THEN concat('upstream ', coalesce(previous_upstream, 'none'), ' -> ', coalesce(upstream, 'none')) END,
        CASE WHEN os IS DISTINCT FROM previous_os
            THEN concat(coalesce(previous_os, 'none'), ' -> ', coalesce(os, 'none')) END,
        CASE WHEN kernel IS DISTINCT FROM previous_kernel
            THEN concat('kernel ', coalesce(previous_kernel, 'none'), ' -> ', coalesce(kernel, 'none')) END,
        CASE WHEN engine IS DISTINCT FROM previous_engine
            THEN concat('engine ', coalesce(previous_engine, 'none'), ' -> ', coalesce(engine, 'none')) END,
        CASE WHEN tool_version IS DISTINCT FROM previous_tool_version
            THEN concat('edgeprobe ', coalesce(previous_tool_version, 'none'), ' -> ', coalesce(tool_version, 'none')) END
    ) AS changed
FROM firsts
JOIN sequence ON firsts.site = sequence.site AND firsts.device = sequence.device AND firsts.run_id = sequence.run_id
WHERE turn = 1 AND previous_run_id IS NOT NULL;
