package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The report for systems that gate a rollout on it, in the XML that they read of JUnit's.
///
/// A test case for the verdict, and one for what each row of the matrix says from each vantage: what fails for an error is a
/// failure, what could be neither proven nor refuted an error (of the test, in JUnit's words), what was not asked is skipped.
/// With `--strict`, what makes the exit code 1 fails the verdict.
package struct JUnitReport {
    private enum Outcome {
        case passed
        case failure(type: String, message: String)
        case error(message: String)
        case skipped(message: String)

        var attribute: String? {
            switch self {
            case .passed: nil
            case .failure: "failures"
            case .error: "errors"
            case .skipped: "skipped"
            }
        }
    }

    private struct Case {
        let name: String
        let vantage: String
        let duration: Seconds?
        let outcome: Outcome
    }

    private let report: Report

    package static func render(_ report: Report) -> String { JUnitReport(report: report).text }

    private var text: String {
        Self.document([suite], duration: report.run.duration, totals: totals)
    }

    private var cases: [Case] { [verdict] + measured }

    private var totals: Totals {
        let cases = cases
        return Totals(
            tests: cases.count,
            kinds: Totals.names.map { kind in cases.count { $0.outcome.attribute == kind } })
    }

    private var suite: String {
        let attributes =
            [("name", report.survey.assignment.hub.description)] + totals.attributes
            + [
                ("time", Self.number(report.run.duration)), ("timestamp", report.run.startedAt.description),
                ("hostname", report.device.hostname),
            ]
        return "  <testsuite\(Self.attributes(attributes))>\n" + cases.map(Self.element).joined() + "  </testsuite>\n"
    }

    private var verdict: Case {
        let diagnosis = report.diagnosis
        let summary = diagnosis.summary.english
        let warning = diagnosis.findings.first { $0.severity == .warning }
        let leading = diagnosis.findings.first { $0.severity == .error } ?? warning
        let failure = Outcome.failure(
            type: leading?.cause.rawValue ?? diagnosis.verdict.rawValue,
            message: diagnosis.verdict == .ready ? warning?.summary.english ?? summary : summary)
        // As the exit code has it.
        let outcome: Outcome =
            switch diagnosis.verdict {
            case .ready: report.isStrict && warning != nil ? failure : .passed
            case .degraded: report.isStrict ? failure : .passed
            case .blocked: failure
            case .inconclusive: .error(message: summary)
            }
        return Case(name: "verdict", vantage: "edgeprobe", duration: nil, outcome: outcome)
    }

    private var measured: [Case] {
        let matrix = report.diagnosis.picture.matrix
        return matrix.rows.flatMap { row in
            zip(matrix.vantages, row.cells).map { vantage, cell in
                Case(
                    name: row.port.map { "\(matrix.name(of: row)) \($0)" } ?? matrix.name(of: row),
                    vantage: vantage.description,
                    duration: duration(of: cell), outcome: outcome(of: cell))
            }
        }
    }

    private func duration(of cell: Matrix.Cell) -> Seconds? {
        guard case .works(let duration, _) = cell else { return nil }
        return duration
    }

    private func outcome(of cell: Matrix.Cell) -> Outcome {
        switch cell {
        case .works: .passed
        case .fails(let number): failure(number)
        // Nothing needs it: a closed port that nobody uses must not stop a rollout.
        case .fallsShort(let number): .skipped(message: "not needed: \(finding(number)?.summary.english ?? "it fails")")
        case .unknown(let reason): .error(message: reason.english)
        case .absent: .skipped(message: "not asked from there")
        }
    }

    private func failure(_ number: Int?) -> Outcome {
        guard let finding = number.flatMap(finding) else {
            return .error(message: "it fails, for no cause that was found")
        }
        guard finding.severity == .error else { return .skipped(message: finding.summary.english) }
        return .failure(type: finding.cause.rawValue, message: finding.summary.english)
    }

    /// Findings are counted from one.
    private func finding(_ number: Int) -> Finding? {
        let findings = report.diagnosis.findings
        return findings.indices.contains(number - 1) ? findings[number - 1] : nil
    }
}

// MARK: - XML

extension JUnitReport {
    private static func element(_ test: Case) -> String {
        let time = test.duration.map { [("time", number($0))] } ?? []
        let opening = "    <testcase" + attributes([("classname", test.vantage), ("name", test.name)] + time)
        return switch test.outcome {
        case .passed: opening + "/>\n"
        case .failure(let type, let message):
            opening + ">\n      <failure\(attributes([("type", type), ("message", message)]))/>\n    </testcase>\n"
        case .error(let message):
            opening
                + ">\n      <error\(attributes([("type", "inconclusive"), ("message", message)]))/>\n    </testcase>\n"
        case .skipped(let message):
            opening + ">\n      <skipped\(attributes([("message", message)]))/>\n    </testcase>\n"
        }
    }

    private static func attributes(_ pairs: [(String, String)]) -> String {
        pairs.map { " \($0)=\"\(escaped($1))\"" }.joined()
    }

    /// Markup as references; what XML 1.0 cannot hold at all (section 2.2) is left out.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t", "\r": escaped += " "
            case "\u{20}"..."\u{d7ff}", "\u{e000}"..."\u{fffd}", "\u{10000}"..."\u{10ffff}":
                escaped.unicodeScalars.append(scalar)
            default: break
            }
        }
        return escaped
    }

    private static func number(_ duration: Seconds) -> String {
        let microseconds = Int(max(0, min(duration.value, 1e9)) * 1e6)
        let fraction = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}

/// How many cases there are, and what became of them.
private struct Totals {
    static let names = ["failures", "errors", "skipped"]

    var tests = 0
    /// In the order of the names.
    var kinds = [0, 0, 0]

    var attributes: [(String, String)] {
        [("tests", "\(tests)")] + zip(Self.names, kinds).map { ($0, "\($1)") }
    }
}

extension JUnitReport {
    private static func document(_ suites: [String], duration: Seconds, totals: Totals) -> String {
        let attributes = [("name", "edgeprobe")] + totals.attributes + [("time", number(duration))]
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites\(Self.attributes(attributes))>\n"
            + suites.joined() + "</testsuites>\n"
    }
}

extension JUnitReport: ReportFormat {
    package static let name = "junit"
    package static let fileExtension = "xml"

    package static func text(of report: Report, for display: Display) -> String {
        Phrasebook.$current.withValue(nil) { render(report) }
    }

    /// Its suite; the counts before it, for the sum of all.
    package static func part(of report: Report, observations: [Observation]) -> String {
        Phrasebook.$current.withValue(nil) {
            let report = JUnitReport(report: report)
            let totals = report.totals
            return ([totals.tests] + totals.kinds).map(String.init).joined(separator: " ") + "\n" + report.suite
        }
    }

    package static func text(of roundup: Roundup, parts: [String], for display: Display) -> String {
        var totals = Totals()
        let suites = parts.map { part -> String in
            let line = part.prefix { $0 != "\n" }
            let counts = line.split(separator: " ").compactMap { Int($0) }
            totals.tests += counts.first ?? 0
            totals.kinds = zip(totals.kinds, counts.dropFirst()).map(+)
            return String(part[line.endIndex...].dropFirst())
        }
        return document(suites, duration: roundup.run.duration, totals: totals)
    }
}
