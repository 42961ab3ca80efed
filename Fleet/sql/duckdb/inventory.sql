-- The gateways that there should be, from a table with columns site and device: SET VARIABLE inventory = 'gateways.csv'.
CREATE OR REPLACE TEMPORARY VIEW inventory AS
SELECT site, device FROM read_csv(getvariable('inventory'), header = true, all_varchar = true);
