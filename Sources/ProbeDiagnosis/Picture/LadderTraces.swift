import ProbeCore
import ProbeEvidence
import ProbeFindings

/// When each rung of each ladder was climbed, and how its climb ended.
struct LadderTraces {
    let traces: [LadderTrace]

    /// More ladders than a run has; a recording may hold any number.
    private static let most = 200

    private struct Key: Hashable {
        let endpoint: Endpoint
        let vantage: Vantage
    }

    init(in scene: Scene) {
        let survey = scene.survey
        var ladders: [Key: [Observation]] = [:]
        var order: [Key] = []
        for observation in survey.observations where observation.outcome.evidence != nil {
            guard let endpoint = observation.subject as? Endpoint, Self.rung(of: observation.probe) != nil else {
                continue
            }
            let key = Key(endpoint: endpoint, vantage: observation.vantage)
            if ladders[key] == nil { order.append(key) }
            ladders[key, default: []].append(observation)
        }
        let names = Dictionary(
            survey.observations(of: ResolveName.id).compactMap { observation in
                (observation.subject as? Name).map {
                    (NameKey(host: $0.host, vantage: observation.vantage), observation)
                }
            }, uniquingKeysWith: { _, last in last })
        let places = Dictionary(survey.vantages.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        traces = order.prefix(Self.most).map { key in
            let name = key.endpoint.via == .direct ? names[NameKey(host: key.endpoint.host, vantage: key.vantage)] : nil
            let isProven = scene.ladder(key.endpoint, from: key.vantage).isProven
            return Self.trace(key, name, ladders[key] ?? [], isProven: isProven)
        }.sorted {
            (Self.rank($0.endpoint), places[$0.vantage] ?? 0) < (Self.rank($1.endpoint), places[$1.vantage] ?? 0)
        }
    }

    private struct NameKey: Hashable {
        let host: HostName
        let vantage: Vantage
    }

    private static func trace(
        _ key: Key, _ name: Observation?, _ ladder: [Observation], isProven: Bool
    ) -> LadderTrace {
        let rungs = ladder.compactMap { observation in rung(of: observation.probe).map { ($0, observation) } }
        let last = rungs.map { place(of: $0.0) }.max() ?? 0
        let climbs = rungs.map { rung, observation in
            // What the next rung stood on has held, whatever else was tried.
            climb(rung, observation, hasHeld: place(of: rung) < last || isProven)
        }
        let asked = name.flatMap { $0.outcome.evidence == nil ? nil : climb(.dns, $0, hasHeld: true) }
        return LadderTrace(
            key.endpoint, from: key.vantage, [asked].compactMap(\.self) + climbs, isProven: isProven,
            duration: isProven ? duration(of: key.endpoint, ladder) : nil)
    }

    /// What the network took: the connection, the proxy's tunnel, TLS and the protocol's conversations, without what stood
    /// between them in this program; nothing unless the first and the last are on the record.
    private static func duration(of endpoint: Endpoint, _ ladder: [Observation]) -> Seconds? {
        guard ladder.contains(where: { $0.probe == ConnectEndpoint.id }),
            ladder.contains(where: { $0.probe == top(of: endpoint) })
        else { return nil }
        return Seconds(ladder.reduce(0) { $0 + (networkTime(of: $1.outcome.evidence)?.value ?? 0) })
    }

    /// The same of a ladder that was climbed in one go, which ends with TLS.
    static func duration(of ladder: ShortLadderEvidence) -> Seconds? {
        guard ladder.connect != nil, ladder.handshake != nil else { return nil }
        let rungs: [(any Sendable)?] = [ladder.connect, ladder.tunnel, ladder.handshake]
        return Seconds(rungs.reduce(0) { $0 + (networkTime(of: $1)?.value ?? 0) })
    }

    private static func networkTime(of evidence: (any Sendable)?) -> Seconds? {
        switch evidence {
        case let connect as ConnectEvidence:
            connect.attempts.first { $0.result == .connected && $0.remote == connect.connected }?.latency
        case let handshake as Handshake: handshake.duration
        default: exchange(of: evidence)?.duration
        }
    }

    /// The conversation of a rung above TLS, or with the proxy.
    private static func exchange(of evidence: (any Sendable)?) -> Exchange? {
        switch evidence {
        case let tunnel as TunnelEvidence: tunnel.exchange
        case let answer as any ServiceAnswer: answer.exchange
        case let answer as MQTTEvidence: answer.exchange
        case let answer as AMQPEvidence: answer.exchange
        case let answer as WebSocketEvidence: answer.exchange
        default: nil
        }
    }

    /// The rung that proves the service.
    static func top(of endpoint: Endpoint) -> ProbeID { endpoint.service.profile.top(over: endpoint.transport) }

    private static func climb(_ rung: LadderTrace.Rung, _ observation: Observation, hasHeld: Bool) -> LadderTrace.Climb
    {
        LadderTrace.Climb(
            rung, observation.index, start: clamped(observation.startedAt), duration: clamped(observation.duration),
            hasHeld ? .passed : isSilent(observation.outcome.evidence) ? .silent : .broken)
    }

    /// The wait ended without an answer.
    private static func isSilent(_ evidence: (any Sendable)?) -> Bool {
        switch evidence {
        case let connect as ConnectEvidence:
            !connect.attempts.isEmpty && connect.attempts.allSatisfy { $0.isSilent || $0.result == .superseded }
        case let handshake as Handshake: handshake.result == .silent
        default: exchange(of: evidence)?.result == .silent
        }
    }

    private static func clamped(_ seconds: Seconds) -> Seconds { Seconds(min(max(seconds.value, 0), 86_400)) }

    private static func place(of rung: LadderTrace.Rung) -> Int { LadderTrace.Rung.allCases.firstIndex(of: rung) ?? 0 }

    private static func rung(of probe: ProbeID) -> LadderTrace.Rung? {
        switch probe {
        case ConnectEndpoint.id, OpenTunnel.id: .tcp
        case HandshakeTLS.id: .tls
        case RequestHTTPS.id, ConnectMQTT.id, OpenAMQP.id, UpgradeWebSocket.id, RequestDPS.id, RequestRegistry.id:
            .protocol
        default: nil
        }
    }

    private static func rank(_ endpoint: Endpoint) -> Int {
        let service = Endpoint.Service.allCases
        let transport = Endpoint.Service.hub.profile.transports
        return (service.firstIndex(of: endpoint.service) ?? 3) * 100
            + (transport.firstIndex(of: endpoint.transport) ?? 9) * 2 + (endpoint.via == .proxy ? 1 : 0)
    }
}
