import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The provisioning service cannot be reached while the hub can.
///
/// About the connect phase alone: what comes after it has a cause of its own, with the service as its subject.
struct ProvisioningIsBlocked: Rule {
    static let causes: [Cause] = [.dpsBlocked]
    static let explains: [Cause] = [
        .tcpDroppedIP, .tcpDroppedPort, .tcpRefused, .tcpResetByMiddlebox, .tcpRejectedICMP, .tcpAdminProhibited,
        .tcpHostUnreachable, .tcpNetUnreachable,
    ]

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .tcp).compactMap { ascent in
            guard ascent.endpoint.service == .dps, ascent.endpoint.transport == .https, ascent.endpoint.via == .direct,
                let connect = ascent.seen(ConnectEndpoint.self)
            else { return nil }
            let hub = scene.ascent(Endpoint(.hub, scene.assignment.hub, .https), from: ascent.vantage)
            guard hub.ladder.isProven, let reached = hub.seen(ConnectEndpoint.self) else { return nil }
            let attempts = connect.evidence.attempts.filter { $0.result != .superseded }
            let icmp = attempts.compactMap(\.icmp).first
            var finding = ascent.finding(
                .dpsBlocked, owner: .siteNetwork, claim(on: ascent, scene),
                "The provisioning service \(ascent.endpoint.host) cannot be reached, the hub can.",
                evidence: attempts.failureClauses.map { connect.shows($0) } + [
                    reached.shows(control: Self.contrast(reached, hub.place))
                ],
                refutedBy: "A TCP connection to \(ascent.place) opens.")
            // Whatever stops its ports, the service is what cannot be reached.
            finding.subject = Finding.Subject(ascent.endpoint.host)
            if let offender = icmp?.offender {
                finding.location = Finding.Location(
                    kind: icmp?.offenderIsLocal ?? false ? .thisDevice : .hop, address: offender)
            }
            return finding
        }
    }

    /// No more than is claimed of what stops its port, whichever that is.
    private func claim(on ascent: Ascent, _ scene: Scene) -> Finding.Confidence {
        let endpoint = ascent.endpoint
        let claims = Self.below.flatMap { $0.findings(in: scene) }.filter { finding in
            finding.subject.name == endpoint.host && finding.vantages.contains(ascent.vantage)
                && (finding.subject.port == nil || finding.subject.port == endpoint.port)
        }.map(\.claim)
        return claims.min() ?? .likely
    }

    private static let below: [any Rule] = [
        AddressIsDropped(), PortIsDropped(), PortIsRefused(), ResetComesFromMiddlebox(), PortIsRejected(),
        PathIsProhibited(), HostIsUnreachable(), NetIsUnreachable(),
    ]

    /// That the hub connects, and how soon.
    private static func contrast(_ reached: Survey.Seen<ConnectEndpoint>, _ hub: SentenceArgument) -> Sentence {
        let open = reached.evidence.attempts.first { $0.result == .connected }
        return open.map { "\(hub) (\($0.remote)) connects from the same place in \($0.latency)" }
            ?? "\(hub) connects from the same place"
    }

    /// Whatever befell the service's address or its other port: the name of the service says more than either.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        symptom.subject.host == finding.subject.host && symptom.subject.via != .proxy
            && Set(finding.vantages).isSuperset(of: symptom.vantages)
    }
}
