/// A neighbour's header: `ndmsg` (linux/neighbour.h).
package struct NeighbourHeader: Hashable, Sendable {
    package static let size = 12

    package var family: UInt8
    package var index: UInt32
    package var state: UInt16 = 0
    package var flags: UInt8 = 0

    package init(_ family: UInt8, index: UInt32, state: UInt16 = 0, flags: UInt8 = 0) {
        self.family = family
        self.index = index
        self.state = state
        self.flags = flags
    }

    /// NTF_USE: look the neighbour up as if a packet were to be sent to it.
    package static let use: UInt8 = 0x01

    package var bytes: [UInt8] {
        [family, 0, 0, 0] + HostOrder.bytes(index) + HostOrder.bytes(state) + [flags, 0]
    }
}
