-- The reports as one Parquet data set, by day, which is some hundred times quicker to ask than their JSON:
-- SET gathered=FOLDER. Days that are there already are written again, and those before `since` left as they are.
-- Of the observations it keeps those that a view reads, which is a tenth of the whole.
SET spark.sql.legacy.allowNonEmptyLocationInCTAS = true;
SET spark.sql.sources.partitionOverwriteMode = dynamic;
DROP TABLE IF EXISTS gathered;
CREATE TABLE gathered USING parquet PARTITIONED BY (day) LOCATION '${gathered}'
AS SELECT * EXCEPT (observations, day), observations, day FROM documents WHERE 1 = 0;
INSERT OVERWRITE TABLE gathered
SELECT
    * EXCEPT (observations, day),
    filter(observations, seen -> seen.probe = 'tls.handshake' AND seen.outcome = 'seen') AS observations,
    day
FROM documents
WHERE day >= coalesce(try_cast('${since}' AS DATE), DATE '1970-01-01')
DISTRIBUTE BY day;
DROP TABLE gathered;
