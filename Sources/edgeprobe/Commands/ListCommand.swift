import ArgumentParser
import ProbeCore
import ProbeDiagnosis
import ProbeFindings
import ProbeLinux
import ProbeMeasurement
import Probes

/// Shows the catalogue: probes with what they wait for, causes, dialects.
struct ListCommand: ParsableCommand {
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case probes, causes, dialects
    }

    static let configuration = CommandConfiguration(commandName: "list", abstract: "List probes, causes or dialects.")

    @Argument(help: "probes, causes or dialects.")
    var kind = Kind.probes

    func run() throws {
        let lines =
            switch kind {
            case .probes: Catalog.probes.map { Self.describe($0) }
            case .causes: Self.causes
            case .dialects: Dialect.allCases.map(\.rawValue)
            }
        try Printing.write(lines.joined(separator: "\n") + "\n")
    }

    /// Every cause with its meaning.
    static var causes: [String] {
        Cause.allCases.map { cause in
            let id = cause.rawValue
            let padding = String(repeating: " ", count: max(1, 32 - id.count))
            return id + padding + cause.card.meaning.english
        }
    }

    private static func describe<P: Probe>(_ probe: P.Type) -> String {
        let id = P.id.description
        let upstream = P.Input.upstream.map(\.description).joined(separator: ", ")
        let padding = String(repeating: " ", count: max(1, 22 - id.count))
        return id + padding + P.question
            + (upstream.isEmpty ? "" : "\n" + String(repeating: " ", count: 22) + "after \(upstream)")
    }
}
