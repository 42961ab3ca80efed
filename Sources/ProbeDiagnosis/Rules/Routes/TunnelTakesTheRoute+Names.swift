import ProbeCore
import ProbeEvidence
import ProbeFindings

extension TunnelTakesTheRoute {
    /// Resolvers that are silent through a tunnel: without a name no connection is tried that could tell more.
    ///
    /// Where they are silent by the other interface too, the VPN is only one of several that may be dead. Where this device
    /// itself lets nothing leave beside the tunnel, nothing was compared, and the tunnel is all that a packet meets.
    func names(_ scene: Scene) -> [Finding] {
        let detours = scene.survey.seen(AskAroundTunnel.self, from: .host).filter {
            scene.isTunnel($0.evidence.tunnel)
        }
        let lookups = scene.lookups(from: .host).filter { $0.fails && $0.answerOverTCP == nil }
        let paths = scene.paths.filter(\.isNameless)
        return detours.map(\.evidence.tunnel).uniqued.compactMap { tunnel in
            let mine = detours.filter { $0.evidence.tunnel == tunnel }
            let isKeptHere = mine.allSatisfy { $0.evidence.answers.allSatisfy(\.isKeptHere) }
            let servers = mine.flatMap { $0.evidence.answers.map(\.server) }.uniqued
            let answering = mine.flatMap(\.evidence.answers).first { !$0.addresses.isEmpty }
            let mute = lookups.filter { lookup in
                lookup.evidence.servers.contains { servers.contains($0.server) } || lookup.asksThisDevice
            }
            guard let server = answering?.server ?? servers.first, let interface = mine.first?.evidence.interface,
                let way = scene.roads.taken(by: .host, to: server.address), !mute.isEmpty
            else { return nil }
            let others = paths.filter { path in
                path.silentResolvers.contains(server.address)
                    && path.lookups.contains {
                        $0.lookup.destination == server.address && $0.lookup.interface == tunnel
                    }
            }
            let asked = mute.flatMap { $0.attempts(at: server) }
            let isConfirmed = asked.allSatisfy { $0.result != .silent || $0.attempts > 1 }
            let severity = (mute.map(\.severity) + others.map(\.severity)).max() ?? .info
            let isOwn = mine.contains { $0.evidence.gateway == nil }
            // That nothing gets through the tunnel, nobody knows yet: it may be the resolver that wants no strangers.
            let summary: Sentence =
                isKeptHere
                ? """
                A VPN takes the way to the resolver \(server.address) (\(way.lookup)): it is silent through \
                \(tunnel), and this device itself lets nothing leave by \(interface) beside it.
                """
                : answering == nil
                    ? """
                    A VPN takes the way to the resolver \(server.address) (\(way.lookup)): it is silent through \
                    \(tunnel), but by \(interface) as well, so the site's own network may be to blame.
                    """
                    : isOwn
                        ? """
                        A VPN takes the way to the resolver \(server.address) (\(way.lookup)), which is in the network of this device's \
                        own \(interface): it is silent through \(tunnel) and answers by \(interface).
                        """
                        : """
                        A VPN takes the way to the resolver \(server.address) (\(way.lookup)): it is silent through \
                        \(tunnel) and answers by \(interface).
                        """
            var proofs = [Finding.Proof(way.observation, "\(server.address) is reached by \(way.lookup)")]
            proofs += mine.prefix(3).compactMap { detour in
                isKeptHere ? kept(detour, server) : beside(detour, server, isAnswered: answering != nil)
            }
            proofs += mute.prefix(3).compactMap { through(tunnel, $0, server) }
            proofs += others.flatMap(\.silenceProofs)
            return Finding(
                .routeVPNOverride, answering == nil && !isKeptHere ? .info : severity,
                from: [.host] + others.map(\.vantage), about: Finding.Subject(resolver: server), owner: .device,
                confidence: isKeptHere ? .likely : answering == nil ? .possible : isConfirmed ? .certain : .likely,
                summary: summary,
                location: Finding.Location(
                    kind: .thisDevice,
                    culprit: (isOwn ? scene.routes?.evidence.rule(before: way.lookup).map { .policyRules([$0]) } : nil)
                        ?? way.lookup.route.map { .routes([$0], interface: tunnel) },
                    text: "on this device, in its routes"),
                evidence: proofs,
                refutedBy: """
                    \(server) answers through \(tunnel), or is silent by \(interface) too.
                    """)
        }
    }

    private func kept(_ detour: Survey.Seen<AskAroundTunnel>, _ server: SocketAddress) -> Finding.Proof? {
        detour.evidence.answers.first { $0.server == server }.map { answer in
            detour.shows(
                control: """
                    bound to \(detour.evidence.interface), asking \(server) ends on this device itself \
                    (\(answer.error ?? "EPERM"))
                    """)
        }
    }

    private func beside(
        _ detour: Survey.Seen<AskAroundTunnel>, _ server: SocketAddress, isAnswered: Bool
    ) -> Finding.Proof? {
        let answers = detour.evidence.answers.filter { $0.server == server }
        let interface = detour.evidence.interface
        guard isAnswered else {
            return answers.first.map { _ in
                detour.shows(control: "bound to \(interface), \(server) gives no answer either")
            }
        }
        return answers.first { $0.result == .answered }.map { answer in
            let network = Term(answer.network)
            return detour.shows(
                control: """
                    asked for \(detour.about.host) over \(network), bound to \(interface), \(server) answers \
                    in \(answer.latency)
                    """)
        }
    }

    private func through(_ tunnel: InterfaceName, _ lookup: Lookup, _ server: SocketAddress) -> Finding.Proof? {
        lookup.attempts(at: server).first.map { answer in
            Finding.Proof(
                lookup.observation,
                """
                asked for \(lookup.host) through \(tunnel), \(answer.server) gives no address within \
                \(answer.latency) (\(answer.attempts, .datagram))
                """)
        }
    }
}

extension Lookup {
    /// Its resolvers are on this device, and hand on what others say.
    fileprivate var asksThisDevice: Bool {
        !evidence.servers.isEmpty && evidence.servers.allSatisfy(\.server.address.isLoopback)
    }

    /// What came of asking one resolver, or the one on this device that asks it in turn.
    fileprivate func attempts(at server: SocketAddress) -> [DNSAnswer] {
        evidence.servers.filter { $0.server == server || asksThisDevice }.flatMap(\.answers)
    }
}
