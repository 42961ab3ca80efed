package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Asks every resolver of this vantage for the addresses of a name.
///
/// Each resolver of resolv.conf is asked by itself, so that one which is broken shows although another one answers; what
/// a client would make of the answers is told by `addresses`.
extension ResolveName: Probe {
    /// The names that connections of the run go to; one that is redirected to an address everywhere is not among them.
    package func subjects(in plan: Plan) -> [Name] {
        var seen: Set<HostName> = []
        return plan.services.endpoints.compactMap { plan.nameDialled(for: $0) }.filter { seen.insert($0).inserted }.map(
            Name.init)
    }

    package func measure(
        _ about: Name, _ input: Nothing, _ context: Context<NameEvidence>
    ) async throws(ProbeError) -> Measured<NameEvidence, NoLive> {
        let evidence = try await resolve(about, context) { configuration, _ in
            Waits(context, ClientPatience(of: configuration, in: context.plan))
        }
        for server in evidence.servers where server.isSilent { context.shared.note(Silence(of: server.server)) }
        return Measured(evidence)
    }

    /// Resolves a name that came up on the way, after the resolvers were asked for others.
    ///
    /// One that answered then is waited for as long as a client would; one that was silent to the end is not once more.
    func resolveOnTheWay<Evidence>(_ about: Name, _ context: Context<Evidence>) async throws(ProbeError) -> NameEvidence
    {
        let context: Context<NameEvidence> = context.nested()
        return try await resolve(about, context) { configuration, server in
            if context.shared.hasNoted(Answer(from: server)) {
                return Waits(context, ClientPatience(of: configuration, in: context.plan))
            }
            guard context.shared.hasNoted(Silence(of: server)) else { return Waits(context) }
            let begin = ContinuousClock.now
            return Waits(
                stuck: begin + Self.reminder / 2, quiet: begin + Self.reminder, deadline: context.attemptDeadline)
        }
    }

    /// How long a resolver that was silent before is asked once more.
    private static let reminder = Duration.seconds(1)

    private struct Answer: Hashable, Sendable {
        let server: SocketAddress

        init(from server: SocketAddress) { self.server = server }
    }

    private struct Silence: Hashable, Sendable {
        let server: SocketAddress

        init(of server: SocketAddress) { self.server = server }
    }

