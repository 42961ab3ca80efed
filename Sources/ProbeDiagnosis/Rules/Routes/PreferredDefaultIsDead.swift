import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The device has several default routes; nothing gets out by the one that it prefers, and another one works.
///
/// A filter of the site's lets something through or says that it does not, a dead uplink does neither: an answer from beyond
/// by the preferred interface, a reset, an administrative rejection or a proxy's speaks against this cause. Routers, the gateway
/// among them, and resolvers that answer leave the site's filter possible.
struct PreferredDefaultIsDead: Rule {
    static let causes: [Cause] = [.routeDeadDefault]
    static let explains: [Cause] = Symptoms.ofForwarding + [.tcpLoop]

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        guard let routes = scene.routes, !scene.contacts(from: .host).contains(where: \.isFromBeyond),
            !scene.isServedByProxy
        else { return [] }
        let connections = scene.survey.seen(ConnectAroundTunnel.self, from: .host).filter {
            $0.evidence.isVerified == true || $0.evidence.connect.result == .connected
        }
        let answers = scene.survey.seen(AskAroundTunnel.self, from: .host).filter { seen in
            seen.evidence.answers.contains { $0.result == .answered }
        }
        let ways =
            connections.map { Way(preferred: $0.evidence.tunnel, other: $0.evidence.interface, proof: $0.besideProof) }
            + answers.compactMap { seen in
                answered(seen).map { Way(preferred: seen.evidence.tunnel, other: seen.evidence.interface, proof: $0) }
            }
        guard let first = ways.first, scene.isUplink(first.preferred),
            let dead = scene.defaultRoute(dev: first.preferred)
        else { return [] }
        let mine = ways.filter { $0.preferred == first.preferred }
        let paths = scene.paths.filter { path in
            !path.hasWayOut && path.lookups.contains { $0.lookup.interface == first.preferred }
        }
        let contacts = scene.contacts(from: .host)
        let mute = scene.lookups(from: .host).filter { $0.fails && !$0.hasAnswer }
        let silence =
            contacts.flatMap { $0.silenceProofs.prefix(1) }
            + mute.map { Finding.Proof($0.observation, "no resolver answers when asked for \($0.host)") }
        let isAnswered = scene.isAnsweredOnTheWay(by: first.preferred)
        let isProven =
            connections.contains { $0.evidence.isVerified == true } && contacts.map(\.remote.address).uniqued.count > 1
            && !isAnswered
        let severity = (contacts.map(\.severity) + mute.map(\.severity)).max() ?? .info
        return [
            Finding(
                .routeDeadDefault, severity, from: [.host] + paths.map(\.vantage), about: Finding.Subject(),
                owner: .device,
                confidence: isProven ? .certain : .likely,
                summary: isAnswered
                    ? """
                    Nothing outside answers by the default route that this device prefers (\(dead)), and by \(first.other) it does; \
                    what is near on \(first.preferred) answers, so the line behind it may be dead, or the site's firewall lets \
                    nothing out.
                    """
                    : """
                    The default route that this device prefers (\(dead)) leads nowhere: nothing answers by \
                    \(first.preferred), and by \(first.other) it does.
                    """,
                location: Finding.Location(
                    kind: .thisDevice,
                    culprit: .routes([dead.destination], interface: first.preferred),
                    text: "on this device, in its routes"),
                evidence: [Finding.Proof(routes.index, "the kernel prefers \(dead)")] + mine.prefix(3).map(\.proof)
                    + silence.prefix(4) + paths.flatMap { $0.silenceProofs.prefix(2) },
                refutedBy: """
                    Anything outside answers by \(first.preferred), or nothing by \(first.other).
                    """)
        ]
    }

    private struct Way {
        let preferred: InterfaceName
        let other: InterfaceName
        let proof: Finding.Proof
    }

    private func answered(_ seen: Survey.Seen<AskAroundTunnel>) -> Finding.Proof? {
        seen.evidence.answers.first { $0.result == .answered }.map { answer in
            seen.shows(
                control: """
                    bound to \(seen.evidence.interface), \(answer.server) answers for \(seen.about.host) in \
                    \(answer.latency)
                    """)
        }
    }
}

extension Contact {
    /// Somebody beyond the first router answered, or a filter said that it lets nothing through.
    fileprivate var isFromBeyond: Bool {
        switch result {
        case .answered, .refused: true
        case .rejected(let icmp):
            switch icmp.meaning {
            // What a router says that has nowhere to send it, as at the end of a dead line.
            case .netUnreachable, .hostUnreachable, .hopLimitExceeded: false
            default: !icmp.offenderIsLocal
            }
        case .denied, .unreachable, .silent, .undecided, .droppedLocally: false
        }
    }
}

extension Scene {
    /// The proxy in use answers, and so does something by the way that leads to it.
    fileprivate var isServedByProxy: Bool {
        survey.seen(OpenTunnel.self, from: .host).contains { $0.evidence.answer != nil }
    }

    /// A router answers packets that leave by the interface, or a resolver does, behind it or beside it: a name of others that it
    /// knows came from outside.
    func isAnsweredOnTheWay(by interface: InterfaceName) -> Bool {
        let walks = survey.seen(WalkHops.self, from: .host).filter { $0.about.via == .direct }.flatMap(\.evidence.walks)
        let isWalked = walks.contains { walk in
            roads.taken(by: .host, to: walk.remote.address)?.lookup.interface == interface
                && walk.hops.contains { $0.answer == .router && !isOwn($0.address) }
        }
        return isWalked
            || lookups(from: .host).flatMap(\.evidence.servers).contains { server in
                guard let way = roads.taken(by: .host, to: server.server.address)?.lookup else { return false }
                return way.interface == interface && server.answers.contains { $0.result == .answered }
            }
    }

    /// An interface that is no tunnel; of an interface that was not read nothing is known.
    func isUplink(_ name: InterfaceName) -> Bool { routes?.evidence.link(named: name).map { !$0.isTunnel } ?? false }

    /// An interface that was read, and is a tunnel.
    func isTunnel(_ name: InterfaceName) -> Bool { routes?.evidence.link(named: name)?.isTunnel ?? false }

    /// The default route of an interface in the main table, the preferred one.
    fileprivate func defaultRoute(dev name: InterfaceName) -> Route? {
        routes?.evidence.routes.filter {
            $0.isMainDefault && $0.destination.family == .v4 && $0.interface == name
        }.min { ($0.metric ?? 0) < ($1.metric ?? 0) }
    }
}
