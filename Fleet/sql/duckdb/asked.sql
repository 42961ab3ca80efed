-- What a question is asked with: SET VARIABLE today = '2026-11-29', expiring_within_days, silent_after_days.
CREATE OR REPLACE TEMPORARY VIEW asked AS
SELECT
    coalesce(try_cast(getvariable('today') AS DATE), CAST(now() AT TIME ZONE 'UTC' AS DATE)) AS today,
    coalesce(try_cast(getvariable('expiring_within_days') AS INTEGER), 30) AS expiring_within_days,
    coalesce(try_cast(getvariable('silent_after_days') AS INTEGER), 2) AS silent_after_days;
