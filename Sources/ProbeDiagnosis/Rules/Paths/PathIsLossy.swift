package import ProbeCore
import Probes

/// Packets get lost on a path that works: connections are slow, and break now and then.
package struct PathIsLossy: Rule {
    package static let causes: [Cause] = [.tcpLossy]
    package static let explains: [Cause] = []

    package init() {}

    /// Below this many segments a share means nothing.
    private static let leastSegments = 50

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { vantage in
            survey.endpoints(from: vantage).filter { $0.via == .direct }.map(\.host).uniqued.compactMap { host in
                finding(about: host, from: vantage, in: survey)
            }
        }
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
        func isLossy(_ attempt: ConnectAttempt) -> Bool {
            attempt.result == .connected && (attempt.tcp?.retransmissions ?? 0) > 0
        }
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
        func connects<P: Probe>(_ probe: P.Type, _ attempt: (P.Evidence) -> ConnectAttempt) -> [(Int, ConnectAttempt)] {
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
        func info<P: Probe>(_ probe: P.Type, _ info: (P.Evidence) -> TCPInfo?) -> (Int, TCPInfo)? {
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
