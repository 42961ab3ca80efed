package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Large segments towards this device are lost and nobody tells the sender: a path MTU black hole (RFC 2923).
package struct LargeSegmentsVanishInbound: Rule {
    package static let causes: [Cause] = [.mtuBlackholeIn]
    package static let explains: [Cause] = [.tlsSwallowed, .tlsLargeHelloIntolerant, .tlsClosed]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        let stalls = Stall.all(.silent, in: survey).filter { stall in
            guard let tcp = stall.handshake.tcp, !stall.isFlapping else { return false }
            let isHelloAcknowledged = tcp.bytesAcknowledged > 1 && tcp.bytesAcknowledged >= stall.handshake.bytesSent
            return isHelloAcknowledged && (tcp.outOfOrderSegments > 0 || stall.handshake.bytesReceived == 0)
                && (stall.smallSegments?.isCompleted ?? false)
        }
        return Stall.byAddress(stalls).compactMap { group in
            BlackHole(group, .mtuBlackholeIn)?.finding(
                summary:
                    "do not arrive: it acknowledges the TLS hello, its answer is lost, and with small segments the "
                    + "handshake completes",
                // A tail that arrives ahead of a gap shows the loss itself; silence alone leaves other readings.
                isCertain: group.contains {
                    ($0.handshake.tcp?.outOfOrderSegments ?? 0) > 0 || $0.again?.failsAlike == true
                },
                in: survey)
        }
    }
}