    private func resolve(
        _ about: Name, _ context: Context<NameEvidence>, waiting: (ResolverConfiguration, SocketAddress) -> Waits
    ) async throws(ProbeError) -> NameEvidence {
        let configuration = Self.configuration(of: context.plan)
        let (hostsFile, isWhole) = context.plan.searchedHostsFile(for: about.host)
        var resolution = Resolution(
            servers: configuration.servers(port: context.plan.briefing.resolverPort),
            hostsFile: (hostsFile.addresses, hostsFile.leftOut), isHostsFileWhole: isWhole,
            isDemonstration: context.plan.services.isDemonstration, sources: Self.sources(of: context.plan))
        resolution.note(
            configuration, patience: ClientPatience(of: configuration, in: context.plan).timeout,
            // Neither the engine's own resolver nor the library of the modules' Alpine images takes them in turn.
            rotates: configuration.rotates && context.plan.seesThisDevice)
        if let interim = resolution.begin() { context.report(interim) }
        var failure: ProbeError?
        let network: DNSAnswer.Network = configuration.usesTCP ? .tcp : .udp
        // The library of the modules' Alpine images knows no EDNS0, whatever resolv.conf says.
        let habits = DNSHabits(
            useExtensions: configuration.usesExtensions && context.plan.seesThisDevice,
            trustAuthenticData: configuration.trustsAuthenticData)
        await withTaskGroup(of: Event.self) { group in
            for (index, server) in resolution.servers.enumerated() {
                let waits = waiting(configuration, server)
                for type in [DNSAnswer.QueryType.a, .aaaa] {
                    group.addTask {
                        do throws(ProbeError) {
                            let begin = ContinuousClock.now
                            let client = DNSClient(server: server, waits: waits, habits: habits)
                            let answer = try await client.ask(for: about.host, type, over: network)
                            if let repeated = await again(answer, about, habits, since: begin, context) {
                                return .answer(index, repeated)
                            }
                            return .answer(index, await alone(answer, about, habits, context) ?? answer)
                        } catch {
                            return .failure(error)
                        }
                    }
                }
            }
            for (moment, event) in [
                (.now + Self.lateness, Event.late), (context.stuckAt, .stuck), (context.quietDeadline, .overdue),
            ] {
                group.addTask {
                    try? await Task.sleep(until: moment)
                    return event
                }
            }
            while resolution.isWaiting, let event = await group.next() {
                var interim: NameEvidence?
                switch event {
                case .answer(let index, let answer):
                    if answer.result == .answered {
                        context.shared.note(Answer(from: answer.server))
                        // The time of one on this device is not the way's. Of one that was asked again and again it may be too long,
                        // until another answer tells better; too short it is never.
                        if answer.server.address.isLoopback {
                            context.pace.noteAnswer()
                        } else {
                            context.pace.note(answer: answer.latency.duration)
                        }
                    }
                    interim = resolution.take(answer, from: index)
                    if resolution.startsDelay(answer, from: index) {
                        group.addTask {
                            try? await Task.sleep(for: Resolution.delay)
                            return .delayIsOver(index)
                        }
                    }
                case .delayIsOver(let index): interim = resolution.endDelay(of: index)
                case .late: interim = Task.isCancelled ? nil : resolution.soFar()
                case .stuck: interim = Task.isCancelled ? nil : resolution.becomeStuck()
                case .overdue: interim = Task.isCancelled ? nil : resolution.becomeOverdue()
                case .failure(let error):
                    failure = failure ?? error
                    resolution.giveUpOne()
                }
                if let interim { context.report(interim) }
            }
            group.cancelAll()
        }
        let evidence = resolution.conclusion
        if let failure, evidence.servers.isEmpty, evidence.addresses.isEmpty { throw failure }
        return evidence
    }

    /// Asks once more where there was silence, or a neighbour that was not found, while no resolver of the run had answered either.
    ///
    /// - Returns: what is known then; nothing where nothing calls for it, or no time is left.
    private func again(
        _ answer: DNSAnswer, _ about: Name, _ habits: DNSHabits, since begin: ContinuousClock.Instant,
        _ context: Context<NameEvidence>
    ) async -> DNSAnswer? {
        let isNeighbour = answer.meetsMissingNeighbour
        guard answer.network == .udp, answer.result == .silent || isNeighbour,
            !context.plan.services.isDemonstration, !context.pace.hasAnswer(by: begin + context.pace.stuckAfter)
        else { return nil }
        let wait = isNeighbour ? ConnectRace.neighbourWait : max(Self.lastWait, context.pace.stuckAfter * 1.5)
        let end = ContinuousClock.now + wait
        guard end + Self.reserve <= context.deadline else { return nil }
        let client = DNSClient(
            server: answer.server, waits: Waits(stuck: .now + wait / 2, quiet: end, deadline: end), habits: habits)
        guard var again = try? await client.ask(for: about.host, answer.queryType, over: .udp) else { return nil }
        again.attempts += answer.attempts
        if again.result == .silent { again.latency = Seconds(ContinuousClock.now - begin) }
        // What this device itself said is more than a silence.
        return isNeighbour && again.result == .silent ? nil : again
    }

