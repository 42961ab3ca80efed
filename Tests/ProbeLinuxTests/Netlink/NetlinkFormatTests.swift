import ProbeCore
import Testing

@testable import ProbeLinux

/// The bytes on the socket, as a little-endian kernel has them; on a big-endian machine these say nothing.
struct NetlinkFormatTests {
    @Test
    func `writes a message with its length, number and padding`() {
        let request = NetlinkMessage(.getLink, [.request], header: LinkHeader(index: 7).bytes) { attributes in
            attributes.append(LinkAttribute.name, text: "wwan0")
        }
        #expect(
            request.encoded(sequence: 0x0102) == [
                44, 0, 0, 0, 18, 0, 1, 0, 2, 1, 0, 0, 0, 0, 0, 0,  // nlmsghdr
                0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // ifinfomsg
                10, 0, 3, 0, 0x77, 0x77, 0x61, 0x6e, 0x30, 0, 0, 0,  // IFLA_IFNAME "wwan0", padded
            ])
    }

    @Test
    func `writes a veth whose other end is born in another namespace`() {
        let request = NetlinkMessage(.newLink, [.create, .exclusive], header: LinkHeader().bytes) { link in
            link.append(LinkAttribute.name, text: "a")
            link.nest(LinkAttribute.information) { information in
                information.append(LinkAttribute.kind, bytes: Array("veth".utf8))
                information.nest(LinkAttribute.data) { data in
                    data.nest(LinkAttribute.peer, header: LinkHeader().bytes) { peer in
                        peer.append(LinkAttribute.namespaceDescriptor, UInt32(5))
                    }
                }
            }
        }
        #expect(request.flags.rawValue == 0x600)
        #expect(
            request.body == [
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // ifinfomsg
                6, 0, 3, 0, 0x61, 0, 0, 0,  // IFLA_IFNAME "a", padded
                44, 0, 18, 0,  // IFLA_LINKINFO
                8, 0, 1, 0, 0x76, 0x65, 0x74, 0x68,  // IFLA_INFO_KIND "veth"
                32, 0, 2, 0,  // IFLA_INFO_DATA
                28, 0, 1, 0,  // VETH_INFO_PEER
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // ifinfomsg of the peer
                8, 0, 28, 0, 5, 0, 0, 0,  // IFLA_NET_NS_FD
            ])
    }

    @Test
    func `writes an address and a route by their headers`() throws {
        #expect(AddressHeader(.v4, prefixLength: 24, index: 3).bytes == [2, 24, 0, 0, 3, 0, 0, 0])
        #expect(
            RouteHeader(.v6, destinationLength: 64, table: 254, origin: 3, scope: 253, kind: 1, flags: 0x2000).bytes
                == [10, 64, 0, 0, 254, 3, 253, 1, 0, 0x20, 0, 0])
        var attributes = AttributeWriter()
        attributes.append(RouteAttribute.gateway, try #require(IPAddress("192.0.2.1")))
        attributes.append(RouteAttribute.priority, UInt32(1024))
        #expect(attributes.bytes == [8, 0, 5, 0, 192, 0, 2, 1, 8, 0, 6, 0, 0, 4, 0, 0])
    }

    @Test
    func `reads what it writes`() throws {
        let link = NetlinkMessage(.newLink, [.multi], header: LinkHeader(index: 2, flags: 0x1043).bytes) { attributes in
            attributes.append(LinkAttribute.name, text: "br-0")
            attributes.append(LinkAttribute.mtu, UInt32(1500))
            attributes.append(LinkAttribute.carrier, UInt8(1))
            attributes.nest(LinkAttribute.information) { $0.append(LinkAttribute.kind, text: "bridge") }
        }
        let done = NetlinkMessage(.done, [.multi], body: [0, 0, 0, 0])
        let parsed = try NetlinkMessage.parse(link.encoded(sequence: 9) + done.encoded(sequence: 9))
        #expect(parsed.map(\.message) == [link, done])
        #expect(parsed.map(\.sequence) == [9, 9])
        let (header, attributes) = try link.split(headerSize: LinkHeader.size)
        #expect(header.count == 16)
        #expect(attributes.text(LinkAttribute.name) == "br-0")
        #expect(attributes.integer(LinkAttribute.mtu, as: UInt32.self) == 1500)
        #expect(attributes.integer(LinkAttribute.mtu, as: UInt8.self) == nil, "another size is another attribute")
        #expect(try attributes.nested(LinkAttribute.information)?.text(LinkAttribute.kind) == "bridge")
        #expect(try attributes.nested(LinkAttribute.address) == nil)
    }

    @Test
    func `reads a nest whose type carries the flag for nests`() throws {
        let bytes: [UInt8] = [12, 0, 18, 0x80, 8, 0, 1, 0, 0x74, 0x75, 0x6e, 0]
        let attributes = try NetlinkAttributes(bytes[...])
        #expect(try attributes.nested(18)?.text(1) == "tun")
    }

    // MARK: Acknowledgements

    @Test
    func `an acknowledgement of 0 is a yes`() throws {
        #expect(
            try NetlinkError.read(NetlinkMessage(.error, body: [0, 0, 0, 0] + [UInt8](repeating: 0, count: 16))) == nil)
    }

    @Test
    func `an acknowledgement gives errno and the kernel's reason`() throws {
        var reason = AttributeWriter()
        reason.append(1, text: "Nexthop has invalid gateway")
        let request = NetlinkMessage(.newRoute, body: [1, 2, 3, 4]).encoded(sequence: 4)
        let code = HostOrder.bytes(UInt32(bitPattern: -101))
        let whole = NetlinkMessage(.error, [.extended], body: code + request + reason.bytes)
        let refused = NetlinkError.refused(code: 101, reason: "Nexthop has invalid gateway")
        #expect(try NetlinkError.read(whole) == refused)
        let capped = NetlinkMessage(.error, [.extended, .capped], body: code + request.prefix(16) + reason.bytes)
        #expect(try NetlinkError.read(capped) == refused)
        #expect(refused.description == "ENETUNREACH (Nexthop has invalid gateway)")
    }

    @Test
    func `a reason that lies about its place is no reason`() throws {
        let code = HostOrder.bytes(UInt32(bitPattern: -1))
        for length: UInt32 in [0, 15, 17, 200, .max] {
            let body = code + HostOrder.bytes(length) + [UInt8](repeating: 0xff, count: 12)
            let message = NetlinkMessage(.error, [.extended], body: body)
            guard case .refused(code: 1, reason: nil) = try NetlinkError.read(message) else {
                Issue.record("length \(length)")
                continue
            }
        }
    }

    @Test(arguments: [[], [1], [1, 0, 0, 0], [0, 0, 0, 0x80]] as [[UInt8]])
    func `an acknowledgement without a possible errno is malformed`(body: [UInt8]) throws {
        guard case .malformed = try NetlinkError.read(NetlinkMessage(.error, body: body)) else {
            Issue.record("taken for an errno")
            return
        }
    }

    // MARK: Hostile input

    @Test(
        arguments: [
            [1], [16, 0, 0, 0], [15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]])
    func `a message whose length does not fit is malformed`(bytes: [UInt8]) {
        #expect(throws: NetlinkError.self) { try NetlinkMessage.parse(bytes) }
    }

    @Test(
        arguments: [
            [3, 0, 1, 0], [0, 0, 1, 0], [5, 0, 1, 0], [255, 255, 1, 0, 1, 2, 3, 4],
            [8, 0, 1, 0, 1, 2, 3, 4, 2, 0, 1, 0],
        ] as [[UInt8]])
    func `an attribute whose length does not fit is malformed`(bytes: [UInt8]) {
        #expect(throws: NetlinkError.self) { try NetlinkAttributes(bytes[...]) }
    }

    @Test
    func `fewer bytes than an attribute's header are padding`() throws {
        #expect(try NetlinkAttributes([1, 2, 3][...]).all.isEmpty)
        #expect(try NetlinkAttributes([5, 0, 1, 0, 9][...]).all.count == 1, "the last value need not be padded")
    }

    @Test
    func `a body shorter than its header is malformed`() {
        #expect(throws: NetlinkError.self) { try NetlinkMessage(.newLink, body: [1, 2, 3]).split(headerSize: 16) }
        #expect(throws: NetlinkError.self) {
            try NetlinkAttributes([6, 0, 1, 0, 1, 2][...]).nested(1, headerSize: 16)
        }
    }

    @Test
    func `no prefix and no single changed byte of an answer traps`() {
        let link = NetlinkMessage(.newLink, [.multi], header: LinkHeader(index: 2).bytes) { attributes in
            attributes.append(LinkAttribute.name, text: "eth0")
            attributes.nest(LinkAttribute.information) { $0.append(LinkAttribute.kind, text: "bridge") }
        }
        let bytes = link.encoded(sequence: 1)
        func read(_ bytes: [UInt8]) {
            for received in (try? NetlinkMessage.parse(bytes)) ?? [] {
                _ = try? NetlinkError.read(received.message)
                let attributes = try? received.message.split(headerSize: LinkHeader.size).attributes
                _ = attributes?.text(LinkAttribute.name)
                _ = try? attributes?.nested(LinkAttribute.information)?.text(LinkAttribute.kind)
            }
        }
        for count in bytes.indices { read(Array(bytes[..<count])) }
        for index in bytes.indices {
            for value: UInt8 in [0, 1, 3, 4, 5, 0x7f, 0x80, 0xff] {
                var changed = bytes
                changed[index] = value
                read(changed)
            }
        }
    }

    @Test
    func `text from the kernel is made harmless`() throws {
        var writer = AttributeWriter()
        writer.append(LinkAttribute.alias, bytes: [0x1b, 0x5b, 0x41, 0, 0x42])
        #expect(try NetlinkAttributes(writer.bytes[...]).text(LinkAttribute.alias) == "\\x1b[A")
    }
}
