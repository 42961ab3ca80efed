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
    var dialect = FirewallLanguage.request

    func run() throws {
        let (plan, notes) = try options.plan()
        guard let text = Guidance.firewall(assignment: Assignment(plan), dialect: dialect.dialect) else {
            throw ExitStatus.internalError
        }
        for note in notes { try? StandardStreams.write("edgeprobe: \(note)\n", to: .error) }
        try Printing.write(text)
    }
}

extension Dialect: ExpressibleByArgument {}
