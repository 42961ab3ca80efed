import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Packets get lost on a path that works: connections are slow, and break now and then.
struct PathIsLossy: Rule {
    static let causes: [Cause] = [.tcpLossy]
    static let explains: [Cause] = []

    /// Below this many segments a share means nothing.
    private static let leastSegments = 50

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { vantage in
            let ascents = scene.ascents(from: vantage).filter { $0.endpoint.via == .direct }
            // Stalled ladders retransmit too, and their own causes say why; loss shows on those that got through.
            let proven = ascents.filter(\.ladder.isProven)
            let found = ascents.map(\.endpoint.host).uniqued.compactMap { host in
                finding(about: host, from: vantage, proven.filter { $0.endpoint.host == host }, in: scene)
            }
            let lone = lostInTheCrowd(from: vantage, in: scene)
            return lone
                + (found.isEmpty
                    ? [findingAboutEverything(from: vantage, proven, in: scene)].compactMap(\.self) : found)
        }
    }

    /// What failed beside others and opened by itself, each time: nobody stands in the way of what a device needs, but somebody
    /// counts connections, or nothing got through for a moment.
    private func lostInTheCrowd(from vantage: Vantage, in scene: Scene) -> [Finding] {
        // What this device's own rules let through by the second is nobody's on the way.
        let lone = scene.contacts(from: vantage).filter { contact in
            contact.isOpenAlone && !contact.attempts.contains(where: \.attempt.hasCountedLocalDrop)
        }
        guard !lone.isEmpty else { return [] }
        let remotes = lone.map(\.remote).uniqued
        return [
            Finding(
                .tcpLossy, .info, from: [vantage], about: Finding.Subject(), owner: .siteNetwork, confidence: .likely,
                summary: """
                    Connections to \(remotes) failed while this run had others open, and open one at a time: somebody on the way \
                    counts a device's connections, or nothing got through for a moment.
                    """,
                evidence: lone.flatMap { contact in
                    contact.attempts.map(\.attempt).failureClauses.map {
                        Finding.Proof(contact.attempts.first?.observation ?? 0, $0)
                    }
                        + scene.survey.loneAttempts(at: contact.remote, from: vantage).prefix(1).map {
                            Finding.Proof(
                                $0.observation,
                                "by itself, a connection to \(contact.remote) opens in \($0.attempt.latency)",
                                .control)
                        }
                },
                refutedBy: "A second run meets the same failures.")
        ]
    }

    /// Two fifths of the first connections, and at least three: a path that loses 3 % each way does so in one of a
    /// thousand runs.
    private func findingAboutEverything(from vantage: Vantage, _ proven: [Ascent], in scene: Scene) -> Finding? {
        if let share = shareProof(proven).first, proven.count > 2 {
            let isNeeded = proven.contains { scene.needs.isNeeded($0.endpoint, from: vantage) }
            return Finding(
                .tcpLossy, isNeeded ? .warning : .info, from: [vantage], about: Finding.Subject(), owner: .siteNetwork,
                confidence: .likely, summary: "The way out loses packets: \(share.shows).", evidence: [share],
                refutedBy: "A second run sees no retransmissions.")
        }
        let connects = proven.compactMap { $0.seen(ConnectEndpoint.self) }
        let lossy = connects.filter { lostItsFirstSYN($0.evidence) }
        // Where every SYN is sent again the round trip is longer than the kernel waits for it (1 s, RFC 6298).
        guard lossy.count >= 3, lossy.count * 5 >= connects.count * 2, lossy.count < connects.count else { return nil }
        let isNeeded = proven.contains { scene.needs.isNeeded($0.endpoint, from: vantage) }
        return Finding(
            .tcpLossy, isNeeded ? .warning : .info, from: [vantage], about: Finding.Subject(), owner: .siteNetwork,
            confidence: .likely,
            summary: """
                The way out loses packets: \(lossy.count) of \(connects.count, .connection) opened only after a SYN \
                was sent again.
                """,
            evidence: lossy.map { $0.shows("a SYN to \($0.about.host, port: $0.about.port) was retransmitted") },
            refutedBy: "A second run sees no retransmissions.")
    }

    /// Its SYN was sent again, or stayed unanswered until a second attempt to the same address overtook it.
    private func lostItsFirstSYN(_ evidence: ConnectEvidence) -> Bool {
        evidence.attempts.contains { attempt in
            (attempt.tcp?.retransmissions ?? 0) > 0
                || (attempt.result == .superseded && attempt.remote == evidence.connected)
        }
    }

    private func isLossy(_ attempt: ConnectAttempt) -> Bool {
        attempt.result == .connected && (attempt.tcp?.retransmissions ?? 0) > 0
            && !(attempt.tcp?.outlastsTheFirstTimeout ?? false)
    }

    private func finding(
        about host: HostName, from vantage: Vantage, _ proven: [Ascent], in scene: Scene
    ) -> Finding? {
        let proofs = shareProof(proven) + proven.compactMap(repeatedLoss).joined()
        guard let shows = proofs.first?.shows,
            let address = proven.first?.seen(ConnectEndpoint.self)?.evidence.connected?.address
        else { return nil }
        let isNeeded = proven.contains { scene.needs.isNeeded($0.endpoint, from: vantage) }
        return Finding(
            .tcpLossy, isNeeded ? .warning : .info, from: [vantage],
            about: Finding.Subject(host, address: address), owner: .siteNetwork, confidence: .likely,
            summary: "The path to \(host) (\(address)) loses packets: \(shows).", evidence: proofs,
            refutedBy: "A second run sees no retransmissions.")
    }

    /// More than a tenth of all segments of the ladders; where a router told a connection of a smaller MTU, what it sent again
    /// was too large, and not lost.
    private func shareProof(_ ascents: [Ascent]) -> [Finding.Proof] {
        let found = ascents.compactMap { ascent in
            lastInfo(ascent).map {
                ($0, hasQueued: $0.info.hasQueued(since: ascent.seen(ConnectEndpoint.self)?.evidence))
            }
        }
        // A narrow link that a run fills itself lets no timer run out on one connection alone.
        guard found.count(where: \.hasQueued) * 2 < max(found.count, 1) else { return [] }
        let infos = found.map(\.0).filter { !$0.info.wasToldOfSmallerMTU && !$0.info.outlastsTheFirstTimeout }
        let sent = infos.map(\.info.segmentsOut.counted).reduce(0, +)
        let lost = infos.map(\.info.retransmissions.counted).reduce(0, +)
        guard sent >= Self.leastSegments, lost * 10 > sent, let first = infos.first else { return [] }
        return [Finding.Proof(first.observation, "\(lost) of \(sent, .segment) had to be sent again")]
    }

    /// A SYN lost on the ladder and on two further connections of the same endpoint.
    private func repeatedLoss(_ ascent: Ascent) -> [Finding.Proof]? {
        guard let ladder = ascent.seen(ConnectEndpoint.self), ladder.evidence.attempts.contains(where: isLossy)
        else { return nil }
        let repeats = repeatedConnects(ascent).filter { isLossy($0.attempt) }
        guard repeats.count >= 2 else { return nil }
        return [ladder.shows("SYNs to \(ascent.place) were lost on \(repeats.count + 1, .connection)")]
            + repeats.map { Finding.Proof($0.observation, "a SYN to \($0.attempt.remote) was retransmitted") }
    }

    private func repeatedConnects(_ ascent: Ascent) -> [(observation: Int, attempt: ConnectAttempt)] {
        func connects<P: Question>(
            _ probe: P.Type, _ attempt: (P.Evidence) -> ConnectAttempt
        ) -> [(Int, ConnectAttempt)] where P.About == Endpoint {
            ascent.seen(P.self).map { [($0.index, attempt($0.evidence))] } ?? []
        }
        return
            (connects(RepeatHandshake.self, \.connect) + connects(HandshakeWithOtherName.self, \.connect)
            + connects(HandshakeWithoutName.self, \.connect) + connects(HandshakeWithSmallSegments.self, \.connect)
            + connects(RepeatMQTT.self, \.connect) + connects(NegotiateSASL.self, \.connect)
            + connects(RequestWithSmallSegments.self, \.connect)
            + connects(RequestWithoutUpgrade.self, \.connect)).map { (observation: $0.0, attempt: $0.1) }
    }

    /// The counters of the ladder's connection at its highest rung.
    private func lastInfo(_ ascent: Ascent) -> (observation: Int, info: TCPInfo)? {
        func info<P: Question>(
            _ probe: P.Type, _ info: (P.Evidence) -> TCPInfo?
        ) -> (Int, TCPInfo)? where P.About == Endpoint {
            ascent.seen(P.self).flatMap { seen in info(seen.evidence).map { (seen.index, $0) } }
        }
        let found =
            ascent.serviceAnswer.flatMap { seen in seen.evidence.exchange.tcp.map { (seen.index, $0) } }
            ?? info(ConnectMQTT.self, \.exchange.tcp) ?? info(OpenAMQP.self, \.exchange.tcp)
            ?? info(HandshakeTLS.self, \.tcp)
        return found.map { (observation: $0.0, info: $0.1) }
    }
}

extension TCPInfo {
    /// The round trip is longer than the kernel waits for an answer at first (1 s, RFC 6298): it sends again what is on its way.
    fileprivate var outlastsTheFirstTimeout: Bool { roundTrip.value >= 1 }

    /// Segments wait behind others for far longer than the first one did: the timer that was set by that (SRTT + 4 RTTVAR, RFC 6298) ran
    /// out while they were on their way, and nothing was lost.
    fileprivate func hasQueued(since opening: ConnectEvidence?) -> Bool {
        let first = opening?.attempts.first { $0.result == .connected }?.latency.value ?? 0
        return roundTrip.value > 4 * first && roundTrip.value + 4 * roundTripVariance.value >= 0.3
    }

    /// The path's MTU is below that of this device's link, by which it had announced its segments (RFC 9293 section 3.7.1).
    fileprivate var wasToldOfSmallerMTU: Bool {
        pathMTU > 0 && advertisedSegmentSize > 0 && pathMTU < advertisedSegmentSize + 40
    }
}
