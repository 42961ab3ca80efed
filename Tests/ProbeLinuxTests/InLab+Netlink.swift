import Glibc
import ProbeCore
@testable import ProbeLinux
import TestSupport
import Testing

extension InLab {
    @Test
    func `a veth, its address and a route are made and listed over netlink`() throws {
        var socket = try NetlinkSocket()
        try socket.change(
            NetlinkMessage(.newLink, [.create, .exclusive], header: LinkHeader().bytes) { link in
                link.append(LinkAttribute.name, text: "near")
                link.append(LinkAttribute.mtu, UInt32(1400))
                link.nest(LinkAttribute.information) { information in
                    information.append(LinkAttribute.kind, text: "veth")
                    information.nest(LinkAttribute.data) { data in
                        data.nest(LinkAttribute.peer, header: LinkHeader().bytes) { peer in
                            peer.append(LinkAttribute.name, text: "far")
                        }
                    }
                }
            })
        defer { _ = try? Shell.run("ip link del near") }
        let near = try index(of: "near", &socket)
        let far = try index(of: "far", &socket)
        for link in [near, far] {
            try socket.change(
                NetlinkMessage(.newLink, header: LinkHeader(index: link, flags: LinkHeader.up, change: 1).bytes))
        }
        let own = try #require(IPAddress("10.99.0.1"))
        try socket.change(
            NetlinkMessage(
                .newAddress, [.create, .exclusive], header: AddressHeader(.v4, prefixLength: 24, index: near).bytes
            ) { address in
                address.append(AddressAttribute.local, own)
                address.append(AddressAttribute.address, own)
            })
        let destination = try #require(IPAddress("10.98.0.0"))
        let header = RouteHeader(
            .v4, destinationLength: 16, table: RouteHeader.mainTable, origin: RouteHeader.byHand,
            kind: RouteHeader.unicast)
        let route = NetlinkMessage(.newRoute, [.create, .exclusive], header: header.bytes) { route in
            route.append(RouteAttribute.destination, destination)
            route.append(RouteAttribute.gateway, IPAddress(bytes: [10, 99, 0, 2]) ?? own)
            route.append(RouteAttribute.outgoingInterface, near)
        }
        try socket.change(route)
        #expect(throws: NetlinkError.refused(code: EEXIST, reason: nil)) { try socket.change(route) }
        let seen = try Shell.run("ip addr show near; ip route show 10.98.0.0/16")
        #expect(seen.contains("mtu 1400"), "\(seen)")
        #expect(seen.contains("inet 10.99.0.1/24"), "\(seen)")
        #expect(seen.contains("10.98.0.0/16 via 10.99.0.2 dev near"), "\(seen)")
    }

    private func index(of name: String, _ socket: inout NetlinkSocket) throws -> UInt32 {
        let answers = try socket.ask(
            NetlinkMessage(.getLink, header: LinkHeader().bytes) { $0.append(LinkAttribute.name, text: name) })
        let header = try #require(answers.first).split(headerSize: LinkHeader.size).header
        return try #require(HostOrder.integer(header.dropFirst(4).prefix(4), as: UInt32.self))
    }
}
