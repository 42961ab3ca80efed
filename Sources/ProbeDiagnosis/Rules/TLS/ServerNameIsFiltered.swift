import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A handshake that names the service dies, while the same address and port answers one that does not.
///
/// Silence that small segments cure is the path's MTU. A reset in mid-handshake is an act; silence, an orderly close and an
/// alert could be the server's own way with the name, so they make it no more than likely.
struct ServerNameIsFiltered: Rule {
    static let causes: [Cause] = [.tlsSNIFiltered]
    static let explains: [Cause] = [.tlsSwallowed, .tlsClosed, .tcpResetMidstream]

    func findings(in scene: Scene) -> [Finding] { scene.ascents(failedAt: .tls).compactMap(finding) }

    private func finding(_ ascent: Ascent) -> Finding? {
        guard let ladder = ascent.seen(HandshakeTLS.self) else { return nil }
        let controls = ascent.controls
        if ladder.evidence.refusal != nil {
            guard controls.theNameAloneIsRefused else { return nil }
        } else {
            guard ladder.evidence.endedWithoutAnswer, !ladder.evidence.drewAnswer,
                controls.withoutTheName.contains(where: \.drewAnswer)
            else { return nil }
        }
        if ladder.evidence.result == .silent {
            // Silence needs a second attempt, and large packets that get lost look the same.
            guard controls.again?.failsAlike ?? false else { return nil }
            // A hello that another name of equal length got through with was not too large; and a filter that does not put
            // segments together lets its parts pass.
            let isOfRightSize =
                controls.otherName?.drewAnswer ?? false && ladder.evidence.helloWasAcknowledged == false
            if !isOfRightSize, controls.smallSegments?.drewAnswer ?? false { return nil }
        }
        if let again = controls.again?.handshake, !again.endedWithoutAnswer, again.refusal == nil { return nil }

        let isReset = ladder.evidence.result == .reset && controls.again?.result == .reset
        let completed = controls.withoutTheName.contains(where: \.isCompleted)
        return ascent.finding(
            .tlsSNIFiltered, owner: ascent.pathOwner, isReset && completed ? .certain : .likely,
            """
            TLS connections that name \(ascent.endpoint.host) are cut off on port \(ascent.endpoint.port); \
            the same address answers without that name.
            """,
            evidence: [
                ladder.shows(
                    ladder.evidence.refusal.map { alert in
                        "the handshake for \(ascent.endpoint.host) ends in alert \(alert.number)"
                    } ?? "the handshake for \(ascent.endpoint.host) \(ladder.evidence.result.clause)"),
                controls.again?.shows("so does a second one from another port"),
            ] + controls.answeredProofs,
            refutedBy: "A handshake for \(ascent.endpoint.host) with \(ascent.place) completes.")
    }
}
