import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Something on the way accepts every TCP connection itself, so that TCP success means nothing here.
struct EverybodyIsAccepted: Rule {
    static let causes: [Cause] = [.tcpHalfOpenProxy]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(ConnectNowhere.self).filter { seen in
            // The address may be somebody's after all, such as a controller's for its log-in page: whoever accepts for everybody
            // leaves none of the port's connections without an answer.
            seen.evidence.attempt.result == .connected
                && !scene.contacts(from: seen.vantage).contains { contact in
                    contact.port == seen.evidence.attempt.remote.port && contact.isTurnedAway
                }
        }.map { seen in
            let stalled = stalledEndpoints(from: seen.vantage, in: scene.survey)
            // Satellite accelerators and transparent proxies do this in good faith: what gets through acquits them.
            let severity =
                passesOn(from: seen.vantage, in: scene)
                ? .info
                : stalled.map { scene.needs.severity(forFailureOf: $0.about, from: seen.vantage) }.max() ?? .info
            let attempt = seen.evidence.attempt
            return Finding(
                .tcpHalfOpenProxy, severity, from: [seen.vantage], about: Finding.Subject(), owner: .siteNetwork,
                confidence: .likely,
                summary: severity == .info
                    ? """
                    A box on the way accepts TCP connections for every address, even \(attempt.remote), which nobody \
                    has; that a connection opens proves nothing here, only an answer of the service does.
                    """
                    : """
                    A box on the way accepts TCP connections for every address, even \(attempt.remote), which nobody \
                    has; it passes on nothing to \(scene.assignment.hub).
                    """,
                evidence: [seen.shows("\(attempt.remote) \"accepts\" in \(attempt.latency)")]
                    + stalled.map {
                        $0.shows(
                            """
                            \($0.about.host, port: $0.about.port) ends without one byte of TLS after \
                            \($0.evidence.duration)
                            """)
                    },
                refutedBy: "A TCP connection to \(attempt.remote) does not open.",
                explains: severity == .info
                    ? [] : [.tlsSwallowed, .tlsClosed, .tlsSNIFiltered, .tcpResetMidstream, .tcpDroppedPort])
        }
    }

    /// Something got through the box, whatever became of the rest: a ladder that was proven, or TLS that was answered.
    ///
    /// Containers climb to the hub alone, and leave by the host's way: what gets through from the host gets through for them,
    /// unless the host meets no such box.
    private func passesOn(from vantage: Vantage, in scene: Scene) -> Bool {
        let nowhere = scene.survey.seen(ConnectNowhere.self, from: .host)
        let isHostsAsWell = nowhere.allSatisfy { $0.evidence.attempt.result == .connected }
        return ([vantage] + (isHostsAsWell ? [.host] : [])).contains { place in
            scene.ascents(from: place).contains { ascent in
                guard ascent.endpoint.via == .direct else { return false }
                let controls = ascent.controls
                return ascent.ladder.isProven || ascent.seen(HandshakeTLS.self)?.evidence.drewAnswer ?? false
                    || [controls.otherName, controls.noName, controls.again].contains { $0?.drewAnswer ?? false }
            }
        }
    }

    /// Handshakes that got nothing from behind the box.
    private func stalledEndpoints(from vantage: Vantage, in survey: Survey) -> [Survey.Seen<HandshakeTLS>] {
        survey.seen(HandshakeTLS.self, from: vantage).filter {
            $0.about.via == .direct && $0.evidence.bytesReceived == 0
                && [.silent, .closed, .reset].contains($0.evidence.result)
        }
    }
}

extension Contact {
    /// No connection was accepted, by anybody.
    fileprivate var isTurnedAway: Bool {
        switch result {
        case .silent, .refused, .rejected, .unreachable: true
        case .answered, .denied, .undecided, .droppedLocally: false
        }
    }
}
