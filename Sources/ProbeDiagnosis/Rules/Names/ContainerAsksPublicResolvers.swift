import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The engine fell back to public resolvers, which this site does not let through.
struct ContainerAsksPublicResolvers: Rule {
    static let causes: [Cause] = [.dnsContainerFallbackPublic]
    static let explains: [Cause] = [.dnsPortRefused, .dnsTimeout, .dnsServfail]

    func findings(in scene: Scene) -> [Finding] {
        scene.containerLookups.filter { $0.hostAsksResolvers && $0.fellBack }.map { lookup in
            let isBehindEngine = lookup.isUnansweredByEngine
            let asked = lookup.inside.evidence.servers.map(\.server.address)
            let servers = isBehindEngine ? lookup.origin?.evidence.forwarders ?? [] : asked
            let isKnown = lookup.origin?.evidence.resolverRule == .publicFallback
            // Whether containers have a way out at all, the routes say.
            let hasRoutes = !scene.survey.wasCutShort(ReadRoutes.id)
            return lookup.finding(
                .dnsContainerFallbackPublic, owner: .containerEngine,
                confidence: isKnown && !isBehindEngine && hasRoutes && lookup.inside.isConfirmed ? .certain : .likely,
                summary: """
                    Containers ask \(servers), which this site blocks: the engine fell back to these public resolvers, \
                    because the host's list has none that a container could reach.
                    """,
                refutedBy: "\(servers) answers a query from a container.")
        } + besideTheHost(in: scene)
    }

    /// The host's own look-ups fail, and the engine fell back all the same: that public resolvers are silent is not the site's fault.
    private func besideTheHost(in scene: Scene) -> [Finding] {
        scene.mutenesses.compactMap { muteness in
            let vantage = muteness.lookup.vantage
            guard vantage.isEngines, muteness.failure == .silent || muteness.failure == .unreachable,
                let seen = scene.survey.seen(DescribeVantage.self, from: vantage).first,
                (seen.evidence.usesEngineResolver ? seen.evidence.forwarderRule : seen.evidence.resolverRule)
                    == .publicFallback,
                !scene.containerLookups.contains(where: { $0.inside.observation == muteness.lookup.observation })
            else { return nil }
            return muteness.finding(
                .dnsContainerFallbackPublic, owner: .containerEngine, confidence: .likely,
                summary: """
                    Containers ask \(muteness.servers), which do not answer: the engine fell back to these public resolvers, \
                    because the host's list has none that a container could reach.
                    """,
                refutedBy: "\(muteness.servers) answers a query from a container.")
        }
    }
}

extension ContainerLookup {
    /// The engine's fallback (libnetwork's defaultIPv4Dns and defaultIPv6Dns), which nobody here asked for.
    private static let fallback = Set(
        ["8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"].compactMap { IPAddress($0) })

    fileprivate var fellBack: Bool {
        if isUnansweredByEngine { return origin?.evidence.forwarderRule == .publicFallback }
        let asked = inside.evidence.servers.map(\.server.address)
        guard isUnanswered, !asked.isEmpty, Self.fallback.isSuperset(of: asked), let origin = origin?.evidence else {
            return false
        }
        switch origin.resolverRule {
        case .publicFallback: return true
        // A running container's file: the host's list leads nowhere from a container, so these are not from it.
        case .ownFile: return origin.hostResolvers.allSatisfy { $0.isLoopback || $0.family == .v6 }
        case .engineSetting, .deployment, .hostList, .systemdUpstreams, .none: return false
        }
    }
}
