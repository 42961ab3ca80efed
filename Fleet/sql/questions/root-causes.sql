-- What is in the way, how often, and whose is it? `_now` counts gateways by their latest run.
SELECT
    findings.cause, findings.owner, findings.severity,
    count(DISTINCT CASE WHEN latest_runs.run_id IS NOT NULL THEN concat_ws('/', findings.site, findings.device) END) AS gateways_now,
    count(DISTINCT CASE WHEN latest_runs.run_id IS NOT NULL THEN findings.site END) AS sites_now,
    count(DISTINCT concat_ws('/', findings.site, findings.device)) AS gateways,
    count(DISTINCT findings.run_id) AS runs,
    min(findings.day) AS first_day,
    max(findings.day) AS last_day
FROM findings
LEFT JOIN latest_runs
    ON findings.site = latest_runs.site AND findings.device = latest_runs.device AND findings.run_id = latest_runs.run_id
GROUP BY findings.cause, findings.owner, findings.severity
ORDER BY gateways_now DESC, runs DESC, cause, owner, severity;
