import ProbeCore
import ProbeEvidence
import ProbeFindings

/// No interface of the device has a carrier and an address that reaches further than its own cable.
struct LinkIsDown: Rule {
    static let causes: [Cause] = [.hostLinkDown]
    static let explains: [Cause] =
        [
            .routeNone, .hostNeighbourDead, .dnsTimeout, .dnsUDPBlocked, .dnsPortRefused, .tcpDroppedAll,
            .tcpHostUnreachable,
        ]
        + Symptoms.ofThisDevice

    func findings(in scene: Scene) -> [Finding] { waysOut(in: scene) + loopback(in: scene) }

    /// The device's own resolver is behind an interface that nobody thinks of.
    private func loopback(in scene: Scene) -> [Finding] {
        scene.survey.seen(ReadLinks.self, from: .host).compactMap { seen in
            guard let lo = seen.evidence.interfaces.first(where: { $0.name == .loopback }), !lo.isUp,
                let muteness = scene.mutenesses.first(where: { $0.lookup.vantage == .host && $0.asksThisDevice }),
                let server = muteness.servers.first
            else { return nil }
            return Finding(
                .hostLinkDown, .error, from: [.host], about: Finding.Subject(resolver: server), owner: .device,
                confidence: .certain,
                summary:
                    "This device's loopback interface \(lo.name) is switched off, and its own resolver \(server) is there.",
                location: .thisDevice, evidence: [seen.shows("\([Self.state(lo)])")] + muteness.proofs.prefix(1),
                refutedBy: "`ip -brief link show lo` shows it up.")
        }
    }

    private func waysOut(in scene: Scene) -> [Finding] {
        scene.survey.seen(ReadLinks.self).compactMap { seen in
            guard !seen.evidence.hasUsableLink, !scene.hasLeft(seen.vantage) else { return nil }
            let links = seen.evidence.waysOut
            return Finding(
                .hostLinkDown, .error, from: [seen.vantage], about: Finding.Subject(), owner: .device,
                confidence: .certain, summary: Self.summary(links), location: .thisDevice,
                evidence: [
                    seen.shows(
                        links.isEmpty
                            ? "there is no interface besides loopback and the engine's bridges"
                            : "\(links.map(Self.state))")
                ],
                refutedBy: "`ip -brief address` shows an interface that is up, with an address of the network.")
        }
    }

    private static func summary(_ links: [LinkEvidence.Interface]) -> Sentence {
        guard !links.isEmpty else { return "This device has no network interface." }
        guard links.contains(where: { $0.isUp && $0.hasCarrier }) else {
            return "No network interface of this device has a link: a cable, a radio, or the switch is missing."
        }
        if let bridge = links.first(where: { $0.isUp && !$0.hasCarrier && $0.hasAddress }) {
            let ports = links.filter { $0.master == bridge.name && $0.isUp && $0.hasCarrier }.map(\.name)
            if !ports.isEmpty {
                return """
                    \(bridge.name) has this device's address and no link: its ports (\(listing: ports)) have one, and pass nothing.
                    """
            }
        }
        return links.contains { $0.addresses.contains { $0.family == .v4 && $0.isLinkLocal } }
            ? "This device gave itself an address (169.254/16), because no DHCP server gave it one."
            : "This device has a link, but no address."
    }

    private static func state(_ link: LinkEvidence.Interface) -> Sentence {
        let addresses: Sentence = link.addresses.isEmpty ? "no address" : "\(link.addresses)"
        guard link.isUp else { return "\(link.name) is switched off and \(addresses)" }
        return link.hasCarrier
            ? "\(link.name) has a carrier and \(addresses)" : "\(link.name) has no carrier and \(addresses)"
    }

    /// Everything that the vantage meets follows from it.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Scope(of: finding).contains(symptom)
    }
}

extension LinkEvidence.Interface {
    /// One that reaches further than its own cable.
    fileprivate var hasAddress: Bool {
        addresses.contains { !$0.isLinkLocal && !$0.isUnspecified && !$0.isLoopback }
    }
}

extension Scene {
    /// Something outside the device answered a connection or a question, or what is needed works, by whichever way.
    fileprivate func hasLeft(_ vantage: Vantage) -> Bool {
        survey.seen(ConnectEndpoint.self, from: vantage).contains { seen in
            seen.evidence.connected.map { isOutside($0.address) } ?? false
                || ladder(seen.about, from: vantage).isProven
        }
            || contacts(from: vantage).contains { $0.cameBack && isOutside($0.remote.address) }
            || lookups(from: vantage).flatMap(\.evidence.servers).contains { server in
                isOutside(server.server.address) && server.answers.contains { $0.result == .answered }
            }
    }

    /// Neither this device nor one of its containers.
    private func isOutside(_ address: IPAddress) -> Bool {
        let networks = routes?.evidence.networks.flatMap(\.subnets) ?? []
        return !address.isLoopback && !isOwn(address) && !networks.contains { $0.contains(address) }
    }
}
