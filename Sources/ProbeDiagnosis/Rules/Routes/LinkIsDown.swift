package import ProbeCore
import Probes

/// No interface of this device that could lead out has a link and an address.
package struct LinkIsDown: Rule {
    package static let causes: [Cause] = [.hostLinkDown]
    package static let explains: [Cause] =
        [
            .routeNone, .dnsTimeout, .dnsUDPBlocked, .hostNeighbourDead, .tcpDroppedAll, .ipv6Broken,
        ] + LocalFailure.symptoms

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Scope(of: finding).coversSubject(of: symptom)
    }

    package func findings(in survey: Survey) -> [Finding] {
        guard let routes = survey.seen(ReadRoutes.self, from: .host).first else { return [] }
        let failures = LocalFailure.all(["ENETUNREACH"], in: survey).filter { $0.vantages == [.host] }
        guard !failures.isEmpty, !survey.contacts(from: .host).contains(where: { $0.result == .answered }) else {
            return []
        }
        let bridges = Set(routes.evidence.networks.map(\.interface))
        let uplinks = routes.evidence.links.filter {
            !$0.isLoopback && !$0.isTunnel && $0.master == nil && !bridges.contains($0.name)
                && !["bridge", "veth", "dummy", "ifb"].contains($0.kind ?? "")
        }
        // A veth or a bridge with an address is the uplink of a device that is a container itself.
        let others = routes.evidence.links.filter {
            ["bridge", "veth"].contains($0.kind ?? "") && $0.master == nil && !bridges.contains($0.name) && isUsable($0)
        }
        guard !uplinks.isEmpty, others.isEmpty, uplinks.allSatisfy({ !isUsable($0) }) else { return [] }
        let texts = uplinks.prefix(4).map(describe)
        return [
            Finding(
                .hostLinkDown, failures.map(\.severity).max() ?? .info, from: [.host], about: Finding.Subject(),
                owner: .device, confidence: .certain,
                summary: "This device has no network: \(listing(texts)).",
                location: Finding.Location(kind: .thisDevice, text: "on this device"),
                evidence: texts.map { routes.shows($0) } + failures.flatMap(\.proofs).prefix(2),
                refutedBy: "`ip address` shows an interface with a link and an address that is not 169.254.")
        ]
    }

    private func isUsable(_ link: NetworkLink) -> Bool {
        link.isUp && link.hasCarrier != false && link.addresses.contains { !$0.address.isLinkLocal }
    }

    private func describe(_ link: NetworkLink) -> String {
        if !link.isUp { return "\(link.name) is switched off" }
        if link.hasCarrier == false { return "\(link.name) has no carrier" }
        let automatic = link.addresses.first { $0.address.isLinkLocal && $0.address.family == .v4 }
        return "\(link.name) has " + (automatic.map { "only the automatic address \($0.address)" } ?? "no address")
    }
}
