-- Where is the network slow? The middle run and the slowest twentieth of each step, by site and service.
SELECT
    site, service, transport, via, rung,
    count(*) AS times,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) AS median_seconds,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_seconds) AS p95_seconds
FROM rungs
WHERE ended = 'passed'
GROUP BY site, service, transport, via, rung
ORDER BY p95_seconds DESC, site, service, transport, via, rung;
