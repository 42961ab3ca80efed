import ProbeCore
import ProbeEvidence
import ProbeFindings

/// No ladder gets straight out to the hub, and one through the proxy does: only the WebSocket transports will work.
///
/// Direct failures are then as the site wants them, whatever their causes.
struct ProxyIsRequired: Rule {
    static let causes: [Cause] = [.proxyRequired]
    static let explains: [Cause] = Cause.allCases.filter {
        [.name, .tcp, .mtu, .tls, .conversation].contains($0.layer)
            || [.routeNone, .routeBlocked, .dpsBlocked, .portalCaptive, .registryDataEndpointBlocked].contains($0)
    }

    func findings(in scene: Scene) -> [Finding] {
        Self.together(claims(in: scene))
    }

    /// Those of the same weight as one: what was seen from several vantages is explained as a whole.
    private static func together(_ findings: [Finding]) -> [Finding] {
        findings.reduce(into: []) { groups, finding in
            guard let index = groups.firstIndex(where: { $0.isAs(finding) }) else {
                groups.append(finding)
                return
            }
            groups[index].vantages += finding.vantages
            groups[index].evidence = (groups[index].evidence + finding.evidence).uniqued
        }
    }

    private func claims(in scene: Scene) -> [Finding] {
        scene.vantages.compactMap { vantage in
            let ladders = scene.ascents(from: vantage).filter { $0.endpoint.service == .hub }
            let direct = ladders.filter { $0.endpoint.via == .direct && $0.ladder.state != .absent }
            guard let proven = ladders.first(where: { $0.endpoint.via == .proxy && $0.ladder.isProven }),
                !direct.isEmpty, direct.allSatisfy(\.hasFailed), let tunnel = proven.seen(OpenTunnel.self)
            else { return nil }
            let worst = direct.map(\.severity).max() ?? .info
            let proxy = scene.proxy(of: tunnel.evidence)
            // What works as configured needs no change, and where a place of several lacks the proxy, `proxy.env-mismatch` says
            // which; anything else needs the proxy set, or UpstreamProtocol.
            let named = scene.ladders.proxyUse.isEdgeConfigured ? scene.needs.lackingProxyAlone : []
            // Who opens up the tunnel is another matter, and nothing that a setting of the proxy changes.
            let isInspected =
                scene.assignment.isProxyInUse
                && proven.seen(HandshakeTLS.self).map { $0.evidence.isTrustedByThisHostAlone } ?? false
            let isConfigured =
                (isInspected && scene.assignment.upstream.usesWebSocket)
                || scene.needs.all.filter {
                    $0.vantage == vantage && $0.consumer.isAboutTheHub
                }.allSatisfy { need in
                    if case .carried = scene.needs.state(of: need) { true } else { named.contains(need) }
                }
            return Finding(
                .proxyRequired,
                isConfigured ? .info : isInspected ? .warning : max(.warning, worst), from: [vantage],
                // Whether every place has it is for files to say, which may not have been read.
                about: Finding.Subject(), owner: .device, confidence: isConfigured ? .likely : .certain,
                summary: isConfigured
                    ? """
                    Only the proxy \(proxy) leads out of this network, which is no fault where IoT Edge is configured with it.
                    """
                    : """
                    Only the proxy \(proxy) leads out of this network: IoT Edge needs it configured, and a WebSocket \
                    transport.
                    """,
                evidence: direct.compactMap(\.lastRung)
                    + [tunnel.shows("the proxy opens a tunnel to \(proven.place), and the hub answers inside it")],
                refutedBy: "Any direct connection to \(scene.assignment.hub) gets through.")
        }
    }

    /// Everything that goes straight out; what fails inside the proxy's tunnel is another matter.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        symptom.subject.via != .proxy && Scope(of: finding).contains(symptom)
    }
}

extension Ascent {
    fileprivate var hasFailed: Bool {
        if case .failed = ladder.state { true } else { false }
    }

    /// Where the ladder ended, as a proof; nothing where its name already had no address.
    fileprivate var lastRung: Finding.Proof? {
        if let handshake = seen(HandshakeTLS.self) {
            return handshake.shows("straight to \(place) a connection opens, but does not get through")
        }
        return seen(ConnectEndpoint.self)?.shows("straight to \(place) no connection opens")
    }
}

extension Finding {
    /// The same words of the same weight, from another vantage.
    fileprivate func isAs(_ other: Finding) -> Bool {
        severity == other.severity && claim == other.claim && summary == other.summary
    }
}
