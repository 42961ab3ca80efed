package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The report for Prometheus, as text for the node exporter's textfile collector.
///
/// Names and units follow the project's conventions (prometheus.io/docs/practices/naming): the prefix of the tool, base
/// units, `_info` for what is only told, a state set for the verdict. Every series has the hub's label, so that the files
/// of several hubs stand beside each other.
package struct PrometheusReport {
    private var lines: [String] = []
    private let hub: String

    private init(_ report: Report) { hub = report.survey.assignment.hub.description }

    package static func render(_ report: Report) -> String {
        var text = PrometheusReport(report)
        text.run(report)
        text.verdict(report.diagnosis.verdict)
        text.transports(report)
        text.findings(report.diagnosis.findings)
        text.durations(report)
        text.certificates(report.survey)
        text.clock(report.survey)
        return text.lines.joined(separator: "\n") + "\n"
    }

    private typealias Labels = [(String, String)]

    private mutating func metric(_ name: String, _ help: String, _ samples: [(labels: Labels, value: Double)]) {
        guard !samples.isEmpty else { return }
        lines.append("# HELP edgeprobe_\(name) \(help)")
        lines.append("# TYPE edgeprobe_\(name) gauge")
        var written: Set<String> = []
        for sample in samples {
            let labels = ([("hub", hub)] + sample.labels).map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
            guard written.insert(labels).inserted else { continue }
            lines.append("edgeprobe_\(name){\(labels)} \(Self.number(sample.value))")
        }
    }

    private mutating func run(_ report: Report) {
        metric(
            "info", "The version of the tool that wrote this; always 1.", [([("version", report.toolVersion)], 1)])
        metric(
            "run_timestamp_seconds", "When the run began, in seconds since the epoch, by the device's own clock.",
            [([], Double(report.run.startedAt.secondsSince1970))])
        metric(
            "run_duration_seconds", "How long the run took; of several hubs, until this one was finished.",
            [([], report.run.duration.value)])
        metric(
            "run_complete", "Whether every question was answered: 0 where the run was interrupted or its budget ended.",
            [([], report.run.isComplete ? 1 : 0)])
        var outcomes = ["failed": 0, "seen": 0, "skipped": 0]
        for observation in report.survey.observations {
            switch observation.outcome {
            case .seen: outcomes["seen", default: 0] += 1
            case .skipped: outcomes["skipped", default: 0] += 1
            case .failed: outcomes["failed", default: 0] += 1
            }
        }
        metric(
            "observations", "Observations of the run by their outcome.",
            outcomes.sorted { $0.key < $1.key }.map { ([("outcome", $0.key)], Double($0.value)) })
    }

    private mutating func verdict(_ verdict: Diagnosis.Verdict) {
        let states: [Diagnosis.Verdict] = [.ready, .degraded, .blocked, .inconclusive]
        metric(
            "verdict", "The verdict as a state set: 1 for the one that holds, 0 for the others.",
            states.map { ([("verdict", $0.rawValue)], $0 == verdict ? 1 : 0) })
    }

    private mutating func transports(_ report: Report) {
        metric(
            "transport_usable",
            "Whether the hub itself answered on a transport: 1 yes, 0 no; absent where it was neither proven nor refuted.",
            report.diagnosis.transports.compactMap { state in
                state.usable.map { usable in
                    (
                        [
                            ("transport", state.transport.rawValue), ("vantage", state.vantage.description),
                            ("via", state.via.rawValue),
                        ], usable ? 1 : 0
                    )
                }
            })
    }

    private mutating func findings(_ findings: [Finding]) {
        let severities: [Finding.Severity] = [.error, .warning, .info]
        metric(
            "findings", "Findings of the run by their severity.",
            severities.map { severity in
                ([("severity", severity.rawValue)], Double(findings.count { $0.severity == severity }))
            })
        let causes = Dictionary(grouping: findings) { "\($0.cause.rawValue) \($0.severity.rawValue)" }
        metric(
            "cause_findings", "Findings of the run by their cause and severity; only causes that were found.",
            causes.sorted { $0.key < $1.key }.compactMap { _, alike in
                alike.first.map {
                    ([("cause", $0.cause.rawValue), ("severity", $0.severity.rawValue)], Double(alike.count))
                }
            })
    }

    private mutating func durations(_ report: Report) {
        let picture = report.diagnosis.picture
        let hub = report.survey.assignment.hub
        metric(
            "name_resolution_duration_seconds", "How long the hub's name took to resolve.",
            picture.names.filter { $0.host == hub }.map {
                ([("vantage", $0.vantage.description)], $0.duration.value)
            })
        metric(
            "ladder_duration_seconds",
            "From the start of a connection to the answer of its protocol; absent where there was none.",
            picture.ladders.compactMap { ladder in
                guard let duration = ladder.duration else { return nil }
                return (Self.labels(ladder.endpoint, from: ladder.vantage), duration.value)
            })
        metric(
            "rung_duration_seconds", "How long one rung of a ladder took; absent where it was not passed.",
            picture.ladders.flatMap { ladder in
                // Through a proxy a connection takes two: to the proxy, and the tunnel.
                LadderTrace.Rung.allCases.compactMap { rung -> (labels: Labels, value: Double)? in
                    let climbs = ladder.climbs.filter { $0.rung == rung && $0.end == .passed }
                    guard !climbs.isEmpty else { return nil }
                    return (
                        Self.labels(ladder.endpoint, from: ladder.vantage) + [("rung", rung.rawValue)],
                        climbs.map(\.duration.value).reduce(0, +)
                    )
                }
            })
    }

    /// What each service showed; the first certificate to expire of a chain ends it.
    private mutating func certificates(_ survey: Survey) {
        var expiries: [(labels: Labels, value: Double)] = []
        for vantage in survey.vantages {
            for seen in survey.seen(HandshakeTLS.self, from: vantage) {
                guard let first = seen.evidence.chain.compactMap(\.notAfter).map(\.secondsSince1970).min() else {
                    continue
                }
                expiries.append((Self.labels(seen.about, from: vantage), Double(first)))
            }
        }
        metric(
            "certificate_not_after_seconds",
            "When the first certificate of the chain that a service showed expires, in seconds since the epoch.",
            expiries)
    }

    private mutating func clock(_ survey: Survey) {
        let asked: [(labels: Labels, value: Double)] = survey.seen(AskTime.self, from: .host).compactMap { seen in
            seen.evidence.offset.map { ([("server", seen.about.host.description)], $0.value) }
        }
        metric(
            "clock_offset_seconds",
            """
            The clock of time servers, or where none answered of services by their Date (whole seconds), less the device's: \
            positive where the device is behind.
            """,
            asked.isEmpty ? Self.dates(of: survey) : asked)
    }

    /// What services that proved themselves say of the device's clock.
    ///
    /// The last word of each: a clock may be set meanwhile.
    private static func dates(of survey: Survey) -> [(labels: Labels, value: Double)] {
        let moments = Dictionary(
            survey.observations.map { ($0.index, $0.startedAt.value + $0.duration.value) }
        ) { first, _ in first }
        let answers = survey.serviceAnswers.filter { $0.evidence.provesService }
            .sorted { moments[$0.index, default: 0] < moments[$1.index, default: 0] }
        var offsets: [HostName: Double] = [:]
        for answer in answers {
            guard let date = answer.evidence.date, let own = answer.evidence.deviceTime else { continue }
            offsets[answer.about.host] = Double(date.secondsSince1970) - Double(own.secondsSince1970)
        }
        return offsets.sorted { $0.key.description < $1.key.description }.map { host, offset in
            ([("server", host.description)], offset)
        }
    }

    private static func labels(_ endpoint: Endpoint, from vantage: Vantage) -> Labels {
        [
            ("service", endpoint.service.rawValue), ("host", endpoint.host.description),
            ("transport", endpoint.transport.rawValue), ("vantage", vantage.description),
            ("via", endpoint.via.rawValue),
        ]
    }

    /// The exposition format's escapes for a label's value: backslash, double quote and line feed.
    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in PlainText().line(String(String.UnicodeScalarView(value.unicodeScalars.prefix(253))))
            .unicodeScalars
        {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}

extension PrometheusReport: ReportFormat {
    package static let name = "prometheus"
    package static let fileExtension = "prom"
    package static let isForServices = true

    package static func text(of report: Report, for display: Display) -> String {
        Phrasebook.$current.withValue(nil) { render(report) }
    }

    package static func part(of report: Report, observations: [Observation]) -> String {
        Phrasebook.$current.withValue(nil) { render(report) }
    }

    /// All series of a metric stand together, behind one line for its help and its type each.
    package static func text(of roundup: Roundup, parts: [String], for display: Display) -> String {
        var order: [String] = []
        var heads: [String: [Substring]] = [:]
        var samples: [String: [Substring]] = [:]
        for part in parts {
            var metric = ""
            for line in part.split(separator: "\n") {
                if line.hasPrefix("# ") {
                    metric = line.split(separator: " ").dropFirst(2).first.map(String.init) ?? ""
                    if samples[metric] == nil {
                        order.append(metric)
                        samples[metric] = []
                    }
                    if heads[metric, default: []].count < 2 { heads[metric, default: []].append(line) }
                } else {
                    samples[metric, default: []].append(line)
                }
            }
        }
        return order.map { metric in
            ((heads[metric] ?? []) + (samples[metric] ?? [])).joined(separator: "\n") + "\n"
        }.joined()
    }
}
