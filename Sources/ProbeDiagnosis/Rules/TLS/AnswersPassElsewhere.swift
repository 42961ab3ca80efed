import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The SYN-ACK arrives again and again: not even its acknowledgement gets through, although the SYN did.
///
/// A stateful firewall that sees one direction alone does so: what follows a SYN whose answer it never saw is invalid to it.
struct AnswersPassElsewhere: Rule {
    static let causes: [Cause] = [.tcpAsymmetric]
    static let explains: [Cause] = [
        .tlsSwallowed, .mtuBlackholeOut, .mtuBlackholeIn, .dpsBlocked, .registryDataEndpointBlocked,
    ]

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.compactMap { vantage in
            let direct = scene.ascents(from: vantage).filter { $0.endpoint.via == .direct }
            let half = direct.filter(\.isHeardHalfway)
            // Something else that gets through to the same address makes it a matter of that.
            let through = Set(
                direct.filter { $0.seen(HandshakeTLS.self)?.evidence.drewAnswer ?? false }
                    .compactMap { $0.seen(ConnectEndpoint.self)?.evidence.connected?.address })
            let lost = half.filter { ascent in
                ascent.seen(ConnectEndpoint.self)?.evidence.connected.map { !through.contains($0.address) } ?? false
            }
            return lost.isEmpty ? nil : finding(lost, from: vantage, isEverything: through.isEmpty)
        }
    }

    private func finding(_ lost: [Ascent], from vantage: Vantage, isEverything: Bool) -> Finding {
        let hosts = lost.map(\.endpoint.host).uniqued
        let ports = Set(lost.map(\.endpoint.port)).sorted()
        var finding = Finding(
            .tcpAsymmetric, lost.map(\.severity).max() ?? .info, from: [vantage],
            about: isEverything ? Finding.Subject() : Finding.Subject(hosts.count == 1 ? hosts.first : nil),
            owner: .siteNetwork, confidence: .likely,
            summary: """
                Connections to \(hosts) on \(.port, ports) open, and nothing that this device sends afterwards gets through: a \
                firewall on the way out does not see the answers, which come back another way.
                """,
            evidence: lost.flatMap(proofs),
            refutedBy: "A connection's data is acknowledged by any of \(listing: hosts).")
        finding.parts = lost.map { Finding.Subject($0.endpoint) }.uniqued
        return finding
    }

    private func proofs(_ ascent: Ascent) -> [Finding.Proof] {
        guard let ladder = ascent.seen(HandshakeTLS.self) else { return [] }
        let segments = ladder.evidence.tcp?.segmentsIn ?? 0
        return [
            ladder.shows(
                """
                \(ascent.place) sends \(segments) segments without data, its SYN-ACK again and again, and acknowledges no byte of \
                the ClientHello
                """),
            ascent.controls.again?.shows("a second handshake from another port meets the same"),
            ascent.controls.smallSegments?.shows("small segments do not help, so it is not the path's MTU"),
        ].compactMap(\.self)
    }
}

extension Ascent {
    /// TLS got no answer, and by the kernel's counters the other side repeated its SYN-ACK and acknowledged nothing: not even a
    /// segment without data arrived there after the SYN.
    var isHeardHalfway: Bool {
        // A server that waits for data before it accepts repeats its SYN-ACK as well, and one that got the tail of a ClientHello
        // alone says again what it misses: small segments would have reached either.
        guard let ladder = seen(HandshakeTLS.self), ladder.evidence.result == .silent,
            ladder.evidence.bytesReceived == 0,
            let tcp = ladder.evidence.tcp, controls.again?.result == .silent,
            controls.smallSegments?.result == .silent, !controls.withoutTheName.contains(where: \.drewAnswer)
        else { return false }
        return tcp.segmentsIn > 1 && tcp.dataSegmentsIn == 0 && tcp.bytesAcknowledged <= 1
    }
}
