-- Which change do causes follow, on several gateways? One update that broke many is the first row.
SELECT
    changed, cause, owner,
    count(*) AS gateways,
    count(DISTINCT site) AS sites,
    min(day) AS first_day,
    max(day) AS last_day
FROM appearances
WHERE changed <> ''
GROUP BY changed, cause, owner
ORDER BY gateways DESC, changed, cause, owner;
