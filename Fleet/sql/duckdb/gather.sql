-- The reports as one Parquet data set, by day, which is some hundred times quicker to ask than their JSON:
-- SET VARIABLE gathered = 'FOLDER'. Days that are there already are written again, and those before `since` left as they are.
-- Of the observations it keeps those that a view reads, which is a tenth of the whole.
-- The day is a folder's name, so that whole files are left out: a condition on a member would have rows held in memory.
COPY (
    SELECT * EXCLUDE (file) REPLACE (
        list_filter(observations, lambda seen: seen.probe = 'tls.handshake' AND seen.outcome = 'seen') AS observations)
    FROM documents
    WHERE day >= coalesce(try_cast(getvariable('since') AS DATE), DATE '1970-01-01')
)
TO (getvariable('gathered')) (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048, PARTITION_BY (day), OVERWRITE_OR_IGNORE);
