import ArgumentParser
import ProbeCore
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import ProbeMeasurement

/// Firewall guidance without probing.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "What a firewall has to let out for a hub, without probing.")

    @OptionGroup var options: RunOptions

    @Option(help: "One of: \(Guidance.firewallDialects.map(\.rawValue).joined(separator: ", ")).")
    var dialect = Dialect.request

    func run() throws {
        let (plan, notes) = try options.plan()
        guard let text = Guidance.firewall(assignment: Assignment(plan), dialect: dialect) else {
            throw ValidationError("\(dialect.rawValue) is no firewall's language; --help lists those.")
        }
        for note in notes { try? StandardStreams.write("edgeprobe: \(note)\n", to: .error) }
        try StandardStreams.write(text, to: .output)
    }
}

extension Dialect: ExpressibleByArgument {}
