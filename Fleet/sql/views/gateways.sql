-- Every gateway that ever reported or is listed.
CREATE OR REPLACE TEMPORARY VIEW gateways AS
SELECT site, device FROM runs
UNION
SELECT site, device FROM inventory;
