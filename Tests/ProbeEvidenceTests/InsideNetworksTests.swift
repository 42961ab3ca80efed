import ProbeCore
import ProbeEvidence
import Testing

/// Which of a gateway's own networks have devices behind it.
struct InsideNetworksTests {
    private func link(
        _ index: Int, _ name: InterfaceName, kind: String? = nil, hardware: Int = 1, isUp: Bool = true,
        _ addresses: String...
    ) throws -> NetworkLink {
        NetworkLink(
            index: index, name: name, kind: kind, hardware: hardware, isUp: isUp,
            addresses: try addresses.map { text in
                let parts = text.split(separator: "/")
                let address = try #require(IPAddress(String(parts[0])))
                return NetworkLink.Address(address, length: try #require(Int(parts[1])))
            })
    }

    private func route(_ prefix: String, by name: InterfaceName, metric: Int? = nil) throws -> Route {
        let destination = try #require(IPPrefix(prefix))
        return Route(
            destination, gateway: IPAddress(destination.family == .v4 ? "10.0.0.1" : "fd00::1"), interface: name,
            metric: metric)
    }

    private func inside(_ links: [NetworkLink], _ routes: [Route], bridges: Set<InterfaceName> = []) -> [String] {
        links.networksInside(bridges: bridges, routes: routes).map(\.description)
    }

    private func gateway() throws -> [NetworkLink] {
        [
            try link(1, "lo", hardware: 772, "127.0.0.1/8"),
            try link(2, "eth0", "10.1.2.3/24", "fe80::1/64"),
            try link(3, "eth1", "192.168.77.1/24", "fd77::1/64", "fe80::2/64"),
            try link(4, "docker0", kind: "bridge", "172.17.0.1/16"),
            try link(5, "br-0123456789ab", kind: "bridge", "172.18.0.1/16"),
            try link(6, "modules0", kind: "bridge", "172.19.0.1/16"),
            try link(7, "wg0", kind: "wireguard", hardware: 65534, "10.8.0.2/24"),
            try link(8, "eth2", isUp: false, "192.168.78.1/24"),
        ]
    }

    @Test func `the plant's network is inside, the uplink's is not`() throws {
        let routes = [try route("0.0.0.0/0", by: "eth0")]
        #expect(try inside(gateway(), routes, bridges: ["modules0"]) == ["192.168.77.0/24", "fd77::/64"])
    }

    @Test func `a site's own bridge is a network like any other`() throws {
        let links = [try link(2, "eth0", "10.1.2.3/24"), try link(3, "br-lan", kind: "bridge", "192.168.77.1/24")]
        #expect(inside(links, [try route("0.0.0.0/0", by: "eth0")]) == ["192.168.77.0/24"])
    }

    @Test func `where every link leads out nobody can tell which one is the inside`() throws {
        let links = [try link(2, "eth0", "10.1.2.3/24"), try link(3, "eth1", "192.168.77.1/24")]
        let routes = [
            try route("0.0.0.0/0", by: "eth1", metric: 200), try route("0.0.0.0/0", by: "eth0", metric: 100),
        ]
        #expect(inside(links, routes) == ["10.1.2.0/24", "192.168.77.0/24"])
        // A router of the inside that advertises itself, for IPv6 alone, makes no way out of it.
        let advertised = [try route("0.0.0.0/0", by: "eth0"), try route("::/0", by: "eth1")]
        #expect(inside(links, advertised) == ["192.168.77.0/24"])
    }

    @Test func `a device with one link has everybody on it`() throws {
        let links = [try link(2, "eth0", "10.1.2.3/24", "fe80::1/64")]
        #expect(inside(links, [try route("0.0.0.0/0", by: "eth0")]) == ["10.1.2.0/24"])
        #expect(inside(links, []) == ["10.1.2.0/24"])
    }
}
