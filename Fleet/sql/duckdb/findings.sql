-- A row for each finding, in the report's order: `place` 1 is the most important one.
CREATE OR REPLACE TEMPORARY VIEW findings AS
SELECT
    site, day, device, run_id, started_at, verdict,
    coalesce(finding.hub, hub) AS hub,
    place,
    finding.cause AS cause,
    finding.severity AS severity,
    finding.owner AS owner,
    finding.confidence AS confidence,
    finding.vantage AS vantage,
    finding.subject.host AS subject_host,
    finding.subject.address AS subject_address,
    finding.subject.port AS subject_port,
    finding.subject.transport AS subject_transport,
    finding.subject.resolver AS subject_resolver,
    finding.subject.process AS subject_process,
    finding.location.kind AS location_kind,
    finding.location.address AS location_address,
    regexp_matches(
        finding.location.address,
        '^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd]|fe[89ab])'
    ) AS location_is_private,
    finding.location.hop AS location_hop,
    finding.location.rule AS location_rule,
    finding.summary AS summary,
    finding.remedies[1].title AS remedy
FROM reports, UNNEST(findings) WITH ORDINALITY AS each_finding (finding, place);
