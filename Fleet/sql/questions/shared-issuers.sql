-- Who signs what the services show, where it is neither a public root nor one that runs were given? By latest runs.
-- An issuer for several services' names is an inspecting proxy; the same one at several sites is one proxy or one policy.
SELECT
    issuer,
    count(DISTINCT concat_ws('/', certificates.site, certificates.device)) AS gateways,
    count(DISTINCT certificates.site) AS sites,
    count(DISTINCT host) AS hosts,
    array_join(array_sort(array_agg(DISTINCT certificates.site)), ', ') AS at_sites
FROM certificates
JOIN latest_runs
    ON certificates.site = latest_runs.site AND certificates.device = latest_runs.device
    AND certificates.run_id = latest_runs.run_id
WHERE depth = 0 AND NOT accepted
GROUP BY issuer
ORDER BY sites DESC, gateways DESC, issuer;
