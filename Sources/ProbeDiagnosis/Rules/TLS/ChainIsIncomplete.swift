import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A service shows its own certificate and not that of the authority that issued it, which stands between it and a root.
///
/// Browsers fetch what is missing; the engine, the identity service and the modules do not. An authority that everybody knows
/// signs with an intermediate and never with its root, so the one certificate of such an authority is never a whole chain. That
/// it is one is told by another service, whose trusted chain has the issuer, or by the public logs' promises in the
/// certificate: authorities of one's own have none.
struct ChainIsIncomplete: Rule {
    static let causes: [Cause] = [.tlsIncompleteChain]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { scene.chains(from: $0).incomplete.compactMap(finding) }
    }

    private func finding(_ incomplete: ChainComparison.Incomplete) -> Finding? {
        let shown = incomplete.shown
        let (ascent, handshake) = (shown.ascent, shown.handshake)
        guard let issuer = handshake.evidence.chain.first?.issuer else { return nil }
        let host = ascent.endpoint.host
        return ascent.finding(
            .tlsIncompleteChain, owner: .hubConfiguration, incomplete.issuer == nil ? .likely : .certain,
            """
            \(host) shows its certificate without that of its issuer (\(issuer)), and IoT Edge and its engine fetch none by \
            themselves.
            """,
            evidence: [
                handshake.shows(
                    """
                    \(handshake.evidence.chain.count, .certificate) of \(ascent.place): the first is issued by \(issuer), whose \
                    own is not among them
                    """),
                incomplete.issuer.map { other in
                    other.handshake.shows(
                        control: "the trusted chain of \(other.ascent.place) has the certificate of \(issuer)")
                }
                    ?? handshake.shows("public logs know the certificate, as they do those of public authorities alone"),
            ],
            refutedBy: "\(host) shows the certificate of \(issuer) behind its own, and the chain verifies.")
    }
}
