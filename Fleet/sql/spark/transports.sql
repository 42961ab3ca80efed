-- A row for each transport and vantage of a run; `usable` is NULL where it could be neither proven nor refuted.
CREATE OR REPLACE TEMPORARY VIEW transports AS
SELECT
    site, day, device, run_id, started_at, hub,
    state.transport AS transport,
    state.vantage AS vantage,
    state.usable AS usable,
    state.proof AS proof,
    state.via AS via
FROM reports LATERAL VIEW explode(transports) each_transport AS state;
