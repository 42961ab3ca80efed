import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A ClientHello arrives and nothing comes back, whatever the name and however small the segments.
///
/// A real hub's reaction to foreign names is not known, so it is likely at most.
struct HandshakeIsSwallowed: Rule {
    static let causes: [Cause] = [.tlsSwallowed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .tls).compactMap { ascent in
            finding(ascent).map { ClosedSite.blaming(ascent, $0, in: scene) }
        }
    }

    private func finding(_ ascent: Ascent) -> Finding? {
        let controls = ascent.controls
        guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .silent,
            ladder.evidence.bytesReceived == 0, controls.again?.result == .silent,
            !controls.withoutTheName.contains(where: \.drewAnswer), !ascent.isHeardHalfway
        else { return nil }
        if let small = controls.smallSegments?.result, small != .silent { return nil }
        // A tail that arrived ahead of a gap is the mark of a path MTU black hole; only the clamp could rule it out.
        if controls.smallSegments?.handshake == nil, (ladder.evidence.tcp?.outOfOrderSegments ?? 0) > 0 { return nil }

        let wasAcknowledged = ladder.evidence.helloWasAcknowledged ?? false
        let isCompared = controls.smallSegments?.handshake != nil && !controls.withoutTheName.isEmpty
        return ascent.finding(
            .tlsSwallowed, owner: ascent.pathOwner, wasAcknowledged && isCompared ? .likely : .possible,
            "\(ascent.place) opens, but TLS gets no answer: something on the way swallows the handshake.",
            evidence: [
                ladder.shows(
                    wasAcknowledged
                        ? "the ClientHello is acknowledged, and nothing comes back"
                        : "the ClientHello is not even acknowledged, and nothing comes back"),
                controls.again?.shows("a second handshake from another port meets the same"),
                controls.smallSegments?.shows("small segments do not help, so it is not the path's MTU"),
            ] + controls.alikeProofs,
            refutedBy: "A TLS handshake with \(ascent.place) completes from another host behind the same firewall.")
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        ClosedSite.accountsInTunnel(for: symptom, by: finding)
    }
}
