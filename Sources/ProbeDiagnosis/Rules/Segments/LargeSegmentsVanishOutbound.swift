import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Large segments from this device are lost on the way and no ICMP says so: a path MTU black hole (RFC 2923).
struct LargeSegmentsVanishOutbound: Rule {
    static let causes: [Cause] = [.mtuBlackholeOut]
    static let explains: [Cause] = [.tlsSwallowed, .tlsLargeHelloIntolerant, .tlsClosed]

    func findings(in scene: Scene) -> [Finding] {
        handshakes(in: scene) + StuckRequest.all(in: scene).map { $0.finding(in: scene) }
    }

    private func handshakes(in scene: Scene) -> [Finding] {
        let stalls = scene.stalls(.silent).filter { stall in
            guard let tcp = stall.handshake.tcp, !stall.isFlapping, tcp.bytesAcknowledged <= 1,
                let small = stall.controls.smallSegments, small.isCompleted
            else { return false }
            // A hello that fits the clamp went out the same way both times: its size explains nothing.
            if let clamp = small.connect.segmentClamp, stall.handshake.bytesSent > 0, stall.handshake.bytesSent <= clamp
            {
                return false
            }
            // A name filter lets an equally long hello for another name through; a black hole does not.
            return !(stall.controls.otherName?.isAnswered ?? false)
        }
        return Stall.byAddress(stalls).compactMap { group in
            guard let hole = BlackHole(group, .mtuBlackholeOut) else { return nil }
            return hole.finding(
                summary: """
                    Large packets between this device and \(hole.farEnd) are lost on the way there: the TLS hello is \
                    never acknowledged, and with small segments the handshake completes.
                    """,
                isCertain: group.contains {
                    $0.controls.otherName?.failsAlike == true && $0.controls.again?.failsAlike != false
                }, in: scene)
        }
    }
}
