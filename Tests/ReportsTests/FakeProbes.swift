import ProbeCore

/// Stand-ins for the catalogue: reports know probes by id only, so their evidence may be anything.
enum FakeProbes {
    static let lookUp: @Sendable (ProbeID) -> (any Probe.Type)? = { id in catalog.first { $0.id == id } }

    private static let catalog: [any Probe.Type] = [
        FakeResolve.self, FakeConnect.self, FakeHandshake.self, FakeHTTPS.self, FakeMQTT.self, FakeAMQP.self,
        FakeDPS.self, FakeRegistry.self, FakeNowhere.self, FakeHops.self, FakePort.self, FakeHostname.self,
        FakeTime.self,
    ]
}

struct FakeEvidence: Codable, Hashable, Sendable {
    var answer = WireText("an answer")
    var attempts: [ConnectAttempt] = []
    var handshake: Handshake?
    var walk: HopWalk?
    var control: HopWalk?
}

protocol FakeProbe: Probe where Input == Nothing, Product == NoLive {}

extension FakeProbe {
    static var question: String { "Is this a fake?" }
    func subjects(in plan: Plan) -> [About] { [] }
    func measure(
        _ about: About, _ input: Nothing, _ context: Context<Evidence>
    ) async throws(ProbeError) -> Measured<Evidence, NoLive> {
        throw ProbeError(.library, "a fake measures nothing")
    }
}

struct FakeResolve: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Name
    static let id: ProbeID = "dns.resolve"
}

struct FakeConnect: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Endpoint
    static let id: ProbeID = "tcp.connect"
}

struct FakeHandshake: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Endpoint
    static let id: ProbeID = "tls.handshake"
}

struct FakeHTTPS: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Endpoint
    static let id: ProbeID = "https.request"
}

struct FakeMQTT: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Endpoint
    static let id: ProbeID = "mqtt.connect"
}

struct FakeAMQP: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Endpoint
    static let id: ProbeID = "amqp.open"
}

struct FakeDPS: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Endpoint
    static let id: ProbeID = "dps.request"
}

struct FakeRegistry: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Endpoint
    static let id: ProbeID = "registry.request"
}

struct FakeNowhere: FakeProbe {
    typealias Evidence = FakeEvidence
    typealias About = Device
    static let id: ProbeID = "tcp.half-open"
}

struct FakePort: FakeProbe {
    typealias About = LocalPort
    typealias Evidence = PortEvidence
    static let id: ProbeID = "ports.check"
}

struct FakeHostname: FakeProbe {
    typealias About = Device
    typealias Evidence = HostnameEvidence
    static let id: ProbeID = "device.hostname"
}

struct FakeTime: FakeProbe {
    typealias About = TimeServer
    typealias Evidence = TimeEvidence
    static let id: ProbeID = "device.time"
}

struct FakeHops: FakeProbe {
    typealias About = Endpoint
    typealias Evidence = FakeEvidence
    static let id: ProbeID = "tcp.hops"
}
