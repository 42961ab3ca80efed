-- The gateways that there should be, from a table of site and device: SET inventory=gateways.csv.
CREATE OR REPLACE TEMPORARY VIEW inventory (site STRING, device STRING)
USING csv OPTIONS (path '${inventory}', header 'true', enforceSchema 'false');
