import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Something on the way signs certificates of its own for several services, with a root that nobody knows.
struct TLSIsIntercepted: Rule {
    static let causes: [Cause] = [.tlsIntercepted]
    static let explains: [Cause] = [
        .tlsUnknownCA, .tlsHostnameMismatch, .tlsExpired, .tlsNotYetValid, .httpNotTheHub, .dpsBlocked,
        .registryDataEndpointBlocked,
    ]

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.compactMap { vantage in
            let comparison = scene.chains(from: vantage)
            guard case .intercepted(let confidence, let why) = comparison.conclusion,
                let worst = comparison.unknown.max(by: { $0.ascent.severity < $1.ascent.severity })
            else { return nil }
            let hosts = Set(comparison.unknown.map(\.ascent.endpoint.host))
            let ports = Set(comparison.unknown.map(\.ascent.endpoint.port))
            let isProxys = comparison.unknown.allSatisfy { $0.ascent.endpoint.via == .proxy }
            let issuer: Sentence = worst.handshake.evidence.topIssuer.map { "\($0)" } ?? "an unknown issuer"
            var finding = Finding(
                .tlsIntercepted, worst.ascent.severity, from: [vantage],
                about: Finding.Subject(
                    hosts.count == 1 ? hosts.first : nil, port: ports.count == 1 ? ports.first : nil,
                    via: isProxys ? .proxy : nil),
                owner: worst.ascent.pathOwner, confidence: confidence,
                summary: "TLS to \(listing: hosts.sorted()) is intercepted: \(why) (\(issuer)).",
                evidence: comparison.unknown.map(\.proof)
                    + comparison.known.filter { hosts.contains($0.ascent.endpoint.host) }.map(\.controlProof),
                refutedBy: "The chain shown to another network for the same names ends at the same root.")
            // It lets everything pass that it opens up: what fails directly is as the site wants it.
            if isProxys { finding.explains = ClosedSite.symptoms(from: vantage, in: scene) }
            return finding
        } + outdated(in: scene)
    }

    /// Who inspects has a root that this host was given, and whose dates are over, or to come: nobody takes its certificates then.
    private func outdated(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .tls).compactMap { ascent in
            guard let ladder = ascent.seen(HandshakeTLS.self), ascent.endpoint.host.isMicrosofts,
                ladder.evidence.isOutdatedInterception(by: scene.clock),
                let system = ladder.evidence.verification(by: .system)
            else { return nil }
            let issuer: Sentence = ladder.evidence.topIssuer.map { "\($0)" } ?? "an unknown issuer"
            // The root itself is not sent.
            let isRoot = system.depth >= ladder.evidence.chain.count
            var finding = ascent.finding(
                .tlsIntercepted, owner: ascent.pathOwner, .certain,
                isRoot
                    ? """
                    TLS to \(ascent.endpoint.host) is intercepted with a root that this host alone knows (\(issuer)), and the \
                    root's own dates are over or to come: nobody takes the certificates that it signs.
                    """
                    : """
                    TLS to \(ascent.endpoint.host) is intercepted with a root that this host alone knows (\(issuer)), by \
                    certificates whose dates are over or to come: nobody takes them.
                    """,
                evidence: [
                    ladder.shows(
                        """
                        the chain of \(ascent.place), issued by \(issuer), verifies with the host's own store but for dates \
                        (certificate \(system.depth), the service's own being 0)
                        """),
                    ladder.shows("the public roots do not know its root"),
                ],
                refutedBy: "The chain shown for \(ascent.endpoint.host) verifies with the public roots.")
            finding.subject = Finding.Subject(
                ascent.endpoint.host, port: ascent.endpoint.port, via: ascent.endpoint.via == .proxy ? .proxy : nil)
            return finding
        }
    }

    /// Stands for the services that showed the odd chains, and for nothing else of the vantage.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        if finding.subject.via == .proxy, finding.explains.contains(symptom.cause) {
            return ClosedSite.accounts(for: symptom, by: finding)
        }
        guard Scope(of: finding).contains(symptom) else { return false }
        return finding.subject.host != nil || symptom.subject.host != nil
    }
}
