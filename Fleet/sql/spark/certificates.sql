-- A row for each certificate that a service showed; `depth` 0 is the service's own. `accepted` where the chain ends at a
-- public root or at one that the run was given: a root that only this device trusts may be an inspecting proxy's.
CREATE OR REPLACE TEMPORARY VIEW certificates AS
SELECT
    site, day, device, run_id, started_at, vantage, host, port,
    coalesce(exists(
        handshake.verifications, check -> check.isTrusted AND check.store IN ('public', 'given')), false) AS accepted,
    CAST(position AS BIGINT) AS depth,
    certificate.subject AS subject,
    certificate.issuer AS issuer,
    certificate.fingerprint AS fingerprint,
    try_cast(certificate.notBefore AS TIMESTAMP_NTZ) AS not_before,
    try_cast(certificate.notAfter AS TIMESTAMP_NTZ) AS not_after
FROM (
    SELECT
        site, day, device, run_id, started_at,
        seen.vantage AS vantage,
        get_json_object(seen.subject, '$.host') AS host,
        try_cast(get_json_object(seen.subject, '$.port') AS BIGINT) AS port,
        from_json(seen.evidence, '
            chain ARRAY<STRUCT<subject: STRING, issuer: STRING, fingerprint: STRING, notBefore: STRING, notAfter: STRING>>,
            verifications ARRAY<STRUCT<store: STRING, isTrusted: BOOLEAN>>
        ') AS handshake
    FROM reports LATERAL VIEW explode(observations) each_observation AS seen
    WHERE seen.probe = 'tls.handshake' AND seen.outcome = 'seen'
) AS handshakes LATERAL VIEW posexplode(handshake.chain) each_certificate AS position, certificate;
