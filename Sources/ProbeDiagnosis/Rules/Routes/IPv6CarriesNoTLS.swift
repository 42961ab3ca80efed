import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Connections over IPv6 open and TLS on them fails, where the same registry proves itself over IPv4.
///
/// The engine takes IPv6 first where this device has a global address (RFC 6724), and goes on to IPv4 only where a connection
/// does not open (RFC 8305).
struct IPv6CarriesNoTLS: Rule {
    static let causes: [Cause] = [.ipv6Broken]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            guard let seen = ascent.seen(HandshakeOverIPv6.self),
                let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.isVerified,
                let good = ascent.seen(ConnectEndpoint.self)?.evidence.connected, good.address.family == .v4
            else { return nil }
            // The same address twice: one that fails once may have been a coincidence.
            let trials = seen.evidence.trials.filter { $0.handshake.map { $0.result != .superseded } ?? false }
            guard let first = trials.first, trials.count > 1, let handshake = first.handshake,
                trials.allSatisfy({ $0.connect.remote == first.connect.remote && $0.handshake?.isVerified == false }),
                let source = first.connect.localAddress?.address
            else { return nil }
            return finding(ascent, seen, handshake, trials, first.connect.remote, good, source, ladder)
        }
    }

    private func finding(
        _ ascent: Ascent, _ seen: Survey.Seen<HandshakeOverIPv6>, _ handshake: Handshake, _ trials: [ControlHandshake],
        _ bad: SocketAddress, _ good: SocketAddress, _ source: IPAddress, _ ladder: Survey.Seen<HandshakeTLS>
    ) -> Finding {
        let host = ascent.endpoint.host
        // Of a unique local source the engine takes IPv4 first (RFC 6724 section 10.6).
        let isTakenFirst = source.isGlobal
        return Finding(
            .ipv6Broken, isTakenFirst ? .warning : .info, from: [ascent.vantage],
            about: Finding.Subject(host, address: bad.address, port: ascent.endpoint.port),
            // The far end of IPv6 is another than that of IPv4, so that it may be the service's own.
            owner: .siteNetwork, confidence: .likely,
            summary: handshake.result == .completed
                ? """
                Over IPv6 \(host) does not prove itself: at \(bad) somebody else's certificate is shown, and at \(good) its own; \
                the engine takes IPv6 first where it can.
                """
                : """
                IPv6 carries no TLS: at \(bad) \(host) accepts the connection and the handshake \(handshake.result.clause), and at \
                \(good) it completes; the engine takes IPv6 first where it can.
                """,
            evidence: trials.map { trial in
                seen.shows(
                    """
                    from \(source) a connection to \(bad) opens in \(trial.connect.latency), and the handshake on it \
                    \((trial.handshake?.result ?? .silent).clause)
                    """)
            } + [ladder.shows(control: "the handshake with \(good) completes with a trusted chain")],
            refutedBy: "A TLS handshake with \(bad) completes with a trusted chain from this device.")
    }
}
