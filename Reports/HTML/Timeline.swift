import ProbeCore
import ProbeFindings

/// When each rung of each ladder was climbed, on one axis for all.
struct Timeline {
    enum Rung: String, CaseIterable {
        case dns, tcp, tls, `protocol`

        var name: String {
            switch self {
            case .dns: "DNS"
            case .tcp: "TCP"
            case .tls: "TLS"
            case .protocol: "protocol"
            }
        }
    }

    enum End: Hashable {
        case passed
        /// Something answered, but not what was asked for.
        case broken
        /// Waiting ended without an answer.
        case silent
    }

    struct Bar {
        let rung: Rung
        let start: Double
        let duration: Double
        let end: End
    }

    struct Row {
        let endpoint: Endpoint
        let vantage: Vantage
        let bars: [Bar]
        /// The rung that proves the service was reached.
        let isProven: Bool

        var end: Double { bars.map { $0.start + $0.duration }.max() ?? 0 }
    }

    let rows: [Row]
    /// The whole axis, in seconds.
    let length: Double

    /// More ladders than a run has; a recording may hold any number.
    private static let most = 200

    init(_ report: Report) {
        let survey = report.survey
        var ladders: [Key: [Observation]] = [:]
        var names: [NameKey: Observation] = [:]
        var order: [Key] = []
        for observation in survey.observations where observation.outcome.evidence != nil {
            if let endpoint = observation.subject as? Endpoint, Self.rung(of: observation.probe) != nil {
                let key = Key(endpoint: endpoint, vantage: observation.vantage)
                if ladders[key] == nil { order.append(key) }
                ladders[key, default: []].append(observation)
            } else if let name = observation.subject as? Name, observation.probe == "dns.resolve" {
                names[NameKey(host: name.host, vantage: observation.vantage)] = observation
            }
        }
        let proven = Set(
            report.diagnosis.transports.filter { $0.usable == true }.map {
                Proven(transport: $0.transport, vantage: $0.vantage, via: $0.via)
            })
        let places = Dictionary(survey.vantages.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        rows = order.prefix(Self.most).map { key in
            let isHub = key.endpoint.service == .hub
            let isProven =
                proven.contains(
                    Proven(transport: key.endpoint.transport, vantage: key.vantage, via: key.endpoint.via))
            let name = key.endpoint.via == .direct ? names[NameKey(host: key.endpoint.host, vantage: key.vantage)] : nil
            return Self.row(key, name, ladders[key] ?? [], isProven: isHub ? isProven : nil)
        }.sorted {
            (Self.rank($0.endpoint), places[$0.vantage] ?? 0) < (Self.rank($1.endpoint), places[$1.vantage] ?? 0)
        }
        length = max(rows.map(\.end).max() ?? 0, 0.001)
    }

    private struct Key: Hashable {
        let endpoint: Endpoint
        let vantage: Vantage
    }

    private struct NameKey: Hashable {
        let host: HostName
        let vantage: Vantage
    }

    private struct Proven: Hashable {
        let transport: Transport
        let vantage: Vantage
        let via: Endpoint.Via
    }

    private static func row(_ key: Key, _ name: Observation?, _ ladder: [Observation], isProven: Bool?) -> Row {
        let rungs = ladder.compactMap { observation in rung(of: observation.probe).map { ($0, observation) } }
        let last = rungs.map { place(of: $0.0) }.max() ?? 0
        let isProven = isProven ?? rungs.contains { $0.0 == .protocol }
        let bars = rungs.map { rung, observation in
            // What the next rung stood on has held, whatever else was tried.
            bar(rung, observation, hasHeld: place(of: rung) < last || isProven)
        }
        return Row(
            endpoint: key.endpoint, vantage: key.vantage,
            bars: (name.map { [bar(.dns, $0, hasHeld: true)] } ?? []) + bars, isProven: isProven)
    }

    private static func bar(_ rung: Rung, _ observation: Observation, hasHeld: Bool) -> Bar {
        Bar(
            rung: rung, start: clamped(observation.startedAt), duration: clamped(observation.duration),
            end: hasHeld ? .passed : isSilent(observation) ? .silent : .broken)
    }

    /// Evidence says `"result": "silent"` where a wait ended without an answer, whatever the probe.
    private static func isSilent(_ observation: Observation) -> Bool {
        guard let evidence = observation.outcome.evidence, let structure = Structure(of: evidence) else { return false }
        return structure.holds("result", among: ["silent"])
            && !structure.holds("result", among: ["failed", "reset", "closed", "alert", "malformed", "other-protocol"])
    }

    private static func clamped(_ seconds: Seconds) -> Double { min(max(seconds.value, 0), 86_400) }

    private static func place(of rung: Rung) -> Int { Rung.allCases.firstIndex(of: rung) ?? 0 }

    private static func rung(of probe: ProbeID) -> Rung? {
        switch probe {
        case "tcp.connect", "proxy.tunnel": .tcp
        case "tls.handshake": .tls
        case "https.request", "mqtt.connect", "amqp.open", "ws.upgrade", "dps.request", "registry.request": .protocol
        default: nil
        }
    }

    private static func rank(_ endpoint: Endpoint) -> Int {
        let service: [Endpoint.Service] = [.hub, .dps, .registry]
        let transport: [Transport] = [.https, .amqp, .amqpOverWebSocket, .mqtt, .mqttOverWebSocket]
        return (service.firstIndex(of: endpoint.service) ?? 3) * 100
            + (transport.firstIndex(of: endpoint.transport) ?? 9) * 2 + (endpoint.via == .proxy ? 1 : 0)
    }
}
