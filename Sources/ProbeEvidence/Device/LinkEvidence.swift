package import ProbeCore

/// Interfaces, and the gateways of the default routes.
package struct LinkEvidence: Codable, Hashable, Sendable, Bounded {
    package struct Interface: Codable, Hashable, Sendable {
        package var name: InterfaceName
        package var isUp: Bool
        package var hasCarrier: Bool
        package var addresses: [IPAddress]
        package var mtu: Int?
        /// The bridge or bond that it is a port of, which has the address then; nothing in older recordings.
        package var master: InterfaceName?

        package init(name: InterfaceName, isUp: Bool, hasCarrier: Bool, addresses: [IPAddress], mtu: Int? = nil) {
            self.name = name
            self.isUp = isUp
            self.hasCarrier = hasCarrier
            self.addresses = addresses
            self.mtu = mtu
        }
    }

    package struct Gateway: Codable, Hashable, Sendable {
        /// What the kernel knows of the gateway's hardware address.
        package enum Neighbour: String, Codable, Hashable, Sendable {
            case resolved
            /// It was asked for, and there was no answer.
            case unanswered
            /// Nobody has asked yet.
            case unknown
        }

        package var address: IPAddress
        package var interface: InterfaceName
        package var neighbour: Neighbour

        package init(address: IPAddress, interface: InterfaceName, neighbour: Neighbour) {
            self.address = address
            self.interface = interface
            self.neighbour = neighbour
        }
    }

    package var interfaces: [Interface] = []
    package var gateways: [Gateway] = []
    package var leftOut: [LeftOut]?

    package init() {}
}

extension LinkEvidence {
    package enum IPv6: String, Hashable, Sendable {
        case absent, linkLocal, uniqueLocal, global
    }

    /// How far the device's IPv6 addresses reach.
    package var ipv6: IPv6 {
        let addresses = waysOut.flatMap(\.addresses).filter { $0.family == .v6 }
        if addresses.contains(where: \.isGlobal) { return .global }
        if addresses.contains(where: \.isPrivate) { return .uniqueLocal }
        return addresses.isEmpty ? .absent : .linkLocal
    }

    /// The interfaces that may lead out; whatever its name, one with a default route does.
    package var waysOut: [Interface] {
        let named = Set(gateways.map(\.interface))
        return interfaces.filter { $0.leadsOut || named.contains($0.name) }
    }

    /// An interface has a carrier and an address that reaches further than its own cable.
    package var hasUsableLink: Bool {
        waysOut.contains { interface in
            interface.isUp && interface.hasCarrier
                && interface.addresses.contains { !$0.isLinkLocal && !$0.isUnspecified && !$0.isLoopback }
        }
    }
}

extension LinkEvidence.Interface {
    /// Neither the loopback interface nor one that an engine or a hypervisor made, by its name.
    package var leadsOut: Bool {
        name != .loopback && !name.isBridgeForGuests && !name.description.hasPrefix("veth")
    }
}
