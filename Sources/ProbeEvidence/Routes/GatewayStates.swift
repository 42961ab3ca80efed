package import ProbeCore

/// The gateways among the neighbours, as they were after a silence.
package struct GatewayStates: Codable, Hashable, Sendable, Bounded {
    package var neighbours: [Neighbour]
    package var leftOut: [LeftOut]?

    package init(neighbours: [Neighbour]) { self.neighbours = neighbours }
}
