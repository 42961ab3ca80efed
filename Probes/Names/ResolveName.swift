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
        let waits = Waits(context)
        // A stub waits for others itself: systemd-resolved repeats a lost question after five seconds, as glibc does.
        let patient = Waits(
            stuck: waits.stuck, quiet: max(waits.quiet, min(context.attemptDeadline, .now + Self.libraryTimeout)),
            deadline: waits.deadline)
        let configuration = Self.configuration(of: context.plan)
        // A hosts file that cannot be read is passed over, as nsswitch does.
        let hostsFile = HostsFile(
            parsing: context.plan.briefing.hostsText.map { Array($0.utf8) }
                ?? (try? context.plan.file(context.plan.briefing.hostsFile, limit: HostsFile.longest)) ?? [])
        var resolution = Resolution(
            servers: configuration.nameservers.map { SocketAddress($0, port: context.plan.briefing.resolverPort) },
            hostsFile: hostsFile.addresses(for: about.host), isDemonstration: context.plan.services.isDemonstration)
        resolution.note(searchList: configuration.searchList, problem: configuration.problem)
        if let interim = resolution.begin() { context.report(interim) }
        var failure: ProbeError?
        let network: DNSAnswer.Network = configuration.usesTCP ? .tcp : .udp
        await withTaskGroup(of: Event.self) { group in
            for (index, server) in resolution.servers.enumerated() {
                for type in [DNSAnswer.QueryType.a, .aaaa] {
                    group.addTask {
                        do throws(ProbeError) {
                            let client = DNSClient(server: server, waits: server.address.isLoopback ? patient : waits)
                            return .answer(index, try await client.ask(for: about.host, type, over: network))
                        } catch {
                            return .failure(error)
                        }
                    }
                }
            }
            group.addTask {
                try? await Task.sleep(until: waits.stuck)
                return .stuck
            }
            while resolution.isWaiting, let event = await group.next() {
                var interim: NameEvidence?
                switch event {
                case .answer(let index, let answer):
                    interim = resolution.take(answer, from: index)
                    if resolution.startsDelay(answer, from: index) {
                        group.addTask {
                            try? await Task.sleep(for: Resolution.delay)
                            return .delayIsOver(index)
                        }
                    }
                case .delayIsOver(let index): interim = resolution.endDelay(of: index)
                case .stuck: interim = Task.isCancelled ? nil : resolution.becomeStuck()
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
        return Measured(evidence)
    }

    /// RES_TIMEOUT of resolv.h, and a little.
    private static let libraryTimeout = Duration.milliseconds(5500)

    private enum Event: Sendable {
        case answer(Int, DNSAnswer)
        case delayIsOver(Int)
        case stuck
        case failure(ProbeError)
    }

    /// Longer than any resolv.conf that a machine wrote.
    private static let longestConfiguration = 1 << 16

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
