import ProbeCore
import ProbeEvidence

/// What a rung of an invented run saw; the rest of its evidence is as plain as its type allows.
struct SampleEvidence {
    var attempts: [ConnectAttempt] = []
    var walk: HopWalk?
    var control: HopWalk?

    /// As the evidence of a probe.
    func evidence(of probe: ProbeID) -> any Codable & Hashable & Sendable {
        let answered = Exchange(result: .answered)
        switch probe {
        case ConnectEndpoint.id: return ConnectEvidence(attempts: attempts)
        case ResolveName.id: return NameEvidence()
        case HandshakeTLS.id:
            return Handshake(serverName: nil, expectedName: "", result: .completed, duration: Seconds(0.018))
        case RequestHTTPS.id: return HTTPSEvidence(exchange: answered)
        case ConnectMQTT.id: return MQTTEvidence(exchange: answered)
        case OpenAMQP.id: return AMQPEvidence(exchange: answered)
        case RequestDPS.id: return DPSEvidence(exchange: answered)
        case RequestRegistry.id: return RegistryEvidence(exchange: answered)
        default:
            guard let walk else { return PacketWalks(walks: []) }
            return HopComparison(walk: walk, control: control)
        }
    }
}
