import FoundationEssentials
import ProbeApplication
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import Reports
import Synchronization
import Testing

/// A file of `Recordings/`, read and judged once for all tests.
///
/// There are hundreds, and each takes a while.
struct Recording: CustomTestStringConvertible, Sendable {
    let name: String

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recordings")
    private static let reports = Memory<Report>()
    private static let prescriptions = Memory<Report>()

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

    /// By EDGEPROBE_NIGHTLY=1: everything is tried with every recording.
    static let isNightly = ProcessInfo.processInfo.environment["EDGEPROBE_NIGHTLY"] == "1"

    /// The same for the same recording, and another for the next.
    var number: Int { name.utf8.reduce(0) { ($0 * 31 + Int($1)) % 9973 } }

    /// One recording in so many, and all of them in the night.
    func isOne(in count: Int) -> Bool { Self.isNightly || number.isMultiple(of: count) }

    var path: String { Self.folder.appending(path: "\(name).json").path }
    var testDescription: String { name }

    /// As it was recorded.
    var report: Report {
        get throws {
            try Self.reports.value(for: name) {
                try RecordedReport(bytes: [UInt8](Data(contentsOf: URL(filePath: path)))).report
            }
        }
    }

    var survey: Survey {
        get throws { try report.survey }
    }

    /// What today's rules say of it.
    var diagnosis: Diagnosis {
        get throws { try judgedAgain.diagnosis }
    }

    /// With what today's rules say of it, and their remedies.
    var judgedAgain: Report {
        get throws {
            try Self.prescriptions.value(for: name) {
                let report = try report
                return report.judgedAgain(Diagnosis(prescribingFor: report.survey))
            }
        }
    }

    func expectation() throws -> Expectation {
        try JSONDecoder().decode(Document.self, from: Data(contentsOf: URL(filePath: path))).expected
    }

    private struct Document: Decodable {
        let expected: Expectation
    }

    /// What was made once for each recording; whoever wants it meanwhile waits for it.
    private final class Memory<Value: Sendable>: Sendable {
        private final class Place: Sendable {
            let value = Mutex<Value?>(nil)
        }

        private let places = Mutex<[String: Place]>([:])

        func value(for name: String, make: () throws -> Value) rethrows -> Value {
            let place = places.withLock { places in
                let place = places[name] ?? Place()
                places[name] = place
                return place
            }
            return try place.value.withLock { value in
                if let value { return value }
                let made = try make()
                value = made
                return made
            }
        }
    }
}
