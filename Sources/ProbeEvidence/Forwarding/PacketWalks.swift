package import ProbeCore

/// The walks of the packets of one endpoint, or of all resolvers.
package struct PacketWalks: Codable, Hashable, Sendable, Bounded {
    package var walks: [PacketWalk]
    /// The same packets as IoT Edge's daemons send them, where rules or routes that ask for the sender make something else of
    /// them than of this program's; nothing where none does, and in older reports.
    package var others: [PacketWalk]?
    /// Addresses of this device that no packet was followed to.
    package var waysInLeftOut: Int?

    /// Of the walk that lacks most: several meet the same rules.
    package var leftOut: [LeftOut]? {
        [
            LeftOut(.undecidedRules, walks.compactMap(\.unclearLeftOut).max() ?? 0),
            LeftOut(.waysIn, waysInLeftOut ?? 0),
        ].recorded
    }

    package init(walks: [PacketWalk], others: [PacketWalk] = []) {
        self.walks = walks
        self.others = others.isEmpty ? nil : others
    }
}
