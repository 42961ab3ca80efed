import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Large segments towards this device are lost and nobody tells the sender: a path MTU black hole (RFC 2923).
struct LargeSegmentsVanishInbound: Rule {
    static let causes: [Cause] = [.mtuBlackholeIn]
    static let explains: [Cause] = [.tlsSwallowed, .tlsLargeHelloIntolerant, .tlsClosed]

    func findings(in scene: Scene) -> [Finding] {
        let stalls = scene.stalls(.silent).filter { stall in
            guard let tcp = stall.handshake.tcp, !stall.isFlapping else { return false }
            let isHelloAcknowledged = tcp.bytesAcknowledged > 1 && tcp.bytesAcknowledged >= stall.handshake.bytesSent
            return isHelloAcknowledged && (tcp.outOfOrderSegments > 0 || stall.handshake.bytesReceived == 0)
                && (stall.controls.smallSegments?.isCompleted ?? false)
        }
        return Stall.byAddress(stalls).compactMap { group in
            guard let hole = BlackHole(group, .mtuBlackholeIn) else { return nil }
            return hole.finding(
                summary: """
                    Large packets between this device and \(hole.farEnd) do not arrive: it acknowledges the TLS hello, \
                    its answer is lost, and with small segments the handshake completes.
                    """,
                // A tail that arrives ahead of a gap shows the loss itself; silence alone leaves other readings.
                isCertain: group.contains {
                    ($0.handshake.tcp?.outOfOrderSegments ?? 0) > 0 || $0.controls.again?.failsAlike == true
                }, in: scene)
        }
    }
}
