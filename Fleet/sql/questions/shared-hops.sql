-- Which box on the way is blamed by more than one gateway? By each gateway's latest run.
-- A private address is one box only where sites share an address plan: two sites' 192.168.1.1 are two routers.
SELECT
    location_address AS address,
    location_is_private AS is_private,
    count(DISTINCT concat_ws('/', findings.site, findings.device)) AS gateways,
    count(DISTINCT findings.site) AS sites,
    array_join(array_sort(array_agg(DISTINCT findings.site)), ', ') AS at_sites,
    array_join(array_sort(array_agg(DISTINCT cause)), ', ') AS causes
FROM findings
JOIN latest_runs
    ON findings.site = latest_runs.site AND findings.device = latest_runs.device AND findings.run_id = latest_runs.run_id
WHERE location_kind = 'hop' AND location_address IS NOT NULL AND severity <> 'info'
GROUP BY location_address, location_is_private
HAVING count(DISTINCT concat_ws('/', findings.site, findings.device)) > 1
ORDER BY sites DESC, gateways DESC, address;
