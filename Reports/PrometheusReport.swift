import ProbeCore
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
        metric("run_duration_seconds", "How long the run took.", [([], report.run.duration.value)])
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
                let endpoint = ladder.endpoint
                let labels = [
                    ("service", endpoint.service.rawValue), ("host", endpoint.host.description),
                    ("transport", endpoint.transport.rawValue), ("vantage", ladder.vantage.description),
                    ("via", endpoint.via.rawValue),
                ]
                return (labels, duration.value)
            })
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

    package static func text(of report: Report, for display: Display) -> String { render(report) }
}
