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

    @Flag(help: "What takes the rules of the dialect back, instead of the rules.")
    var remove = false

    @OptionGroup var language: LanguageOption
    @OptionGroup var requestLanguage: RequestLanguageOption

    func validate() throws {
        guard !remove || Guidance.removal(in: dialect.dialect) != nil else {
            throw ValidationError(saying: "--remove takes back rules: name their dialect, as in --dialect nftables.")
        }
    }

    func run() async throws {
        if remove, let removal = Guidance.removal(in: dialect.dialect) { return try Printing.write(removal) }
        var (plan, notes) = try options.plan()
        options.addUsualRegistry(to: &plan.services)
        guard plan.services.furtherHubs.isEmpty else {
            throw ValidationError(saying: "rules is about one hub at a time: run it for each of them.")
        }
        // Who asks, and what is inside, are without the engine's networks.
        let choices =
            dialect.dialect == .request || plan.services.hasDownstream
            ? await options.vantages().choices(until: .now + VantageOptions.patience).choices : []
        guard
            let text = Guidance.firewall(
                assignment: Assignment(plan), surroundings: Surroundings(plan, choices.compactMap(\.network)),
                dialect: dialect.dialect)
        else { throw ExitStatus.internalError }
        for note in notes { _ = Complaint(note, .success).said() }
        try Printing.write(text)
    }
}

extension Dialect: ExpressibleByArgument {}

extension Surroundings {
    /// None where the kernel lists none.
    private static func links() -> [NetworkLink] {
        do {
            var routing = try Routing()
            return try routing.links()
        } catch {
            return []
        }
    }

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
        if plan.services.hasDownstream {
            requester.downstreamPorts = plan.edgeHubBindings.map(\.port)
            let inside = Set(requester.sources.map(\.interface))
            requester.insideNetworks =
                Self.links().filter { inside.contains($0.name) }
                .flatMap(\.addresses).compactMap(\.prefix).filter { !$0.address.isLinkLocal }.uniqued
        }
        timeServers = plan.device.timeServers
        let file = (try? TextFile.read(plan.briefing.resolverConfiguration, limit: 1 << 16)) ?? ""
        resolvers = ResolverConfiguration(parsing: Array(file.utf8)).nameservers.filter { !$0.isLoopback }.map {
            SocketAddress($0, port: 53)
        }
    }
}
