-- Which certificates end soon, or have ended, and who depends on them? By latest runs, and by the calendar, not by the
-- gateways' clocks.
SELECT
    subject, issuer, fingerprint, not_after,
    datediff(not_after, today) AS days_left,
    min(depth) AS depth,
    count(DISTINCT concat_ws('/', certificates.site, certificates.device)) AS gateways,
    count(DISTINCT certificates.site) AS sites,
    array_join(array_sort(array_agg(DISTINCT host)), ', ') AS hosts
FROM certificates
JOIN latest_runs
    ON certificates.site = latest_runs.site AND certificates.device = latest_runs.device
    AND certificates.run_id = latest_runs.run_id
CROSS JOIN asked
WHERE datediff(not_after, today) <= expiring_within_days
GROUP BY subject, issuer, fingerprint, not_after, today
ORDER BY not_after, subject, fingerprint;
