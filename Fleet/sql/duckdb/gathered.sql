-- The reports that gather.sql wrote, of either engine, in the place of the JSON: SET VARIABLE gathered = 'FOLDER'.
CREATE OR REPLACE VIEW documents AS
FROM read_parquet(
    getvariable('gathered') || '/*/*.parquet',
    filename = 'file',
    hive_partitioning = true,
    hive_types = {day: DATE}
);
