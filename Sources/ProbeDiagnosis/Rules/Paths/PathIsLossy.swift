package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Packets get lost on a path that works: connections are slow, and break now and then.
package struct PathIsLossy: Rule {
    package static let causes: [Cause] = [.tcpLossy]
    package static let explains: [Cause] = []

    package init() {}

    /// Below this many segments a share means nothing.
    private static let leastSegments = 50

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { vantage in
            let hosts = survey.endpoints(from: vantage).filter { $0.via == .direct }.map(\.host).uniqued
            let found = hosts.compactMap { finding(about: $0, from: vantage, in: survey) }
            return found.isEmpty ? [findingAboutEverything(from: vantage, in: survey)].compactMap(\.self) : found
        }
    }

    /// Two fifths of the first connections, and at least three: a path that loses 3 % each way does so in one of a
    /// thousand runs.
    private func findingAboutEverything(from vantage: Vantage, in survey: Survey) -> Finding? {
        let ladders = survey.endpoints(from: vantage).filter {
            $0.via == .direct && survey.ladder($0, from: vantage).isProven
        }
        let connects = ladders.compactMap { survey.seen(ConnectEndpoint.self, about: $0, from: vantage) }
        let lossy = connects.filter { lostItsFirstSYN($0.evidence) }
        // Where every SYN is sent again the round trip is longer than the kernel waits for it (1 s, RFC 6298).
        guard lossy.count >= 3, lossy.count * 5 >= connects.count * 2, lossy.count < connects.count else { return nil }
        let isNeeded = ladders.contains { Need.isNeeded($0, from: vantage, in: survey) }
        return Finding(
            .tcpLossy, isNeeded ? .warning : .info, from: [vantage], about: Finding.Subject(), owner: .siteNetwork,
            confidence: .likely,
            summary:
                "The way out loses packets: \(lossy.count) of \(connects.count) connections opened only after a SYN was "
                + "sent again.",
            evidence: lossy.map {
                Finding.Proof($0.index, "a SYN to \($0.about.host):\($0.about.port) was retransmitted")
            },
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
    }

    private func finding(about host: HostName, from vantage: Vantage, in survey: Survey) -> Finding? {
        let endpoints = survey.endpoints(from: vantage).filter { $0.host == host && $0.via == .direct }
        // Stalled ladders retransmit too, and their own causes say why; loss shows on those that got through.
        let ladders = endpoints.filter { survey.ladder($0, from: vantage).isProven }
        let proofs =
            shareProof(ladders, vantage, survey) + ladders.compactMap { repeatedLoss($0, vantage, survey) }.joined()
        guard !proofs.isEmpty, let address = ladders.first.flatMap({ remote(of: $0, vantage, survey) })?.address else {
            return nil
        }
        let isNeeded = ladders.contains { Need.isNeeded($0, from: vantage, in: survey) }
        return Finding(
            .tcpLossy, isNeeded ? .warning : .info, from: [vantage],
            about: Finding.Subject(host: host.description, address: address), owner: .siteNetwork, confidence: .likely,
            summary: "The path to \(host) (\(address)) loses packets: \(proofs.first?.shows ?? "").", evidence: proofs,
            refutedBy: "A second run sees no retransmissions.")
    }

    /// More than a tenth of all segments of the ladders.
    private func shareProof(_ ladders: [Endpoint], _ vantage: Vantage, _ survey: Survey) -> [Finding.Proof] {
        let infos = ladders.compactMap { lastInfo(of: $0, vantage, survey) }
        let sent = infos.map(\.info.segmentsOut.counted).reduce(0, +)
        let lost = infos.map(\.info.retransmissions.counted).reduce(0, +)
        guard sent >= Self.leastSegments, lost * 10 > sent, let first = infos.first else { return [] }
        return [Finding.Proof(first.observation, "\(lost) of \(sent) segments had to be sent again")]
    }

    /// A SYN lost on the ladder and on two further connections of the same endpoint.
    private func repeatedLoss(_ endpoint: Endpoint, _ vantage: Vantage, _ survey: Survey) -> [Finding.Proof]? {
        guard let ladder = survey.seen(ConnectEndpoint.self, about: endpoint, from: vantage),
            ladder.evidence.attempts.contains(where: isLossy)
        else { return nil }
        let repeats = repeatedConnects(of: endpoint, vantage, survey).filter { isLossy($0.attempt) }
        guard repeats.count >= 2 else { return nil }
        return [
            Finding.Proof(
                ladder.index, "SYNs to \(endpoint.host):\(endpoint.port) were lost on \(repeats.count + 1) connections")
        ]
            + repeats.map { Finding.Proof($0.observation, "a SYN to \($0.attempt.remote) was retransmitted") }
    }

    private func repeatedConnects(
        of endpoint: Endpoint, _ vantage: Vantage, _ survey: Survey
    ) -> [(observation: Int, attempt: ConnectAttempt)] {
        func connects<P: Question>(_ probe: P.Type, _ attempt: (P.Evidence) -> ConnectAttempt) -> [(
            Int, ConnectAttempt
        )] {
            survey.seen(P.self, about: endpoint, from: vantage).map { [($0.index, attempt($0.evidence))] } ?? []
        }
        return
            (connects(RepeatHandshake.self, \.connect) + connects(HandshakeWithOtherName.self, \.connect)
            + connects(HandshakeWithoutName.self, \.connect) + connects(HandshakeWithSmallSegments.self, \.connect)
            + connects(RepeatMQTT.self, \.connect) + connects(NegotiateSASL.self, \.connect)
            + connects(RequestWithSmallSegments.self, \.connect)
            + connects(RequestWithoutUpgrade.self, \.connect)).map { (observation: $0.0, attempt: $0.1) }
    }

    /// The counters of the ladder's connection at its highest rung.
    private func lastInfo(
        of endpoint: Endpoint, _ vantage: Vantage, _ survey: Survey
    ) -> (observation: Int, info: TCPInfo)? {
        func info<P: Question>(_ probe: P.Type, _ info: (P.Evidence) -> TCPInfo?) -> (Int, TCPInfo)? {
            survey.seen(P.self, about: endpoint, from: vantage).flatMap { seen in
                info(seen.evidence).map { (seen.index, $0) }
            }
        }
        let found =
            info(RequestHTTPS.self, \.exchange.tcp) ?? info(ConnectMQTT.self, \.exchange.tcp)
            ?? info(OpenAMQP.self, \.exchange.tcp) ?? info(RequestDPS.self, \.exchange.tcp)
            ?? info(RequestRegistry.self, \.exchange.tcp) ?? info(HandshakeTLS.self, \.tcp)
        return found.map { (observation: $0.0, info: $0.1) }
    }

    private func remote(of endpoint: Endpoint, _ vantage: Vantage, _ survey: Survey) -> SocketAddress? {
        survey.seen(ConnectEndpoint.self, about: endpoint, from: vantage)?.evidence.connected
    }
}
