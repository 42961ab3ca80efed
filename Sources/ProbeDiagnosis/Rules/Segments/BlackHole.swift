import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Handshakes with one address that stall for the size of their segments, and what a finding about them says.
struct BlackHole {
    private let stalls: [Stall]
    private let first: Stall
    private let cause: Cause

    init?(_ stalls: [Stall], _ cause: Cause) {
        guard let first = stalls.first else { return nil }
        self.stalls = stalls
        self.first = first
        self.cause = cause
    }

    /// The far end as a noun: myhub.azure-devices.net (203.0.113.20, ports 443 and 8883).
    var farEnd: Sentence { "\(first.endpoint.host) (\(first.remote.address), \(.port, ports))" }

    private var ports: [UInt16] { Set(stalls.map(\.endpoint.port)).sorted() }

    func finding(summary: Sentence, isCertain: Bool, in scene: Scene) -> Finding {
        let tunnel = OwnTunnel(to: first.remote.address, from: first.vantage, in: scene)
        return Finding(
            cause, stalls.map(\.ascent.severity).max() ?? .info, from: [first.vantage],
            about: Finding.Subject(
                first.endpoint.host, address: first.remote.address, port: ports.count == 1 ? ports.first : nil),
            owner: tunnel == nil ? .siteNetwork : .device, confidence: isCertain ? .certain : .likely,
            summary: summary, location: tunnel?.location ?? .unknown,
            evidence: stalls.flatMap(proofs) + [tunnel?.proof].compactMap(\.self),
            refutedBy: "A handshake with \(first.remote) completes with segments of full size.")
    }

    private func proofs(_ stall: Stall) -> [Finding.Proof] {
        let controls = stall.controls
        let alike: [Finding.Proof?] = [
            controls.smallSegments.map { $0.shows(completion(of: $0)) },
            controls.otherName.flatMap { control in
                control.failsAlike
                    ? control.shows("the handshake for another name of equal length stalls as well") : nil
            },
            controls.again.flatMap { control in
                control.failsAlike ? control.shows("the handshake repeated stalls as well") : nil
            },
        ]
        return [Finding.Proof(stall.observation, silence(of: stall))] + alike.compactMap(\.self)
    }

    private func silence(of stall: Stall) -> Sentence {
        let (handshake, tcp) = (stall.handshake, stall.handshake.tcp)
        // The SYN counts one byte.
        let acknowledged = max(1, (tcp?.bytesAcknowledged ?? 1).counted) - 1
        let (retransmissions, ahead) = (tcp?.retransmissions ?? 0, tcp?.outOfOrderSegments ?? 0)
        return """
            \(stall.remote): \(handshake.bytesSent, .byte) of hello sent, \(acknowledged) acknowledged, \
            \(retransmissions) retransmissions, \(ahead) segments ahead of a gap, nothing readable within \
            \(handshake.duration)
            """
    }

    private func completion(of control: HandshakeControls.Control) -> Sentence {
        let duration = control.handshake?.duration ?? Seconds(0)
        guard let clamp = control.connect.segmentClamp else {
            return "with segments of at most about 1000 bytes the handshake completes in \(duration)"
        }
        return "with segments of at most \(clamp, .byte) the handshake completes in \(duration)"
    }
}
