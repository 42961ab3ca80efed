import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The hub's classic name gets through, and its name for devices that speak TLS 1.3 does not: a filter knows only the one.
struct DeviceNameIsBlocked: Rule {
    static let causes: [Cause] = [.tlsDeviceNameBlocked]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            guard let seen = ascent.seen(ReachDeviceName.self), let failure = seen.evidence.failure,
                // Without an address it is a matter of names, and not every hub has one yet.
                seen.evidence.connect != nil || seen.evidence.tunnel != nil,
                let classic = ascent.seen(HandshakeTLS.self), classic.evidence.isVerified
            else { return nil }
            let name = seen.evidence.host
            return Finding(
                .tlsDeviceNameBlocked, .info, from: [ascent.vantage],
                about: Finding.Subject(name, port: ascent.endpoint.port, transport: .https),
                owner: ascent.pathOwner, confidence: .likely,
                summary: """
                    \(ascent.endpoint.host) gets through, the hub's TLS 1.3 name \(name) does not: \(failure); devices can go on \
                    with the classic name.
                    """,
                evidence: [
                    seen.shows("\(name): \(failure)"),
                    classic.shows(control: "a verified handshake with \(ascent.endpoint.host) completes"),
                ],
                refutedBy: "A TLS handshake with \(name) completes with a trusted chain.")
        }
    }
}
