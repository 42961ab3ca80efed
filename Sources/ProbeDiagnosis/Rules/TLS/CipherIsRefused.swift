import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The other side finds nothing it accepts in our offer: alert 71 (insufficient_security), or 40 (handshake_failure).
///
/// Alert 40 has other meanings too, so it makes it likely only. A filter sends no alert.
struct CipherIsRefused: Rule {
    static let causes: [Cause] = [.tlsCipherMismatch]
    static let explains: [Cause] = []

    private static let handshakeFailure = 40
    private static let insufficientSecurity = 71

    func findings(in scene: Scene) -> [Finding] {
        let refused = scene.ascents(failedAt: .tls).filter { number(of: $0) != nil }
        return refused.compactMap { ascent in
            guard let ladder = ascent.seen(HandshakeTLS.self), let number = number(of: ascent) else { return nil }
            return ascent.finding(
                .tlsCipherMismatch, owner: refused.owner(of: ascent),
                number == Self.insufficientSecurity ? .certain : .likely,
                "\(ascent.place) accepts none of the ciphers and groups that this device offers.",
                evidence: [ladder.shows("alert \(number) answers the ClientHello")],
                refutedBy: "A handshake with \(ascent.place) agrees on a cipher.")
        }
    }

    private func number(of ascent: Ascent) -> Int? {
        guard let alert = ascent.seen(HandshakeTLS.self)?.evidence.alert, alert.wasReceived,
            [Self.handshakeFailure, Self.insufficientSecurity].contains(alert.number)
        else { return nil }
        // A name that alone is refused is not a matter of ciphers.
        let isTheName = ascent.controls.withoutTheName.contains(where: \.isCompleted)
        return isTheName ? nil : alert.number
    }
}
