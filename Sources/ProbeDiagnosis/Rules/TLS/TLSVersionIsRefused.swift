import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The two sides have no TLS version in common: alert 70, protocol_version (RFC 8446 section 6.2), from either of them.
struct TLSVersionIsRefused: Rule {
    static let causes: [Cause] = [.tlsVersionMismatch]
    static let explains: [Cause] = []

    private static let protocolVersion = 70

    func findings(in scene: Scene) -> [Finding] {
        let refused = scene.ascents(failedAt: .tls).filter {
            // A name that alone is refused is not a matter of versions.
            $0.seen(HandshakeTLS.self)?.evidence.alert?.number == Self.protocolVersion
                && !$0.controls.withoutTheName.contains(where: \.isCompleted)
        }
        return refused.compactMap { ascent in
            guard let ladder = ascent.seen(HandshakeTLS.self), let alert = ladder.evidence.alert else { return nil }
            return ascent.finding(
                .tlsVersionMismatch, owner: refused.owner(of: ascent),
                // Microsoft's services speak TLS 1.2: who does not is somebody else, unless one of them is out of order.
                ascent.endpoint.host.isMicrosofts && !refused.isShared(ascent) ? .likely : .certain,
                "\(ascent.place) and this device have no TLS version in common; a hub speaks TLS 1.2.",
                evidence: [
                    ladder.shows(
                        alert.wasReceived
                            ? "alert 70 (protocol_version) answers an offer of TLS 1.2 and 1.3"
                            : "only versions older than TLS 1.2 are offered there")
                ],
                refutedBy: "A handshake with \(ascent.place) agrees on TLS 1.2.")
        }
    }
}

extension [Ascent] {
    /// Several services that fail alike have the path in common; one alone has its own configuration, where it has any.
    func owner(of ascent: Ascent) -> Owner {
        isShared(ascent) || ascent.endpoint.host.isMicrosofts ? ascent.pathOwner : .hubConfiguration
    }

    /// Another service of the vantage fails alike.
    func isShared(_ ascent: Ascent) -> Bool {
        contains { $0.vantage == ascent.vantage && $0.endpoint.host != ascent.endpoint.host }
    }
}
