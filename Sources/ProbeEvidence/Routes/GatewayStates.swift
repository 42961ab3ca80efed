import ProbeCore

/// The gateways among the neighbours, as they were after a silence.
package struct GatewayStates: Codable, Hashable, Sendable {
    package var neighbours: [Neighbour]

    package init(neighbours: [Neighbour]) { self.neighbours = neighbours }
}
