import ProbeCore

/// The walks of the packets of one endpoint, or of all resolvers.
package struct PacketWalks: Codable, Hashable, Sendable {
    package var walks: [PacketWalk]

    package init(walks: [PacketWalk]) { self.walks = walks }
}
