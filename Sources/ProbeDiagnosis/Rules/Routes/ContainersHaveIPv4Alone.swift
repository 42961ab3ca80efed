import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The engine gives its containers IPv4 alone, and this device has no way out over it.
struct ContainersHaveIPv4Alone: Rule {
    static let causes: [Cause] = [.containerIPv4Only]
    static let explains: [Cause] =
        Symptoms.ofForwarding + [
            .fwdDropped, .natMissingMasquerade, .routePolicyRule, .routeBlocked, .dnsContainerStub, .dnsHostsFileOnly,
            .dnsNodata,
        ]

    func findings(in scene: Scene) -> [Finding] {
        guard let way = WayOverIPv6(in: scene) else { return [] }
        return scene.paths.compactMap { path in
            guard !path.hasWayOut, path.network.subnets.allSatisfy({ $0.family == .v4 }) else { return nil }
            let name = SentenceArgument.network(path.network.name)
            return path.finding(
                .containerIPv4Only, owner: .device, .certain,
                summary: """
                    Containers have no way out: the engine gives them IPv4 alone, and this device has no way out over it; the \
                    host itself reaches the hub over IPv6 (\(way.remote)).
                    """,
                evidence: way.proofs
                    + [path.routes.shows("the network \(name) has no subnet of IPv6: \(listing: path.network.subnets)")]
                    + path.silenceProofs,
                refutedBy: "A container reaches an address outside.")
        } + toCome(way, in: scene).map(\.foreseen)
    }

    /// No engine yet: the one to come gives its networks IPv4 alone unless it is told otherwise.
    private func toCome(_ way: WayOverIPv6, in scene: Scene) -> [Finding] {
        guard ContainersToCome(in: scene) != nil else { return [] }
        let switches = scene.survey.seen(ReadConfiguration.self).flatMap { $0.evidence.switches ?? [] }
        // Told so already; whether the modules' network has it as well shows once it is there.
        let isTold = switches.contains { $0.name == .ipv6 && $0.isOn }
        return [
            Finding(
                .containerIPv4Only, isTold ? .info : .warning, from: [.host], about: Finding.Subject(), owner: .device,
                confidence: isTold ? .possible : .likely,
                summary: """
                    Containers will have no way out: a container engine gives them IPv4 alone unless it is told otherwise, \
                    and this device reaches the hub over IPv6 (\(way.remote)) and has no way out over IPv4.
                    """,
                location: Finding.Location(
                    kind: .containerHost, text: "on this device, once it has a container engine"),
                evidence: way.proofs, refutedBy: "A container reaches the hub.")
        ]
    }

    /// Whatever fails from that network; what is yet to come has stopped nothing.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        !finding.vantages.contains(.host) && Set(finding.vantages).isSuperset(of: symptom.vantages)
    }
}
