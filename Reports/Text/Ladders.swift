import ProbeCore

/// The rungs of a survey's ladders, found by probe id and subject, because a renderer knows no probe.
struct Ladders {
    private struct Key: Hashable {
        let probe: ProbeID
        let vantage: Vantage
        let endpoint: Endpoint
    }

    private struct NameKey: Hashable {
        let host: HostName
        let vantage: Vantage
    }

    private var rungs: [Key: Observation] = [:]
    private var resolutions: [NameKey: Observation] = [:]
    /// Hosts whose ladders have at least one rung on the record, and whether one of them was a connection.
    private var connections: [NameKey: Bool] = [:]

    init(_ observations: [Observation]) {
        for observation in observations {
            if let endpoint = observation.subject as? Endpoint {
                rungs[Key(probe: observation.probe, vantage: observation.vantage, endpoint: endpoint)] = observation
                guard observation.probe == "tcp.connect", endpoint.via == .direct else { continue }
                let key = NameKey(host: endpoint.host, vantage: observation.vantage)
                connections[key] = connections[key] == true || observation.outcome.evidence != nil
            } else if let name = observation.subject as? Name, observation.probe == "dns.resolve" {
                resolutions[NameKey(host: name.host, vantage: observation.vantage)] = observation
            }
        }
    }

    func resolution(of host: HostName, from vantage: Vantage) -> Observation? {
        resolutions[NameKey(host: host, vantage: vantage)]
    }

    /// True unless connections to the host are on the record and all of them were without an address to go to.
    func hasConnected(to host: HostName, from vantage: Vantage) -> Bool {
        connections[NameKey(host: host, vantage: vantage)] ?? true
    }

    /// The observation of the rung that proves the service.
    func top(of endpoint: Endpoint, from vantage: Vantage) -> Observation? {
        rungs[Key(probe: Self.top(of: endpoint), vantage: vantage, endpoint: endpoint)]
    }

    /// From the start of the connection to the end of the last rung; nothing unless both are on the record.
    func duration(to endpoint: Endpoint, from vantage: Vantage) -> Seconds? {
        guard let first = rungs[Key(probe: "tcp.connect", vantage: vantage, endpoint: endpoint)],
            let last = top(of: endpoint, from: vantage), last.outcome.evidence != nil
        else { return nil }
        let elapsed = last.startedAt.value + last.duration.value - first.startedAt.value
        return elapsed >= 0 ? Seconds(elapsed) : nil
    }

    private static func top(of endpoint: Endpoint) -> ProbeID {
        switch (endpoint.service, endpoint.transport) {
        case (.dps, .https): "dps.request"
        case (.registry, .https): "registry.request"
        case (.hub, .https): "https.request"
        case (_, .mqtt), (_, .mqttOverWebSocket): "mqtt.connect"
        case (_, .amqp), (_, .amqpOverWebSocket): "amqp.open"
        }
    }
}
