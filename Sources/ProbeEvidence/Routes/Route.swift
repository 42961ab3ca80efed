package import ProbeCore

/// A route of one of the kernel's tables (ip-route(8)).
package struct Route: Codable, Hashable, Sendable {
    /// What becomes of a packet (RTN_ in linux/rtnetlink.h).
    package enum Kind: String, Codable, Hashable, Sendable {
        case unicast, local, broadcast, anycast, multicast, blackhole, unreachable, prohibit, `throw`, other

        package init(number: UInt8) {
            let kinds: [Kind] = [
                .other, .unicast, .local, .broadcast, .anycast, .multicast, .blackhole, .unreachable, .prohibit, .throw,
            ]
            self = kinds.indices.contains(Int(number)) ? kinds[Int(number)] : .other
        }

        /// The sender is told no, or nothing.
        package var isBlocking: Bool { self == .blackhole || self == .unreachable || self == .prohibit }
    }

    package var destination: IPPrefix
    /// The number of the table; 254 is main, 255 local.
    package var table: Int
    package var kind: Kind
    package var gateway: IPAddress?
    package var interface: InterfaceName?
    package var metric: Int?
    /// The address that packets leave with.
    package var source: IPAddress?
    /// The largest packet that the route takes, in bytes from the IP header on (RTAX_MTU); nothing where the link's counts.
    package var mtu: Int?
    /// The next hops besides the first, of a route that has several (RTA_MULTIPATH); nothing for one that has one.
    package var otherHops: [NextHop]?

    package struct NextHop: Codable, Hashable, Sendable {
        package var gateway: IPAddress?
        package var interface: InterfaceName?

        package init(gateway: IPAddress?, interface: InterfaceName?) {
            self.gateway = gateway
            self.interface = interface
        }
    }

    package init(
        _ destination: IPPrefix, table: Int = 254, kind: Kind = .unicast, gateway: IPAddress? = nil,
        interface: InterfaceName? = nil, metric: Int? = nil, source: IPAddress? = nil, mtu: Int? = nil
    ) {
        self.destination = destination
        self.table = table
        self.kind = kind
        self.gateway = gateway
        self.interface = interface
        self.metric = metric
        self.source = source
        self.mtu = mtu
    }
}

extension Route {
    /// All next hops, the first one first.
    package var hops: [NextHop] { [NextHop(gateway: gateway, interface: interface)] + (otherHops ?? []) }

    /// A default route of the main table that leads somewhere.
    package var isMainDefault: Bool { destination.length == 0 && table == 254 && kind == .unicast }
}

extension Route: CustomStringConvertible {
    /// As `ip route` writes it.
    package var description: String {
        [
            kind == .unicast ? nil : kind.rawValue,
            destination.length == 0 ? "default" : "\(destination)",
            gateway.map { "via \($0)" },
            interface.map { "dev \($0)" },
            table == 254 ? nil : "table \(table)",
            metric.map { "metric \($0)" },
        ].compactMap(\.self).joined(separator: " ")
    }
}

/// A neighbour on a link, as ARP or neighbour discovery left it (ip-neighbour(8)).
package struct Neighbour: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable {
        case reachable, incomplete, stale, delay, probe, failed, noarp, permanent, none

        /// One of the bits of NUD_ (linux/neighbour.h).
        package init(number: UInt16) {
            switch number {
            case 0x01: self = .incomplete
            case 0x02: self = .reachable
            case 0x04: self = .stale
            case 0x08: self = .delay
            case 0x10: self = .probe
            case 0x20: self = .failed
            case 0x40: self = .noarp
            case 0x80: self = .permanent
            default: self = .none
            }
        }

        /// Somebody answered, or nobody needs to.
        package var isResolved: Bool {
            switch self {
            case .reachable, .stale, .delay, .probe, .noarp, .permanent: true
            case .incomplete, .failed, .none: false
            }
        }
    }

    package var address: IPAddress
    package var interface: InterfaceName
    package var state: State

    package init(_ address: IPAddress, on interface: InterfaceName, _ state: State) {
        self.address = address
        self.interface = interface
        self.state = state
    }
}

extension Route {
    /// A default route of IPv4, or one of the two halves that stand for one.
    package var leadsOutOverIPv4: Bool { leadsOut && destination.family == .v4 }

    /// A default route of IPv6, or a half or the part of global addresses (2000::/3) that stands for one.
    package var leadsOutOverIPv6: Bool { leadsOut && destination.family == .v6 }

    private var leadsOut: Bool { destination.length <= (destination.family == .v4 ? 1 : 3) && kind == .unicast }
}
