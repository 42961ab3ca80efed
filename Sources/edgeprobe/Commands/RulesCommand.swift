import ArgumentParser
import ProbeApplication
import ProbeCore
import ProbeEngine
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeLinux
import ProbeMeasurement
import Probes

/// Firewall guidance without probing: no more is asked than this device's resolvers, for the addresses of today.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "What a firewall has to let out for a hub, without probing.",
        discussion: """
            Only this device's resolvers are asked, for the names' addresses of today. A needed name that they deny is an \
            error; where they know none of them, or with --offline, the text is without addresses and says so.
            """)

    @OptionGroup var options: RunOptions

    @Option(help: "One of: \(Guidance.firewallDialects.map(\.rawValue).joined(separator: ", ")).")
    var dialect = FirewallLanguage.request

    @Flag(help: "Look no name up: the text is without today's addresses.")
    var offline = false

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
        guard plan.services.furtherHubs.isEmpty else {
            throw ValidationError(saying: "rules is about one hub at a time: run it for each of them.")
        }
        // Who asks, and what is inside, are without the engine's networks.
        let choices =
            dialect.dialect == .request || plan.services.hasDownstream
            ? await options.vantages().choices(until: .now + VantageOptions.patience).choices : []
        let assignment = Assignment(plan)
        var surroundings = Surroundings(plan, choices.compactMap(\.network))
        let today = offline ? nil : try await lookUp(plan)
        if let today {
            let needed = Guidance.names(neededBy: assignment, in: surroundings)
            let missing = today.missing.filter(needed.contains)
            guard missing.isEmpty else {
                throw Complaint(
                    """
                    no address by this device's resolvers: \(listing: missing). A rule less would be a gap: nothing is \
                    printed. With --offline names are looked up where the rules are run.
                    """, ExitCode(1))
            }
            surroundings.requester.asked = today.asked
            surroundings.requester.validity = today.validity
        }
        guard
            let text = Guidance.firewall(
                assignment: assignment, surroundings: surroundings, addresses: today?.addresses ?? [:],
                dialect: dialect.dialect)
        else { throw ExitStatus.internalError }
        if today?.isOffline ?? true {
            notes.append(
                offline
                    ? "No name was looked up (--offline): the text is without today's addresses."
                    : "This device's resolvers know none of the names: the text is without today's addresses.")
        }
        try Printing.write(text)
        for note in notes { _ = Complaint(note, .success).said() }
    }
}

extension RulesCommand {
    /// Asks for the names as a run would, in a process of its own that holds no right.
    ///
    /// - Throws: the exit code of the signal that ended it, or that it took too long.
    private func lookUp(_ plan: Plan) async throws -> AddressesOfToday {
        var plan = plan
        plan.limits.only = [ResolveName.id.description]
        plan.limits.skip = []
        let watch = RunWatch(budget: plan.limits.budget.value)
        let session = Session(watch: watch, plan: plan, notes: [], reports: try ReportOptions.parse([]))
        let (report, interruption) = try await session.measure { .hostAlone }
        if let interruption {
            guard watch.interruption.isOverdue else { throw interruption }
            throw Complaint(
                """
                the look-ups took longer than they may, and were ended: nothing is printed. With --offline names are looked up \
                where the rules are run.
                """, interruption)
        }
        return AddressesOfToday(report.survey)
    }
}

extension Surroundings {
    /// None where the kernel lists none.
    private static func routing() -> (links: [NetworkLink], routes: [Route]) {
        do {
            var routing = try Routing()
            return (try routing.links(), try routing.routes().routes)
        } catch {
            return ([], [])
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
            let (links, routes) = Self.routing()
            requester.insideNetworks = links.networksInside(bridges: bridges, routes: routes)
        }
        timeServers = plan.device.timeServers
        resolvers = ReadRoutes.resolvers(plan).map { SocketAddress($0, port: 53) }
    }
}
