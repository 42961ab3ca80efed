import ProbeCore
import ProbeEvidence
import ProbeFindings

/// An HTTPS request of full-size segments that never arrived, while the same request in small ones was answered.
///
/// Direct ladders only: through a proxy, the path in question is the one to the proxy.
struct StuckRequest {
    private let ascent: Ascent
    private let remote: SocketAddress
    private let ladder: Survey.Seen<RequestHTTPS>
    private let control: Survey.Seen<RequestWithSmallSegments>
    /// Retransmissions of the ladder and of the control.
    private let lost: (ladder: Int, control: Int)
    /// The largest segment that arrived and the smallest that did not, where they were looked for.
    private let sizes: (passing: Int, lost: Int)?

    static func all(in scene: Scene) -> [StuckRequest] {
        scene.ascents(failedAt: .conversation).filter { $0.endpoint.via == .direct }.compactMap(StuckRequest.init)
    }

    private init?(_ ascent: Ascent) {
        guard let ladder = ascent.seen(RequestHTTPS.self), let control = ascent.seen(RequestWithSmallSegments.self)
        else { return nil }
        let request = ladder.evidence.exchange
        guard request.result == .silent, request.bytesReceived == 0, let remote = request.remote, let tcp = request.tcp,
            request.requestWasAcknowledged == false
        else { return nil }
        // A request that fits the clamp went out the same way both times: its size explains nothing.
        guard request.bytesSent > control.evidence.connect.segmentClamp ?? 1000,
            control.evidence.proof != nil, control.evidence.exchange?.result == .answered
        else { return nil }
        // On a path that merely loses packets the control has to send as much again as the ladder.
        let lost = (tcp.retransmissions.counted, (control.evidence.exchange?.tcp?.retransmissions ?? 0).counted)
        guard lost.0 > lost.1 else { return nil }
        // On a link so slow that this run's own packets queue, what is sent again was late and not lost.
        guard !tcp.isQueueing(since: ascent.seen(ConnectEndpoint.self)?.evidence) else { return nil }
        self.ascent = ascent
        self.remote = remote
        self.ladder = ladder
        self.control = control
        self.lost = lost
        let walked = control.evidence.sizes
        sizes = walked?.acknowledged.flatMap { passing in
            walked?.lost.flatMap { lost in passing < lost ? (passing, lost) : nil }
        }
    }

    func finding(in scene: Scene) -> Finding {
        let endpoint = ascent.endpoint
        let tunnel = OwnTunnel(to: remote.address, from: ascent.vantage, in: scene)
        return Finding(
            .mtuBlackholeOut, ascent.severity, from: [ascent.vantage],
            about: Finding.Subject(endpoint.host, address: remote.address, port: endpoint.port),
            owner: tunnel == nil ? .siteNetwork : .device,
            // A single retransmission may be a coincidence, and so may be one that meets a path which loses packets.
            confidence: lost.ladder > 1 && lost.control == 0 ? .certain : .likely,
            summary: """
                Large packets between this device and \(endpoint.host) (\(remote.address), port \(endpoint.port)) are \
                lost on the way there: an HTTPS request of full-size segments is never acknowledged, and in small \
                segments the hub answers it.
                """,
            location: tunnel?.location ?? .unknown,
            evidence: [ladder.shows(silence), control.shows(control: answer)] + [tunnel?.proof].compactMap(\.self)
                + (sizes.map { sizes in
                    [
                        control.shows(
                            """
                            sent one at a time, segments of up to \(sizes.passing, .byte) are acknowledged, and one of \
                            \(sizes.lost, .byte) never is
                            """)
                    ]
                } ?? []),
            refutedBy: "An HTTPS request to \(remote) in segments of full size is answered.")
    }

    private var silence: Sentence {
        let request = ladder.evidence.exchange
        let stuck = request.tcp?.unacknowledgedSegments ?? 0
        return """
            \(remote): \(request.bytesSent, .byte) of request sent, \(stuck) segments not acknowledged after \
            \(lost.ladder) retransmissions and \(request.duration)
            """
    }

    private var answer: Sentence {
        let again = lost.control
        switch (control.evidence.connect.segmentClamp, control.evidence.answer?.status) {
        case (let clamp?, let status?):
            return """
                with segments of at most \(clamp, .byte) the hub answers the same request with HTTP \(status), \
                \(again) retransmissions
                """
        case (let clamp?, nil):
            return """
                with segments of at most \(clamp, .byte) the hub answers the same request, \(again) retransmissions
                """
        case (nil, let status?):
            return """
                with segments of at most about 1000 bytes the hub answers the same request with HTTP \(status), \
                \(again) retransmissions
                """
        case (nil, nil):
            return """
                with segments of at most about 1000 bytes the hub answers the same request, \(again) retransmissions
                """
        }
    }
}

extension TCPInfo {
    /// Segments take far longer than the first one of the connection did, which met no queue yet.
    fileprivate func isQueueing(since opening: ConnectEvidence?) -> Bool {
        let first = opening?.attempts.first { $0.result == .connected }?.latency.value ?? 0
        return roundTrip.value >= 0.3 && roundTrip.value > 4 * first
    }
}
