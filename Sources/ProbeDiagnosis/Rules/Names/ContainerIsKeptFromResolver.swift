package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The resolver that answers the host does not answer the container.
package struct ContainerIsKeptFromResolver: Rule {
    package static let causes: [Cause] = [.dnsContainerBlocked]
    package static let explains: [Cause] = [
        .dnsTimeout, .dnsPortRefused, .dnsRefused, .dnsServfail, .dnsFiltered, .dnsNxdomain, .dnsNodata,
    ]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        ContainerLookup.all(in: survey).compactMap { lookup -> Finding? in
            guard lookup.hostAsksResolvers, let kept = lookup.keptResolver else { return nil }
            let (server, isRefused, isSeenDirectly) = kept
            let rule = isRefused ? nil : Self.rule(before: server, from: lookup.inside.vantage, in: survey)
            let reason =
                rule.map { "this device's own firewall (\($0.place))" }
                ?? (isRefused ? "its access list" : "a firewall, or its access list,")
            var finding = lookup.finding(
                .dnsContainerBlocked, owner: isRefused ? .siteNetwork : .device,
                confidence: rule != nil || (isSeenDirectly && lookup.isConfirmed) ? .certain : .likely,
                about: Finding.Subject(host: lookup.subject.host, resolver: server),
                summary: "The resolver \(server) answers the host and \(isRefused ? "refuses" : "does not answer") "
                    + "containers: \(reason) keeps them out.",
                location: lookup.isHere(server, in: survey)
                    ? Finding.Location(kind: .thisDevice, text: "on this device, where the resolver runs") : .unknown,
                refutedBy: "\(server) gives a container the address that it gives the host.", in: survey)
            if let rule {
                finding.location = Finding.Location(
                    kind: .containerHost, rule: "\(rule.place)", text: "on this device")
                finding.evidence.append(
                    Finding.Proof(rule.observation, "a container's query to \(server) ends at \(rule.place)"))
            }
            return finding
        }
    }
}

extension ContainerIsKeptFromResolver {
    /// The rule of this device that a container's query to the resolver, or its answer, ends at.
    private static func rule(
        before server: SocketAddress, from vantage: Vantage, in survey: Survey
    ) -> (observation: Int, place: RulePlace)? {
        ContainerPath.all(in: survey).filter { $0.vantage == vantage }.flatMap(\.walks).lazy.compactMap { seen in
            guard seen.walk.remote == server, seen.walk.verdict == .dropped || seen.walk.verdict == .rejected,
                let place = seen.walk.place
            else { return nil }
            return (seen.observation, place)
        }.first
    }
}

extension ContainerLookup {
    /// Whether the resolver runs on this device: at a bridge's address, or one that the host's connections have.
    fileprivate func isHere(_ server: SocketAddress, in survey: Survey) -> Bool {
        let gateways = origin?.evidence.network?.gateways ?? []
        return gateways.contains(server.address)
            || survey.seen(ConnectEndpoint.self, from: .host).contains { seen in
                seen.evidence.attempts.contains { $0.localAddress?.address == server.address }
            }
    }

    /// A resolver that the container asks, by itself or through the engine's own, and that answers the host alone.
    fileprivate var keptResolver: (server: SocketAddress, isRefused: Bool, isSeenDirectly: Bool)? {
        let outside = answeringOutside.filter { !$0.address.isLoopback }
        let servers = inside.evidence.servers
        guard !servers.isEmpty else { return nil }
        // A denial is an answer: the container is not kept out, it is told something else.
        guard servers.flatMap(\.answers).allSatisfy({ $0.result != .answered || $0.isRefusal }) else { return nil }
        if let server = servers.first(where: { outside.contains($0.server) }) {
            guard inside.answerOverTCP == nil else { return nil }
            return (server.server, server.answers.contains(where: \.isRefusal), true)
        }
        guard let origin = origin?.evidence, origin.usesEngineResolver,
            servers.contains(where: { $0.server.address == VantageOrigin.engineResolver }),
            let server = outside.first(where: { origin.forwarders.contains($0.address) })
        else { return nil }
        return (server, false, false)
    }
}

extension DNSAnswer {
    /// SERVFAIL, as the engine's own resolver says when nobody answers it, or REFUSED.
    fileprivate var isRefusal: Bool { result == .answered && (responseCode == 5 || responseCode == 2) }
}
