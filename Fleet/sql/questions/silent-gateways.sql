-- Which gateways have not been heard of, since when, and how were they then? A listed one that never reported has no date.
-- `runs_ahead` are dated after today: that gateway talks, and its clock is wrong.
SELECT
    gateways.site, gateways.device,
    latest_runs.started_at AS last_run,
    datediff(today, latest_runs.day) AS days_silent,
    latest_runs.verdict AS last_verdict,
    coalesce(ahead.runs, 0) AS runs_ahead
FROM gateways
CROSS JOIN asked
LEFT JOIN latest_runs ON gateways.site = latest_runs.site AND gateways.device = latest_runs.device
LEFT JOIN (
    SELECT site, device, count(*) AS runs FROM runs CROSS JOIN asked WHERE day > today GROUP BY site, device
) AS ahead ON gateways.site = ahead.site AND gateways.device = ahead.device
WHERE latest_runs.day IS NULL OR datediff(today, latest_runs.day) > silent_after_days
ORDER BY last_run NULLS FIRST, site, device;
