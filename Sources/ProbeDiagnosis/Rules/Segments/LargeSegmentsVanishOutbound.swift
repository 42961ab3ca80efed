package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Large segments from this device are lost on the way and no ICMP says so: a path MTU black hole (RFC 2923).
package struct LargeSegmentsVanishOutbound: Rule {
    package static let causes: [Cause] = [.mtuBlackholeOut]
    package static let explains: [Cause] = [.tlsSwallowed, .tlsLargeHelloIntolerant, .tlsClosed]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        handshakes(in: survey) + StuckRequest.all(in: survey).map { $0.finding(in: survey) }
    }

    private func handshakes(in survey: Survey) -> [Finding] {
        let stalls = Stall.all(.silent, in: survey).filter { stall in
            guard let tcp = stall.handshake.tcp, !stall.isFlapping, tcp.bytesAcknowledged <= 1,
                let small = stall.smallSegments, small.isCompleted
            else { return false }
            // A hello that fits the clamp went out the same way both times: its size explains nothing.
            if let clamp = small.connect.segmentClamp, stall.handshake.bytesSent > 0, stall.handshake.bytesSent <= clamp
            {
                return false
            }
            // A name filter lets an equally long hello for another name through; a black hole does not.
            return !(stall.otherName?.isAnswered ?? false)
        }
        return Stall.byAddress(stalls).compactMap { group in
            BlackHole(group, .mtuBlackholeOut)?.finding(
                summary: "are lost on the way there: the TLS hello is never acknowledged, and with small segments the "
                    + "handshake completes",
                isCertain: group.contains { $0.otherName?.failsAlike == true && $0.again?.failsAlike != false },
                in: survey)
        }
    }
}
