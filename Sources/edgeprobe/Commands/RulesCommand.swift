import ArgumentParser
import ProbeCore
import ProbeEngine
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import ProbeMeasurement
import ProbeTransport

/// Firewall guidance without probing.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "What a firewall has to let out for a hub, without probing.")

    @OptionGroup var options: RunOptions

    @Option(help: "One of: \(Guidance.firewallDialects.map(\.rawValue).joined(separator: ", ")).")
    var dialect = FirewallLanguage.request

    func run() async throws {
        let (plan, notes) = try options.plan()
        // Only a request says who asks, for which the engine is asked.
        let choices =
            dialect.dialect == .request
            ? await options.vantages().choices(until: .now + VantageOptions.patience).choices : []
        guard
            let text = Guidance.firewall(
                assignment: Assignment(plan), surroundings: Surroundings(plan, choices.compactMap(\.network)),
                dialect: dialect.dialect)
        else { throw ExitStatus.internalError }
        for note in notes { try? StandardStreams.write("edgeprobe: \(note)\n", to: .error) }
        try Printing.write(text)
    }
}

extension Dialect: ExpressibleByArgument {}

extension Surroundings {
    /// What this device says of itself, without a packet.
    fileprivate init(_ plan: Plan, _ networks: [ContainerNetwork]) {
        self.init()
        let bridges = Set(networks.map(\.interface))
        requester.device = LocalText(DeviceFacts.read().hostname)
        requester.networks = networks.filter { $0.isInternal != true }.map {
            Requester.Network(name: $0.name, subnets: $0.subnets, isMasqueraded: $0.isMasqueraded)
        }
        requester.sources = ((try? Interface.all()) ?? []).compactMap { interface in
            let addresses = interface.addresses.filter { !$0.isLoopback && !$0.isLinkLocal }
            guard interface.isUp, !addresses.isEmpty, !bridges.contains(interface.name) else { return nil }
            return Requester.Source(interface: interface.name, addresses: addresses)
        }
        if plan.services.hasDownstream { requester.downstreamPorts = plan.edgeHubBindings.map(\.port) }
        timeServers = plan.device.timeServers
        let file = (try? TextFile.read(plan.briefing.resolverConfiguration, limit: 1 << 16)) ?? ""
        resolvers = ResolverConfiguration(parsing: Array(file.utf8)).nameservers.filter { !$0.isLoopback }.map {
            SocketAddress($0, port: 53)
        }
    }
}
