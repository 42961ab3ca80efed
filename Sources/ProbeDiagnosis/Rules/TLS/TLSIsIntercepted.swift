import ProbeCore
import ProbeFindings

/// Something on the way signs certificates of its own for several services, with a root that nobody knows.
struct TLSIsIntercepted: Rule {
    static let causes: [Cause] = [.tlsIntercepted]
    static let explains: [Cause] = [
        .tlsUnknownCA, .tlsHostnameMismatch, .tlsExpired, .tlsNotYetValid, .httpNotTheHub, .dpsBlocked,
        .registryDataEndpointBlocked,
    ]

    func findings(in survey: Survey) -> [Finding] {
        survey.vantages.compactMap { vantage in
            let comparison = ChainComparison(from: vantage, in: survey)
            guard case .intercepted(let confidence, let why) = comparison.conclusion,
                let worst = comparison.unknown.max(by: { $0.ascent.severity < $1.ascent.severity })
            else { return nil }
            let hosts = Set(comparison.unknown.map(\.ascent.endpoint.host))
            let ports = Set(comparison.unknown.map(\.ascent.endpoint.port))
            let issuer = worst.handshake.evidence.topIssuer?.description ?? "an unknown issuer"
            let names = hosts.sorted().map(\.description).joined(separator: ", ")
            return Finding(
                .tlsIntercepted, worst.ascent.severity, from: [vantage],
                about: Finding.Subject(
                    host: hosts.count == 1 ? hosts.first?.description : nil, port: ports.count == 1 ? ports.first : nil,
                    via: comparison.unknown.allSatisfy { $0.ascent.endpoint.via == .proxy } ? .proxy : nil),
                owner: worst.ascent.pathOwner, confidence: confidence,
                summary: "TLS to \(names) is intercepted: \(why) (\(issuer)).",
                evidence: comparison.unknown.map(\.proof)
                    + comparison.known.filter { hosts.contains($0.ascent.endpoint.host) }.map(\.proof),
                refutedBy: "The chain shown to another network for the same names ends at the same root.")
        }
    }

    /// Stands for the services that showed the odd chains, and for nothing else of the vantage.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        guard Scope(of: finding).contains(symptom) else { return false }
        return finding.subject.host != nil || symptom.subject.host != nil
    }
}
