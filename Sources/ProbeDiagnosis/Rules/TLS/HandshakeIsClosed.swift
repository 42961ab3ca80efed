import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The connection is closed in an orderly way (FIN) on the ClientHello, without an alert, whatever the name.
///
/// TLS asks for an alert first (RFC 8446 section 6), so what closes so is hardly a TLS server.
struct HandshakeIsClosed: Rule {
    static let causes: [Cause] = [.tlsClosed]
    static let explains: [Cause] = []

    func findings(in survey: Survey) -> [Finding] { survey.ascents(failedAt: .tls).compactMap(finding) }

    private func finding(_ ascent: Ascent) -> Finding? {
        guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .closed,
            ladder.evidence.alert == nil
        else { return nil }
        let controls = HandshakeControls(of: ascent)
        if let repeated = controls.repeated, !repeated.endedWithoutAnswer { return nil }
        guard !controls.withoutTheName.contains(where: \.drewAnswer) else { return nil }

        let isCompared = controls.repeated != nil && !controls.withoutTheName.isEmpty
        return ascent.finding(
            .tlsClosed, owner: ascent.pathOwner, isCompared ? .likely : .possible,
            "\(ascent.place) opens, but the connection is closed as soon as TLS begins.",
            evidence: [
                ladder.shows("the connection is closed (FIN) on the ClientHello, without a TLS alert"),
                controls.repeated.flatMap { repeated in
                    controls.repetition?.shows("a second handshake \(repeated.result.clause)")
                },
            ] + controls.proofs(whereAnswered: false),
            refutedBy: "A TLS handshake with \(ascent.place) completes from another host behind the same firewall.")
    }
}
