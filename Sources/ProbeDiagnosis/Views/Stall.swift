import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A handshake of a direct ladder that ended without completing, at an address.
struct Stall {
    let ascent: Ascent
    let remote: SocketAddress
    let observation: Int
    let handshake: Handshake
    let controls: HandshakeControls

    /// Nothing unless the direct ladder's handshake ended in the given way.
    init?(_ ascent: Ascent, _ result: Handshake.Result) {
        guard ascent.endpoint.via == .direct, let seen = ascent.seen(HandshakeTLS.self), seen.evidence.result == result,
            let remote = ascent.seen(ConnectEndpoint.self)?.evidence.connected
        else { return nil }
        self.ascent = ascent
        self.remote = remote
        observation = seen.index
        handshake = seen.evidence
        controls = ascent.controls
    }

    var endpoint: Endpoint { ascent.endpoint }
    var vantage: Vantage { ascent.vantage }

    /// The same handshake got further the second time: what comes and goes is no verdict.
    var isFlapping: Bool { controls.again?.isAnswered ?? false }

    private struct Place: Hashable {
        let vantage: Vantage
        let host: HostName
        let address: IPAddress
        /// Nothing where all ports of the address are one place.
        let port: UInt16?
    }

    /// The stalls in groups that share the vantage, the host and the address, in their order.
    static func byAddress(_ stalls: [Stall]) -> [[Stall]] {
        grouped(stalls) {
            Place(vantage: $0.vantage, host: $0.endpoint.host, address: $0.remote.address, port: nil)
        }
    }

    /// The stalls in groups that share the port as well.
    static func byPort(_ stalls: [Stall]) -> [[Stall]] {
        grouped(stalls) {
            Place(vantage: $0.vantage, host: $0.endpoint.host, address: $0.remote.address, port: $0.remote.port)
        }
    }

    private static func grouped(_ stalls: [Stall], _ place: (Stall) -> Place) -> [[Stall]] {
        let groups = Dictionary(grouping: stalls, by: place)
        return stalls.map(place).uniqued.compactMap { groups[$0] }
    }
}
