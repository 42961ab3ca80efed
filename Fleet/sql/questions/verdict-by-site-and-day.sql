-- How do the sites fare, day by day? Each gateway counts by its last run of the day.
SELECT
    site, day,
    count(*) AS gateways,
    count(*) FILTER (WHERE verdict = 'ready') AS ready,
    count(*) FILTER (WHERE verdict = 'degraded') AS degraded,
    count(*) FILTER (WHERE verdict = 'blocked') AS blocked,
    count(*) FILTER (WHERE verdict = 'inconclusive') AS inconclusive
FROM (
    SELECT site, day, verdict, row_number() OVER (PARTITION BY site, device, day ORDER BY started_at DESC, run_id DESC) AS place
    FROM runs
) AS placed
WHERE place = 1
GROUP BY site, day
ORDER BY site, day;
