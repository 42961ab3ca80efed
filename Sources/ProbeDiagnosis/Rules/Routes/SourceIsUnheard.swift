import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Packets leave with a source that the routes prefer and nobody answers; from the link's own address the same connection opens.
struct SourceIsUnheard: Rule {
    static let causes: [Cause] = [.tcpAsymmetric]
    static let explains: [Cause] =
        [.tcpDroppedAll, .tcpDroppedIP, .tcpDroppedPort, .dnsTimeout, .dnsUDPBlocked, .routeDeadDefault]
        + Symptoms.ofThisDevice

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(ConnectFromLink.self, from: .host).flatMap { seen in
            seen.evidence.attempts.filter(\.isHeard).flatMap { findings($0, seen, scene) }
        }
    }

    private func findings(
        _ attempt: SourceEvidence.Attempt, _ seen: Survey.Seen<ConnectFromLink>, _ scene: Scene
    ) -> [Finding] {
        let way = attempt.way
        guard let preferred = way.source, let interface = way.interface, let gateway = way.gateway else { return [] }
        // One way has one source, whatever it leads to.
        let failures = LocalFailure.silent(in: scene, withContainers: false) { address in
            scene.roads.taken(by: .host, to: address).map {
                ($0.lookup.interface, $0.lookup.gateway, $0.lookup.source) == (interface, gateway, preferred)
            } ?? false
        }
        // Of two addresses in the gateway's own network, it may be the site that lets one of them out alone.
        let link = scene.routes?.evidence.link(named: interface)
        let isOnLink =
            link?.addresses.contains { $0.address == preferred && $0.prefix?.contains(gateway) ?? false } ?? true
        return failures.map { failure in
            var finding = failure.finding(
                .tcpAsymmetric, confidence: isOnLink ? .likely : .certain,
                summary: """
                    By its routes this device sends outgoing \(failure.noun) with the source \(preferred), which no answer finds \
                    back to; from \(attempt.source), the address of \(interface), a connection opens.
                    """,
                refutedBy: "A connection to \(failure.target) opens from \(preferred).")
            finding.location.culprit = .routes([way.route].compactMap(\.self), interface: interface)
            finding.evidence.append(
                seen.shows("for \(way.destination) the kernel takes \(way) with the source \(preferred)"))
            finding.evidence.append(
                seen.shows(
                    control: """
                        from \(attempt.source) a connection to \(attempt.connect.remote) is answered in \
                        \(attempt.connect.latency)
                        """))
            return finding
        }
    }
}

extension SourceEvidence.Attempt {
    /// Somebody answered, whatever the answer.
    fileprivate var isHeard: Bool {
        connect.result == .connected || (connect.error == "ECONNREFUSED" && !(connect.icmp?.offenderIsLocal ?? false))
    }
}
