import ProbeCore
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
            let issuer: Sentence = worst.handshake.evidence.topIssuer.map { "\($0)" } ?? "an unknown issuer"
            return Finding(
                .tlsIntercepted, worst.ascent.severity, from: [vantage],
                about: Finding.Subject(
                    hosts.count == 1 ? hosts.first : nil, port: ports.count == 1 ? ports.first : nil,
                    via: comparison.unknown.allSatisfy { $0.ascent.endpoint.via == .proxy } ? .proxy : nil),
                owner: worst.ascent.pathOwner, confidence: confidence,
                summary: "TLS to \(listing: hosts.sorted()) is intercepted: \(why) (\(issuer)).",
                evidence: comparison.unknown.map(\.proof)
                    + comparison.known.filter { hosts.contains($0.ascent.endpoint.host) }.map(\.controlProof),
                refutedBy: "The chain shown to another network for the same names ends at the same root.")
        }
    }

    /// Stands for the services that showed the odd chains, and for nothing else of the vantage.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        guard Scope(of: finding).contains(symptom) else { return false }
        return finding.subject.host != nil || symptom.subject.host != nil
    }
}
