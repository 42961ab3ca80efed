package import ProbeCore

/// A network interface as the kernel's list of links has it.
package struct NetworkLink: Codable, Hashable, Sendable {
    /// An address with the length of the prefix that is on the link.
    package struct Address: Codable, Hashable, Sendable {
        package var address: IPAddress
        package var length: Int

        package init(_ address: IPAddress, length: Int) {
            self.address = address
            self.length = length
        }

        package var prefix: IPPrefix? { IPPrefix(address, length: length) }
    }

    package var index: Int
    package var name: InterfaceName
    /// The kernel's name of the driver behind a virtual link, such as `bridge`, `veth` or `wireguard`; none for hardware.
    package var kind: String?
    /// The hardware type (ARPHRD_ in linux/if_arp.h): 1 Ethernet, 512 PPP, 65534 none.
    package var hardware: Int
    /// The largest packet that it takes, in bytes from the IP header on.
    package var mtu: Int?
    /// Switched on, which says nothing about the cable.
    package var isUp: Bool
    /// Nothing where the driver does not tell, as for a link that is switched off.
    package var hasCarrier: Bool?
    /// The bridge or bond that it is a port of.
    package var master: InterfaceName?
    package var addresses: [Address] = []
    /// Programs of the kernel may drop its packets before the rules see them, or behind them (XDP, a clsact qdisc's filters);
    /// nothing where there is none, and in older reports.
    package var hasPrograms: Bool?

    package init(
        index: Int, name: InterfaceName, kind: String? = nil, hardware: Int = 1, mtu: Int? = nil, isUp: Bool = true,
        hasCarrier: Bool? = true, master: InterfaceName? = nil, addresses: [Address] = []
    ) {
        self.index = index
        self.name = name
        self.kind = kind
        self.hardware = hardware
        self.mtu = mtu
        self.isUp = isUp
        self.hasCarrier = hasCarrier
        self.master = master
        self.addresses = addresses
    }
}

extension NetworkLink {
    package var isLoopback: Bool { hardware == 772 }

    /// Who is next is asked for by ARP, or neighbour discovery, as on Ethernet alone.
    package var hasNeighbours: Bool { hardware == 1 }

    /// What VPN clients make, and nothing else does: tun, WireGuard, IPsec and GRE links.
    ///
    /// Not PPP, which modems and DSL use as well.
    package var isTunnel: Bool {
        switch kind {
        // A tap carries Ethernet frames; virtual machines have them too, but none leads to a hub.
        case "tun", "wireguard", "xfrm", "vti", "vti6", "gre", "ip6gre", "gretap", "ipip", "sit", "ip6tnl": true
        default: false
        }
    }
}

extension NetworkLink {
    /// Not a VPN's, and with an address to leave with; whether it leads anywhere, a gateway on it tells.
    package func mayLeadOut(_ family: IPAddress.Family) -> Bool {
        isUp && hasCarrier != false && !isTunnel && !isLoopback && master == nil && source(family) != nil
    }

    package func source(_ family: IPAddress.Family) -> IPAddress? {
        addresses.map(\.address).first { $0.family == family && !$0.isLinkLocal }
    }
}
