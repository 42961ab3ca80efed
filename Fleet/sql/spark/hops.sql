-- A row for each router that a run saw on the way to its hub.
CREATE OR REPLACE TEMPORARY VIEW hops AS
SELECT
    site, day, device, run_id, started_at, hub,
    node.hop AS hop,
    node.address AS address
FROM reports LATERAL VIEW explode(nodes) each_node AS node
WHERE node.kind = 'router';
