-- Written by describe.py from the report's JSON Schema: the reports as they are, a row for each file.
-- Which files: SET VARIABLE reports = 'FOLDER/*/*/*.json', laid out as day=2026-11-29/site=NAME/ANYTHING.json.
-- A member that a report lacks, or has with another type than described, is NULL. What is no JSON at all, such as half a
-- file, ends the query with the file's name: whole-files.sql leaves such files out.
-- read_json would take the columns as well, and twenty times as long for each small file (DuckDB 2.0).
CREATE OR REPLACE VIEW documents AS
SELECT
    json_transform(json->'$.formatVersion', '"BIGINT"') AS formatVersion,
    json_transform(json->'$.tool', '{"version": "VARCHAR"}') AS tool,
    json_transform(json->'$.run', '{"id": "VARCHAR", "startedAt": "VARCHAR", "durationSeconds": "DOUBLE", "complete": "BOOLEAN"}') AS run,
    json_transform(json->'$.device', '{"hostname": "VARCHAR", "os": "VARCHAR", "kernel": "VARCHAR", "engine": "VARCHAR"}') AS device,
    json_transform(json->'$.target', '{"hub": "VARCHAR"}') AS target,
    json_transform(json->'$.question', '{"upstream": "VARCHAR", "isDemonstration": "BOOLEAN"}') AS question,
    json_transform(json->'$.verdict', '"VARCHAR"') AS verdict,
    json_transform(json->'$.summary', '"VARCHAR"') AS summary,
    json_transform(json->'$.redaction', '{"names": "BIGINT"}') AS redaction,
    json_transform(json->'$.transports', '[{"transport": "VARCHAR", "vantage": "VARCHAR", "usable": "BOOLEAN", "proof": "VARCHAR", "via": "VARCHAR"}]') AS transports,
    json_transform(json->'$.findings', '[{"cause": "VARCHAR", "severity": "VARCHAR", "vantage": "VARCHAR", "hub": "VARCHAR", "owner": "VARCHAR", "confidence": "VARCHAR", "summary": "VARCHAR", "subject": {"host": "VARCHAR", "address": "VARCHAR", "port": "BIGINT", "transport": "VARCHAR", "resolver": "VARCHAR", "process": "VARCHAR"}, "location": {"kind": "VARCHAR", "address": "VARCHAR", "hop": "BIGINT", "rule": "VARCHAR"}, "remedies": [{"title": "VARCHAR"}]}]') AS findings,
    json_transform(json->'$.ladders', '[{"endpoint": {"service": "VARCHAR", "host": "VARCHAR", "port": "BIGINT", "transport": "VARCHAR", "via": "VARCHAR"}, "vantage": "VARCHAR", "proven": "BOOLEAN", "rungs": [{"rung": "VARCHAR", "startedAtSeconds": "DOUBLE", "durationSeconds": "DOUBLE", "end": "VARCHAR"}]}]') AS ladders,
    json_transform(json->'$.path', '{"nodes": [{"kind": "VARCHAR", "hop": "BIGINT", "address": "VARCHAR"}]}') AS path,
    json_transform(json->'$.observations', '[{"probe": "VARCHAR", "vantage": "VARCHAR", "subject": "JSON", "outcome": "VARCHAR", "evidence": "JSON"}]') AS observations,
    filename AS file,
    day,
    site
FROM read_json_objects(
    getvariable('reports'),
    format = 'unstructured',
    filename = true,
    hive_partitioning = true,
    hive_types = {day: DATE, site: VARCHAR},
    maximum_object_size = 67108864
);
