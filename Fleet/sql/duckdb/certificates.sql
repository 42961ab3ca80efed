-- A row for each certificate that a service showed; `depth` 0 is the service's own. `accepted` where the chain ends at a
-- public root or at one that the run was given: a root that only this device trusts may be an inspecting proxy's.
CREATE OR REPLACE TEMPORARY VIEW certificates AS
SELECT
    site, day, device, run_id, started_at, vantage, host, port,
    coalesce(list_bool_or(
        [check_.isTrusted FOR check_ IN handshake.verifications IF check_.store IN ('public', 'given')]), false) AS accepted,
    place - 1 AS depth,
    certificate.subject AS subject,
    certificate.issuer AS issuer,
    certificate.fingerprint AS fingerprint,
    try_cast(certificate.notBefore AS TIMESTAMP) AS not_before,
    try_cast(certificate.notAfter AS TIMESTAMP) AS not_after
FROM (
    SELECT
        site, day, device, run_id, started_at,
        seen.vantage AS vantage,
        seen.subject->>'$.host' AS host,
        try_cast(seen.subject->>'$.port' AS BIGINT) AS port,
        json_transform(seen.evidence, '{
            "chain": [{
                "subject": "VARCHAR", "issuer": "VARCHAR", "fingerprint": "VARCHAR", "notBefore": "VARCHAR", "notAfter": "VARCHAR"
            }],
            "verifications": [{"store": "VARCHAR", "isTrusted": "BOOLEAN"}]
        }') AS handshake
    FROM reports, UNNEST(observations) AS each_observation (seen)
    WHERE seen.probe = 'tls.handshake' AND seen.outcome = 'seen'
) AS handshakes, UNNEST(handshake.chain) WITH ORDINALITY AS each_certificate (certificate, place);
