import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux
import TestSupport
import Testing

/// What the kernel says when the network is broken on purpose; one fault at a time.
@Suite(.serialized, .insideLab)
struct InLab {
    private let server: Shell

    init() throws {
        try Lab.reset()
        server = try Lab.server()
    }

    private func attempt(_ remote: SocketAddress = Lab.v4, within limit: Duration = .seconds(3)) async throws
        -> ConnectAttempt
    {
        try await TCP.connect(to: remote, deadline: .now + limit).attempt
    }

    /// Long enough for the first retransmission of a SYN, which comes after one second (RFC 6298).
    private static let pastRetransmission = Duration.milliseconds(1300)

    @Test(arguments: [Lab.v4, Lab.v6])
    func `a server three routers away is reached`(remote: SocketAddress) async throws {
        let attempt = try await attempt(remote)
        #expect(attempt.result == .connected)
        #expect(attempt.interface == "uplink")
        #expect(attempt.localAddress?.address.description == (remote == Lab.v4 ? "198.51.100.10" : "fd51::10"))
        #expect(attempt.tcp?.retransmissions == 0)
        #expect(attempt.locallyDroppedRetransmissions == 0)
        #expect(attempt.datagramTwin == nil)
    }

    @Test(arguments: [Lab.v4, Lab.v6])
    func `a drop on the path is silence without a trace of this machine`(remote: SocketAddress) async throws {
        try Lab.rules("tcp dport 443 drop")
        let attempt = try await attempt(remote, within: Self.pastRetransmission)
        #expect(attempt.result == .silent)
        #expect(attempt.icmp == nil)
        #expect(attempt.tcp?.retransmissions == 1)
        #expect(attempt.tcp?.retransmissionsInFlight == 1)
        #expect(attempt.locallyDroppedRetransmissions == 0)
        #expect(attempt.datagramTwin == nil)
    }

    @Test(arguments: [Lab.v4, Lab.v6])
    func `a drop of our own output is betrayed by the retransmission and by the datagram`(
        remote: SocketAddress
    ) async throws {
        try Lab.rules("meta oifname uplink drop", hook: "output", on: nil)
        let attempt = try await attempt(remote, within: Self.pastRetransmission)
        #expect(attempt.result == .silent)
        #expect(attempt.tcp?.retransmissions == 1)
        #expect(attempt.tcp?.retransmissionsInFlight == 0)
        #expect(attempt.locallyDroppedRetransmissions == 1)
        #expect(attempt.datagramTwin == "EPERM")
    }

    @Test func `a drop of our own TCP only lets the datagram pass`() async throws {
        try Lab.rules("tcp dport 443 drop", hook: "output", on: nil)
        let attempt = try await attempt(within: Self.pastRetransmission)
        #expect(attempt.result == .silent)
        #expect(attempt.tcp?.retransmissionsInFlight == 0)
        #expect(attempt.locallyDroppedRetransmissions == 1)
        #expect(attempt.datagramTwin == nil)
    }

    @Test func `another connection's local drop does not stain one that is dropped on the path`() async throws {
        try Lab.rules("tcp dport 8883 drop", hook: "output", on: nil)
        try Lab.rules("tcp dport 443 drop")
        async let ours = attempt(SocketAddress(Lab.v4.address, port: 8883), within: Self.pastRetransmission)
        let path = try await attempt(within: Self.pastRetransmission)
        let own = try await ours
        // The counter is the namespace's; the retransmission in flight is the socket's own.
        #expect(path.tcp?.retransmissionsInFlight == 1)
        #expect(own.tcp?.retransmissionsInFlight == 0)
        #expect(own.locallyDroppedRetransmissions == 1)
    }

