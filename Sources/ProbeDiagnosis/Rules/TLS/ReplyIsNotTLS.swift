import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Plain text comes where a ServerHello belongs; an HTTP status line gives a portal or a proxy away.
struct ReplyIsNotTLS: Rule {
    static let causes: [Cause] = [.tlsNonTLSReply]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .tls).compactMap { ascent in
            guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .notTLS else { return nil }
            // Another known protocol is a finding of its own.
            let reply = ForeignProtocol(opening: ladder.evidence.opening)
            guard reply == nil || reply == .http else { return nil }
            let finding = ascent.finding(
                .tlsNonTLSReply, owner: ascent.pathOwner, .certain,
                reply == .http
                    ? "\(ascent.place) is answered in plain HTTP: a portal or a proxy stands where the service should."
                    : "\(ascent.place) is answered with plain text where TLS belongs.",
                evidence: [
                    ladder.shows(
                        ladder.evidence.opening.map { "the first bytes are \($0.text)" }
                            ?? "the first bytes are not TLS")
                ],
                refutedBy: "A TLS handshake with \(ascent.place) is answered with a ServerHello.")
            return ClosedSite.blaming(ascent, finding, in: scene)
        }
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        ClosedSite.accountsInTunnel(for: symptom, by: finding)
    }
}
