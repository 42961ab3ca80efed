import Glibc
import ProbeCore
import Testing

@testable import ProbeLinux

/// The door to the lab, and the server in it.
struct LabTests {
    @Test(.enabled(if: Lab.isAvailable, "needs root, network namespaces, ip and nft"), .timeLimit(.minutes(3)))
    func `everything measured in the lab's network holds`() throws {
        let (status, output) = try Lab.runSuite("InLab")
        #expect(status == 0, "\(output)")
        #expect(output.contains("tests in"), "no test ran: \(output)")
        #expect(!output.contains("Test run with 0 tests"), "\(output)")
    }

    @Test(.enabled(if: Lab.role == .server, "started by the lab"))
    func `listens in the server's namespace`() throws {
        let listener = try Socket.open(SOCK_STREAM, for: .v6)
        let number = listener.number
        var off: CInt = 0
        setsockopt(number, CInt(IPPROTO_IPV6), IPV6_V6ONLY, &off, socklen_t(MemoryLayout<CInt>.size))
        let any = RawSocketAddress(SocketAddress(try #require(IPAddress("::")), port: 443))
        _ = try systemCall("bind") { any.withPointer { bind(number, $0, $1) } }
        _ = try systemCall("listen") { listen(number, 100) }
        let line = "listening on 443\n"
        #expect(write(1, line, line.utf8.count) == line.utf8.count)
        var byte: UInt8 = 0
        #expect(read(0, &byte, 1) == 0, "the lab lets go")
    }
}
