import ProbeCore
import ProbeFindings

/// One member of `transports`; what is not known is `null`, not left out.
struct TransportDocument: Codable {
    let state: Diagnosis.TransportState
    /// Only in a report about several hubs.
    let hub: HostName?

    private enum Key: String, CodingKey {
        case transport, vantage, usable, proof, via, hub
    }

    init(_ state: Diagnosis.TransportState, of hub: HostName? = nil) {
        self.state = state
        self.hub = hub
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        hub = try container.decodeIfPresent(HostName.self, forKey: .hub)
        state = Diagnosis.TransportState(
            transport: try container.decode(Transport.self, forKey: .transport),
            vantage: try container.decode(Vantage.self, forKey: .vantage),
            usable: try container.decodeIfPresent(Bool.self, forKey: .usable),
            proof: try container.decodeIfPresent(Proof.self, forKey: .proof),
            via: try container.decodeIfPresent(Endpoint.Via.self, forKey: .via) ?? .direct)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(hub, forKey: .hub)
        try container.encode(state.transport, forKey: .transport)
        try container.encode(state.vantage, forKey: .vantage)
        try container.encode(state.usable, forKey: .usable)
        try container.encode(state.proof, forKey: .proof)
        try container.encode(state.via, forKey: .via)
    }
}
