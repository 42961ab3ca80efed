import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The connection is closed in an orderly way (FIN) on the ClientHello, without an alert, whatever the name.
///
/// TLS asks for an alert first (RFC 8446 section 6), so what closes so is hardly a TLS server.
struct HandshakeIsClosed: Rule {
    static let causes: [Cause] = [.tlsClosed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .tls).compactMap { ascent in
            finding(ascent).map { ClosedSite.blaming(ascent, $0, in: scene) }
        }
    }

    private func finding(_ ascent: Ascent) -> Finding? {
        guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .closed,
            ladder.evidence.alert == nil
        else { return nil }
        let controls = ascent.controls
        if let again = controls.again, again.handshake != nil, !again.failsAlike { return nil }
        guard !controls.withoutTheName.contains(where: \.drewAnswer) else { return nil }

        let isCompared = controls.again?.handshake != nil && !controls.withoutTheName.isEmpty
        return ascent.finding(
            .tlsClosed, owner: ascent.pathOwner, isCompared ? .likely : .possible,
            "\(ascent.place) opens, but the connection is closed as soon as TLS begins.",
            evidence: [
                ladder.shows("the connection is closed (FIN) on the ClientHello, without a TLS alert"),
                controls.again.flatMap { again in
                    again.result.map { again.shows("a second handshake \($0.clause)") }
                },
            ] + controls.alikeProofs,
            refutedBy: "A TLS handshake with \(ascent.place) completes from another host behind the same firewall.")
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        ClosedSite.accountsInTunnel(for: symptom, by: finding)
    }
}
