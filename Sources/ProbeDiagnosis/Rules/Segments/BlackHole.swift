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

    func finding(summary: String, isCertain: Bool, in survey: Survey) -> Finding {
        let ports = Set(stalls.map(\.endpoint.port)).sorted()
        return Finding(
            cause, stalls.map { Need.severity(forFailureOf: $0.endpoint, from: $0.vantage, in: survey) }.max() ?? .info,
            from: [first.vantage],
            about: Finding.Subject(
                host: first.endpoint.host.description, address: first.remote.address,
                port: ports.count == 1 ? ports.first : nil),
            owner: .siteNetwork, confidence: isCertain ? .certain : .likely,
            summary: "Large packets between this device and \(first.endpoint.host) (\(first.remote.address), "
                + "\(wording(of: ports))) \(summary).",
            evidence: stalls.flatMap(proofs),
            refutedBy: "A handshake with \(first.remote) completes with segments of full size.")
    }

    private func proofs(_ stall: Stall) -> [Finding.Proof] {
        let tcp = stall.handshake.tcp
        let small = stall.smallSegments
        return [
            Finding.Proof(
                stall.observation,
                "\(stall.remote): \(stall.handshake.bytesSent) bytes of hello sent, "
                    + "\(max(1, (tcp?.bytesAcknowledged ?? 1).counted) - 1) acknowledged, \(tcp?.retransmissions ?? 0) retransmissions, "
                    + "\(tcp?.outOfOrderSegments ?? 0) segments ahead of a gap, nothing readable within "
                    + "\(stall.handshake.duration)")
        ]
            + (small.map {
                [
                    Finding.Proof(
                        $0.observation,
                        "with segments of at most \($0.connect.segmentClamp.map(String.init) ?? "about 1000") bytes the "
                            + "handshake completes in \($0.handshake?.duration ?? Seconds(0))")
                ]
            } ?? [])
            + [(stall.otherName, "for another name of equal length"), (stall.again, "repeated")].compactMap {
                control, how in
                guard let control, control.failsAlike else { return nil }
                return Finding.Proof(control.observation, "the handshake \(how) stalls as well")
            }
    }
}
