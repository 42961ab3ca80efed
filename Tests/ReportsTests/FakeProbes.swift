import ProbeCore

/// Stand-ins for the catalogue: reports know probes by id only, so their evidence may be anything.
enum FakeProbes {
    static let lookUp: @Sendable (ProbeID) -> (any Probe.Type)? = { id in catalog.first { $0.id == id } }

    private static let catalog: [any Probe.Type] = [
        FakeResolve.self, FakeConnect.self, FakeHandshake.self, FakeHTTPS.self, FakeMQTT.self, FakeAMQP.self,
        FakeDPS.self, FakeRegistry.self, FakeNowhere.self, FakeHops.self,
    ]
}

struct FakeEvidence: Codable, Hashable, Sendable {
    var answer = WireText("an answer")
    var attempts: [ConnectAttempt] = []
    var handshake: Handshake?
    var walk: HopWalk?
    var control: HopWalk?
}

protocol FakeProbe: Probe where Evidence == FakeEvidence, Input == Nothing, Product == NoLive {}

extension FakeProbe {
    static var question: String { "Is this a fake?" }
    func subjects(in plan: Plan) -> [About] { [] }
    func measure(
        _ about: About, _ input: Nothing, _ context: Context<FakeEvidence>
    ) async throws(ProbeError) -> Measured<FakeEvidence, NoLive> {
        Measured(FakeEvidence())
    }
}

struct FakeResolve: FakeProbe {
    typealias About = Name
    static let id: ProbeID = "dns.resolve"
}

struct FakeConnect: FakeProbe {
    typealias About = Endpoint
    static let id: ProbeID = "tcp.connect"
}

struct FakeHandshake: FakeProbe {
    typealias About = Endpoint
    static let id: ProbeID = "tls.handshake"
}

struct FakeHTTPS: FakeProbe {
    typealias About = Endpoint
    static let id: ProbeID = "https.request"
}

struct FakeMQTT: FakeProbe {
    typealias About = Endpoint
    static let id: ProbeID = "mqtt.connect"
}

struct FakeAMQP: FakeProbe {
    typealias About = Endpoint
    static let id: ProbeID = "amqp.open"
}

struct FakeDPS: FakeProbe {
    typealias About = Endpoint
    static let id: ProbeID = "dps.request"
}

struct FakeRegistry: FakeProbe {
    typealias About = Endpoint
    static let id: ProbeID = "registry.request"
}

struct FakeNowhere: FakeProbe {
    typealias About = Device
    static let id: ProbeID = "tcp.half-open"
}

struct FakeHops: FakeProbe {
    typealias About = Endpoint
    static let id: ProbeID = "tcp.hops"
}
