-- Written by describe.py from the report's JSON Schema: the reports as they are, a row for each file.
-- Which files: SET reports=FOLDER, laid out as day=2026-11-29/site=NAME/ANYTHING.json.
-- A member that a report lacks, or has with another type than described, is NULL; so are all of them in a file that is no
-- JSON, such as half of one.
CREATE OR REPLACE TEMPORARY VIEW documents (
    formatVersion BIGINT,
    tool STRUCT<`version`: STRING>,
    run STRUCT<`id`: STRING, `startedAt`: STRING, `durationSeconds`: DOUBLE, `complete`: BOOLEAN>,
    device STRUCT<`hostname`: STRING, `os`: STRING, `kernel`: STRING, `engine`: STRING>,
    target STRUCT<`hub`: STRING>,
    question STRUCT<`upstream`: STRING, `isDemonstration`: BOOLEAN>,
    verdict STRING,
    summary STRING,
    redaction STRUCT<`names`: BIGINT>,
    transports ARRAY<STRUCT<`transport`: STRING, `vantage`: STRING, `usable`: BOOLEAN, `proof`: STRING, `via`: STRING>>,
    findings ARRAY<STRUCT<`cause`: STRING, `severity`: STRING, `vantage`: STRING, `hub`: STRING, `owner`: STRING, `confidence`: STRING, `summary`: STRING, `subject`: STRUCT<`host`: STRING, `address`: STRING, `port`: BIGINT, `transport`: STRING, `resolver`: STRING, `process`: STRING>, `location`: STRUCT<`kind`: STRING, `address`: STRING, `hop`: BIGINT, `rule`: STRING>, `remedies`: ARRAY<STRUCT<`title`: STRING>>>>,
    ladders ARRAY<STRUCT<`endpoint`: STRUCT<`service`: STRING, `host`: STRING, `port`: BIGINT, `transport`: STRING, `via`: STRING>, `vantage`: STRING, `proven`: BOOLEAN, `rungs`: ARRAY<STRUCT<`rung`: STRING, `startedAtSeconds`: DOUBLE, `durationSeconds`: DOUBLE, `end`: STRING>>>>,
    path STRUCT<`nodes`: ARRAY<STRUCT<`kind`: STRING, `hop`: BIGINT, `address`: STRING>>>,
    observations ARRAY<STRUCT<`probe`: STRING, `vantage`: STRING, `subject`: STRING, `outcome`: STRING, `evidence`: STRING>>,
    day DATE,
    site STRING
) USING json OPTIONS (path '${reports}', multiLine 'true', mode 'PERMISSIVE', pathGlobFilter '*.json*');
