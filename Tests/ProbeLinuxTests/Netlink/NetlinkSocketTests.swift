import Glibc
import ProbeCore
import Testing

@testable import ProbeLinux

/// The kernel of this machine; nothing is changed, because no right is asked for what could succeed.
struct NetlinkSocketTests {
    @Test
    func `lists this namespace's links`() throws {
        var socket = try NetlinkSocket()
        let links = try socket.list(NetlinkMessage(.getLink, header: LinkHeader().bytes))
        let names = try links.map { try $0.split(headerSize: LinkHeader.size).attributes.text(LinkAttribute.name) }
        #expect(names.contains("lo"))
    }

    @Test
    func `a refusal comes with its errno, and the socket goes on`() throws {
        var socket = try NetlinkSocket()
        let request = NetlinkMessage(.getLink, header: LinkHeader(index: 0x7fff_fff0).bytes)
        #expect(throws: NetlinkError.refused(code: ENODEV, reason: nil)) { try socket.ask(request) }
        let one = try socket.ask(NetlinkMessage(.getLink, header: LinkHeader(index: 1).bytes))
        #expect(one.count == 1)
    }
}
