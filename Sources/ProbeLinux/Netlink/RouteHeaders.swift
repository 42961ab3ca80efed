import Glibc
package import ProbeCore

// The fixed headers behind a message's own, byte for byte (linux/rtnetlink.h, if_addr.h, neighbour.h, fib_rules.h).

extension IPAddress.Family {
    /// AF_INET or AF_INET6.
    package var number: UInt8 { UInt8(self == .v4 ? AF_INET : AF_INET6) }

    package init?(number: UInt8) {
        switch CInt(number) {
        case AF_INET: self = .v4
        case AF_INET6: self = .v6
        default: return nil
        }
    }

    /// The length of the prefix that is one address.
    package var bits: Int { self == .v4 ? 32 : 128 }
}

/// A link's header: `ifinfomsg`.
package struct LinkHeader: Hashable, Sendable {
    package static let size = 16

    package var index: UInt32 = 0
    package var flags: UInt32 = 0
    /// Which of the flags a request changes.
    package var change: UInt32 = 0

    package init(index: UInt32 = 0, flags: UInt32 = 0, change: UInt32 = 0) {
        self.index = index
        self.flags = flags
        self.change = change
    }

    /// IFF_UP, IFF_LOOPBACK, IFF_RUNNING.
    package static let up: UInt32 = 0x1
    package static let loopback: UInt32 = 0x8
    package static let running: UInt32 = 0x40

    package var bytes: [UInt8] {
        [UInt8(AF_UNSPEC), 0, 0, 0] + HostOrder.bytes(index) + HostOrder.bytes(flags) + HostOrder.bytes(change)
    }
}

/// A queueing discipline's header: `tcmsg`.
struct QueueingHeader {
    static let size = 20

    /// All of them, of all links.
    var bytes: [UInt8] { [UInt8](repeating: 0, count: Self.size) }
}

/// An address's header: `ifaddrmsg`.
package struct AddressHeader: Hashable, Sendable {
    package static let size = 8

    package var family: IPAddress.Family
    package var prefixLength: Int
    package var flags: UInt8
    package var scope: UInt8
    package var index: UInt32

    package init(_ family: IPAddress.Family, prefixLength: Int, flags: UInt8 = 0, scope: UInt8 = 0, index: UInt32) {
        self.family = family
        self.prefixLength = prefixLength
        self.flags = flags
        self.scope = scope
        self.index = index
    }

    package var bytes: [UInt8] {
        [family.number, UInt8(clamping: prefixLength), flags, scope] + HostOrder.bytes(index)
    }
}

/// A route's header: `rtmsg`.
package struct RouteHeader: Hashable, Sendable {
    package static let size = 12

    package var family: UInt8
    package var destinationLength: UInt8 = 0
    package var sourceLength: UInt8 = 0
    package var table: UInt8 = 0
    package var origin: UInt8 = 0
    package var scope: UInt8 = 0
    package var kind: UInt8 = 0
    package var flags: UInt32 = 0

    package init(
        _ family: IPAddress.Family?, destinationLength: Int = 0, sourceLength: Int = 0, table: UInt8 = 0,
        origin: UInt8 = 0, scope: UInt8 = 0, kind: UInt8 = 0, flags: UInt32 = 0
    ) {
        self.family = family?.number ?? 0
        self.destinationLength = UInt8(clamping: destinationLength)
        self.sourceLength = UInt8(clamping: sourceLength)
        self.table = table
        self.origin = origin
        self.scope = scope
        self.kind = kind
        self.flags = flags
    }

    /// RTN_UNICAST, RTPROT_BOOT, RT_TABLE_MAIN.
    package static let unicast: UInt8 = 1
    package static let byHand: UInt8 = 3
    package static let mainTable: UInt8 = 254

    package var bytes: [UInt8] {
        [family, destinationLength, sourceLength, 0, table, origin, scope, kind] + HostOrder.bytes(flags)
    }
}
