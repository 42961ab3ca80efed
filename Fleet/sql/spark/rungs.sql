-- A row for each rung of each ladder: what a connection did, step by step, and how long each step took.
CREATE OR REPLACE TEMPORARY VIEW rungs AS
SELECT
    site, day, device, run_id, started_at,
    ladder.endpoint.service AS service,
    ladder.endpoint.host AS host,
    ladder.endpoint.port AS port,
    ladder.endpoint.transport AS transport,
    ladder.endpoint.via AS via,
    ladder.vantage AS vantage,
    ladder.proven AS proven,
    position + 1 AS place,
    step.rung AS rung,
    step.startedAtSeconds AS started_at_seconds,
    step.durationSeconds AS duration_seconds,
    step.`end` AS ended
FROM reports
    LATERAL VIEW explode(ladders) each_ladder AS ladder
    LATERAL VIEW posexplode(ladder.rungs) each_rung AS position, step;