    @Test(
        arguments: [
            ("reject with icmp admin-prohibited", "EHOSTUNREACH", 3, 13),
            ("reject with icmp host-prohibited", "EHOSTUNREACH", 3, 10),
            ("reject with icmp net-prohibited", "ENETUNREACH", 3, 9),
            ("reject with icmp port-unreachable", "ECONNREFUSED", 3, 3),
            ("reject with icmp host-unreachable", "EHOSTUNREACH", 3, 1),
            ("reject with icmp net-unreachable", "ENETUNREACH", 3, 0),
            ("reject with icmp prot-unreachable", "ENOPROTOOPT", 3, 2),
        ] as [(String, SystemError, UInt8, UInt8)])
    func `a box that rejects names itself`(rule: String, error: SystemError, type: UInt8, code: UInt8) async throws {
        try Lab.rules("meta nfproto ipv4 tcp dport 443 \(rule)")
        let attempt = try await attempt()
        #expect(attempt.result == .failed)
        #expect(attempt.error == error)
        #expect(!attempt.isSynchronous)
        let offender = IPAddress("10.0.12.2")
        #expect(
            attempt.icmp == ICMPError(family: .v4, type: type, code: code, offender: offender, offenderIsLocal: false))
        #expect(attempt.latency < Seconds(1))
    }

    @Test(
        arguments: [
            ("reject with icmpv6 admin-prohibited", "EACCES", 1),
            ("reject with icmpv6 port-unreachable", "ECONNREFUSED", 4),
            ("reject with icmpv6 addr-unreachable", "EHOSTUNREACH", 3),
            ("reject with icmpv6 no-route", "ENETUNREACH", 0),
        ] as [(String, SystemError, UInt8)])
    func `a box that rejects IPv6 names itself`(rule: String, error: SystemError, code: UInt8) async throws {
        try Lab.rules("meta nfproto ipv6 tcp dport 443 \(rule)")
        let attempt = try await attempt(Lab.v6)
        #expect(attempt.error == error)
        #expect(
            attempt.icmp
                == ICMPError(family: .v6, type: 1, code: code, offender: IPAddress("fd12::2"), offenderIsLocal: false))
    }

    @Test(arguments: [true, false])
    func `a reset of a box and a closed port look the same`(byBox: Bool) async throws {
        if byBox { try Lab.rules("tcp dport 8883 reject with tcp reset") }
        let attempt = try await attempt(SocketAddress(Lab.v4.address, port: 8883))
        #expect(attempt.error == "ECONNREFUSED")
        #expect(attempt.icmp == nil)
        #expect(!attempt.isSynchronous)
    }

    @Test func `a reject of our own output comes from our own address`() async throws {
        try Lab.rules("tcp dport 443 reject with icmp admin-prohibited", hook: "output", on: nil)
        let attempt = try await attempt()
        #expect(attempt.error == "EHOSTUNREACH")
        #expect(attempt.icmp?.offenderIsLocal == true)
        #expect(attempt.icmp?.meaning == .administrativelyProhibited)
        #expect(attempt.latency < Seconds(0.5))
    }

    @Test(
        arguments: [
            ("prohibit", "EACCES"), ("blackhole", "EINVAL"), ("unreachable", "EHOSTUNREACH"), ("throw", "ENETUNREACH"),
        ] as [(String, SystemError)])
    func `a route of our own that refuses fails before a packet leaves`(kind: String, error: SystemError) async throws {
        try Shell.run("ip route add \(kind) 192.0.2.7/32; [ \(kind) != throw ] || ip route del default")
        defer { _ = try? Shell.run("ip route del \(kind) 192.0.2.7/32; ip route replace default via 198.51.100.1") }
        let remote = Lab.address("192.0.2.7:443")
        let attempt = try await attempt(remote)
        #expect(attempt.result == .failed)
        #expect(attempt.error == error)
        #expect(attempt.isSynchronous)
        #expect(attempt.icmp == nil)
        #expect(attempt.localAddress == nil)
        #expect(try await TCP.walk(to: remote, deadline: .now + .seconds(5)).hops.isEmpty)
    }

    @Test func `a router without a route says so`() async throws {
        let attempt = try await attempt(Lab.address("192.0.2.8:443"))
        #expect(attempt.error == "ENETUNREACH")
        #expect(!attempt.isSynchronous)
        #expect(attempt.icmp?.type == 3)
        #expect(attempt.icmp?.code == 0)
        #expect(attempt.icmp?.offender?.description == "198.51.100.1")
    }

    @Test func `a gateway that answers no ARP is reported by our own address`() async throws {
        try Shell.run(
            """
            echo 1 > /proc/sys/net/ipv4/neigh/uplink/mcast_solicit
            echo 50 > /proc/sys/net/ipv4/neigh/uplink/retrans_time_ms
            ip route add 192.0.2.9/32 via 198.51.100.77
            """)
        let attempt = try await attempt(Lab.address("192.0.2.9:443"))
        #expect(attempt.error == "EHOSTUNREACH")
        #expect(attempt.icmp?.meaning == .hostUnreachable)
        #expect(attempt.icmp?.offenderIsLocal == true)
    }

    @Test func `a stray reject does not end an established connection`() async throws {
        let socket = try #require(try await TCP.connect(to: Lab.v4, deadline: .now + .seconds(3)).socket)
        try Lab.rules("meta nfproto ipv4 tcp dport 443 reject with icmp admin-prohibited")
        #expect(try await socket.send([1], deadline: .now + .seconds(1)) == nil)
        #expect(try await socket.receive(atMost: 1, deadline: .now + .milliseconds(300)) == .silent)
        try Lab.reset()
        // TCP repairs the loss by itself.
        var info = socket.info()
        let end = ContinuousClock.now + .seconds(3)
        while info?.bytesAcknowledged ?? 0 < 2, ContinuousClock.now < end {
            _ = try await socket.receive(atMost: 1, deadline: .now + .milliseconds(50))
            info = socket.info()
        }
        #expect(info?.bytesAcknowledged == 2)
    }
}
