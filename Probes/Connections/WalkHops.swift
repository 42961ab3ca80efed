package import ProbeCore

/// After which hop do connection attempts to this port vanish, and to a control port?
package struct WalkHops: Probe {
    package static let id: ProbeID = "tcp.hops"
    package static let question = "After which hop do connection attempts to this port vanish, and to a control port?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Following<ConnectEndpoint>, _ context: Context<HopComparison>
    ) async throws(ProbeError) -> Measured<HopComparison, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// Two walks to the same address at the same time, which differ in the port alone.
package struct HopComparison: Codable, Hashable, Sendable {
    package var walk: HopWalk
    /// To another port of the same address; nothing where only one port is in question.
    package var control: HopWalk?

    package init(walk: HopWalk, control: HopWalk?) {
        self.walk = walk
        self.control = control
    }
}
