import Glibc
import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeLinux
import Testing

struct FactsTests {
    @Test func `device facts agree with uname and proc`() throws {
        let facts = DeviceFacts.read()
        func text(_ name: String) throws -> String {
            let text = try TextFile.read("/proc/sys/kernel/\(name)", limit: 1000)
            return String(text.dropLast())
        }
        #expect(facts.hostname == (try text("hostname")))
        #expect(facts.kernel == (try text("osrelease")))
        #expect(facts.engine == nil)
    }

    @Test func `permitted capabilities agree with proc`() throws {
        let status = try TextFile.read("/proc/thread-self/status", limit: 65_536)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("CapPrm:") })
        let mask = try #require(UInt64(line.split(whereSeparator: \.isWhitespace)[1], radix: 16))
        let names = Capabilities.permitted()
        #expect(names.count == mask.nonzeroBitCount)
        #expect(names.allSatisfy { $0.hasPrefix("cap_") })
        #expect(names.contains("cap_net_admin") == (mask >> 12 & 1 == 1))
    }

    @Test(arguments: [
        ("NAME=Debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)"),
        ("PRETTY_NAME='Poky \\$ 5'\nPRETTY_NAME=\"\"", nil),
        ("PRETTY_NAME=\"\"\nNAME=Yocto", "Yocto"),
        ("PRETTY_NAME=\"a \\\"b\\\"\"", "a \"b\""),
        ("PRETTY_NAME=\u{1b}[31mred", "\\x1b[31mred"),
        ("PRETTY_NAME=\"", "\""),
        ("#PRETTY_NAME=x\n=\n", nil),
    ])
    func `the distribution's name is read as a shell would`(text: String, name: String?) {
        #expect(OSRelease.prettyName(in: text) == name)
    }

    @Test func `the loopback interface has its addresses`() throws {
        let loopback = try #require(try Interface.all().first { $0.name == "lo" })
        #expect(loopback.isUp)
        #expect(loopback.addresses.contains { $0.description == "127.0.0.1" })
        #expect(loopback.mtu == 65_536)
        #expect(Interface.name(owning: try #require(IPAddress("192.0.2.1"))) == nil)
    }

    @Test(arguments: [
        ("TcpExt: SyncookiesSent TCPRetransFail X\nTcpExt: 1 7 9\nIpExt: A\nIpExt: 1\n", 7),
        ("TcpExt: SyncookiesSent\nTcpExt: 1\n", nil),
        ("TcpExt: SyncookiesSent TCPRetransFail\nTcpExt: 1\n", nil),
        ("TcpExt: TCPRetransFail\n", nil),
        ("", nil),
    ])
    func `the counter of refused retransmissions is found by its name`(text: String, count: Int?) {
        #expect(RetransmissionFailures.count(in: text) == count)
    }

    @Test func `the wall clock and the kernel agree`() {
        #expect(abs(Timestamp.now().secondsSince1970 - Int64(time(nil))) <= 1)
    }

    @Test func `random bytes come in the number asked for and differ`() throws {
        #expect(try RandomBytes.make(count: 0) == [])
        #expect(try RandomBytes.make(count: 1000).count == 1000)
        #expect(try RandomBytes.hex(count: 16).count == 32)
        #expect(try RandomBytes.make(count: 16) != RandomBytes.make(count: 16))
    }

    @Test func `errnos go by their names`() {
        #expect(SystemError(errno: ECONNREFUSED) == "ECONNREFUSED")
        #expect(SystemError(errno: EAGAIN) == "EAGAIN")
        #expect(SystemError(errno: EOPNOTSUPP) == "EOPNOTSUPP")
        #expect(SystemError(errno: EPERM) == "EPERM")
        #expect(SystemError(errno: 200) == "errno 200")
        #expect(SystemError(errno: -1) == "errno -1")
    }

    @Test func `the soft limit of descriptors rises to the hard one`() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 100, rlim_max: 500)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let raised = try ProcessSettings.raiseDescriptorLimit()
            #expect(raised == 500)
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            #expect(limit.rlim_cur == 500)
        }
    }

    @Test func `a broken pipe is survived`() async {
        await #expect(processExitsWith: .success) {
            ProcessSettings.ignoreBrokenPipes()
            var ends: [CInt] = [-1, -1]
            pipe(&ends)
            close(ends[0])
            #expect(write(ends[1], "x", 1) == -1)
            #expect(errno == EPIPE)
        }
    }
}
