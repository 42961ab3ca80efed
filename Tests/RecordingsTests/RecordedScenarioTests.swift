import FoundationEssentials
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import Reports
import Testing

/// The lab's surveys, judged again by today's rules: what a scenario has to say, without its network.
///
/// `make lab LAB=--record` writes them, each with what its scenario expects.
@Suite(.serialized)
struct RecordedScenarioTests {
    /// Recorded before an engine that could not be asked kept a run from being called ready.
    private static let judgedOtherwise: [String: Diagnosis.Verdict] = ["containers-without-rights": .inconclusive]

    @Test(arguments: try Recording.all())
    func `a recorded scenario is judged as its story has it`(recording: Recording) throws {
        let survey = try RecordedReport(path: recording.path).report
            .survey
        let diagnosis = Diagnosis(of: survey)
        let expected = try recording.expectation()

        #expect(diagnosis.verdict == Self.judgedOtherwise[recording.name] ?? expected.verdict)
        let blamed = diagnosis.findings.filter { $0.severity != .info }
        let wanted = expected.findings.filter { $0.severity != .info }
        #expect(Set(blamed.map(\.cause)) == Set(wanted.map(\.cause)))
        #expect(blamed.first?.cause == wanted.first?.cause)
        for finding in expected.findings {
            #expect(diagnosis.findings.contains(where: finding.matches), "\(finding)")
        }
        for (vantage, transports) in expected.usable(from: survey.vantages) {
            let usable = diagnosis.transports.filter { $0.vantage == vantage && $0.usable == true }.map(\.transport)
            #expect(Set(usable) == transports, "from \(vantage)")
        }
    }

    @Test func `every kind of verdict is recorded`() throws {
        let verdicts = try Recording.all().map { try $0.expectation().verdict }
        #expect(Set(verdicts).isSuperset(of: [.ready, .degraded, .blocked]))
    }
}

/// A file of `Recordings/`.
struct Recording: CustomTestStringConvertible, Sendable {
    let name: String

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recordings")

    static func all() throws -> [Recording] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }.sorted()
            .map { Recording(name: String($0.dropLast(5))) }
    }

    /// Looks at every recording, as many at a time as there are processors: one test after the other uses a single one.
    static func each(_ body: @escaping @Sendable (Recording) throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var waiting = try all().makeIterator()
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                if let recording = waiting.next() { group.addTask { try body(recording) } }
            }
            while try await group.next() != nil {
                if let recording = waiting.next() { group.addTask { try body(recording) } }
            }
        }
    }

    var path: String { Self.folder.appending(path: "\(name).json").path }
    var testDescription: String { name }

    func expectation() throws -> Expectation {
        try JSONDecoder().decode(Document.self, from: Data(contentsOf: URL(filePath: path))).expected
    }

    private struct Document: Decodable {
        let expected: Expectation
    }
}

/// What a scenario says of its report; the members of `scenario.py`.
struct Expectation: Decodable {
    struct Finding: Decodable {
        let severity: ProbeFindings.Finding.Severity
        let cause: Cause
        let owner: Owner?
        let vantages: [Vantage]?
        let at: IPAddress?
        let hop: Int?
        let place: ProbeFindings.Finding.Location.Kind?
        let rule: String?
        let confidence: ProbeFindings.Finding.Confidence?

        func matches(_ finding: ProbeFindings.Finding) -> Bool {
            func agrees<Value: Equatable>(_ wanted: Value?, _ found: Value?) -> Bool {
                wanted == nil || wanted == found
            }
            return finding.cause == cause && finding.severity == severity && agrees(owner, finding.owner)
                && agrees(vantages, finding.vantages) && agrees(at, finding.location.address)
                && agrees(hop, finding.location.hop) && agrees(place, finding.location.kind)
                && agrees(confidence, finding.confidence)
                && (rule.map { finding.location.rule?.contains($0) ?? false } ?? true)
        }
    }

    let verdict: Diagnosis.Verdict
    let findings: [Finding]
    private let usable: Usable?

    /// The transports that have to get through, for each place that is spoken of.
    func usable(from vantages: [Vantage]) -> [(Vantage, Set<Transport>)] {
        switch usable {
        case nil: []
        case .everywhere(let transports): vantages.map { ($0, transports) }
        case .each(let places): vantages.compactMap { vantage in places[vantage.description].map { (vantage, $0) } }
        }
    }

    private enum Usable: Decodable {
        case everywhere(Set<Transport>)
        case each([String: Set<Transport>])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let transports = try? container.decode(Set<Transport>.self) {
                self = .everywhere(transports)
            } else {
                self = .each(try container.decode([String: Set<Transport>].self))
            }
        }
    }
}
