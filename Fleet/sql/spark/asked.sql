-- What a question is asked with: SET today=2026-11-29, expiring_within_days, silent_after_days. What is not set stays
-- text between braces, which is no date and no number.
CREATE OR REPLACE TEMPORARY VIEW asked AS
SELECT
    coalesce(try_cast('${today}' AS DATE), CAST(to_utc_timestamp(now(), current_timezone()) AS DATE)) AS today,
    coalesce(try_cast('${expiring_within_days}' AS INT), 30) AS expiring_within_days,
    coalesce(try_cast('${silent_after_days}' AS INT), 2) AS silent_after_days;
