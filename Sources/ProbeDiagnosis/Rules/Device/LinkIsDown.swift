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

    func findings(in scene: Scene) -> [Finding] {
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