    /// Asks once more, and not with others, where the same resolver answered other questions of the run: a run asks many at once,
    /// and who limits questions lets some of them through.
    ///
    /// - Returns: what is known then; nothing where nothing calls for it, no time is left, or it is no better.
    private func alone(
        _ answer: DNSAnswer, _ about: Name, _ habits: DNSHabits, _ context: Context<NameEvidence>
    ) async -> DNSAnswer? {
        let isDropped = answer.result == .unreachable && answer.error == "EPERM"
        guard answer.network == .udp, answer.result == .silent || isDropped, !context.plan.services.isDemonstration
        else { return nil }
        // What is dropped here fails before another question can be answered.
        let begin = ContinuousClock.now
        if isDropped { try? await Task.sleep(for: Self.lateness) }
        guard context.shared.hasNoted(Answer(from: answer.server)), !Task.isCancelled else { return nil }
        let turn = context.shared.turn(at: Answer(from: answer.server))
        let start = begin + (isDropped ? Self.rest : .zero) + Self.spacing * turn
        guard start + Self.lastWait + Self.reserve <= context.deadline else { return nil }
        guard (try? await Task.sleep(until: start)) != nil else { return nil }
        let end = ContinuousClock.now + Self.lastWait
        let client = DNSClient(
            server: answer.server, waits: Waits(stuck: end, quiet: end, deadline: end), habits: habits)
        guard var again = try? await client.ask(for: about.host, answer.queryType, over: .udp),
            again.result == .answered
        else { return nil }
        again.attempts += answer.attempts
        return again
    }

    /// What a resolver or a rule lets through in a second, three questions at least, is used up by the run's first ones.
    private static let rest = Duration.milliseconds(1200)
    private static let spacing = Duration.milliseconds(400)

    private static let lastWait = Duration.milliseconds(1500)
    /// A name that is found in the end is of use only where its connections have this time left.
    private static let reserve = Duration.seconds(3)

    /// Longer than a resolver takes that knows the answer: time for others to begin who have to wait as long.
    private static let lateness = Duration.milliseconds(300)

    private enum Event: Sendable {
        case answer(Int, DNSAnswer)
        case delayIsOver(Int)
        case late
        case stuck
        case overdue
        case failure(ProbeError)
    }

    /// Longer than any resolv.conf that a machine wrote.
    private static let longestConfiguration = 1 << 16

    /// The order of this device's own library; that of the modules' Alpine images reads the hosts file first, come what may.
    private static func sources(of plan: Plan) -> NameSources {
        guard plan.seesThisDevice, plan.readsOwnFiles,
            let bytes = try? plan.file("/etc/nsswitch.conf", limit: longestConfiguration)
        else { return .hostsFileFirst }
        return NameSources(parsing: bytes)
    }

    static func configuration(of plan: Plan) -> ResolverConfiguration {
        if let text = plan.briefing.resolverConfigurationText {
            return ResolverConfiguration(parsing: Array(text.utf8))
        }
        do throws(FileError) {
            return ResolverConfiguration(
                parsing: try plan.file(plan.briefing.resolverConfiguration, limit: longestConfiguration))
        } catch {
            return ResolverConfiguration(
                missing: error.error == "ENOENT" ? "is missing" : "could not be read (\(error.error))")
        }
    }
}

extension DNSAnswer {
    /// This device itself gave the way up, for want of a neighbour.
    fileprivate var meetsMissingNeighbour: Bool {
        result == .unreachable && icmp?.meansMissingNeighbour(after: latency) ?? false
    }
}

extension Plan {
    /// The name that a connection to the endpoint, or to the proxy on its way, has to resolve; nothing for an address.
    fileprivate func nameDialled(for endpoint: Endpoint) -> HostName? {
        switch endpoint.via {
        case .direct: return nameDialled(for: endpoint.host, port: endpoint.port)
        case .proxy:
            guard let proxy = services.proxy?.address, let name = proxy.host.name else { return nil }
            return nameDialled(for: name, port: proxy.port)
        }
    }

    private func nameDialled(for host: HostName, port: UInt16) -> HostName? {
        switch services.redirection(for: host, port: port)?.target {
        case .name(let name): name
        case .address: nil
        case nil: host
        }
    }
}
