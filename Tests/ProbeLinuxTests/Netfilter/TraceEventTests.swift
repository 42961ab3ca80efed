import ProbeCore
import Testing

@testable import ProbeLinux

/// Messages as the kernel writes them (net/netfilter/nf_tables_trace.c), whole and broken.
struct TraceEventTests {
    /// An IPv4 header from 172.17.0.9 to 203.0.113.10 with TCP inside, and the TCP header's ports.
    private static let network: [UInt8] =
        [0x45, 0, 0, 60, 0, 0, 0, 0, 64, 6, 0, 0] + [172, 17, 0, 9] + [203, 0, 113, 10]
    private static let transport: [UInt8] = [0xb2, 0x67, 0x16, 0x27] + [UInt8](repeating: 0, count: 16)

    private static func message(
        kind: UInt32 = 3, verdict: UInt32? = 0, policy: UInt32? = nil, network: [UInt8]? = network,
        transport: [UInt8]? = transport
    ) -> NetlinkMessage {
        NetlinkMessage(.trace, header: NetfilterHeader(family: 2).bytes) { trace in
            trace.append(4, network: kind)
            trace.append(6, network: 0xcafe)
            trace.append(2, text: "FORWARD")
            trace.append(1, text: "filter")
            trace.append(3, bytes: NetworkOrder.bytes(UInt64(12)))
            if let verdict { trace.nest(5) { $0.append(1, network: verdict) } }
            if let policy { trace.append(16, network: policy) }
            if let network { trace.append(8, bytes: network) }
            if let transport { trace.append(9, bytes: transport) }
        }
    }

    @Test func `reads a rule that drops a packet, and whose packet it is`() throws {
        let event = try #require(TraceEvent(Self.message()))
        #expect(event.familyName == "ip" && event.table == "filter" && event.chain == "FORWARD")
        #expect(event.handle == 12 && event.packet == 0xcafe && event.verdict == .dropped)
        let flow = try #require(event.flow)
        #expect(flow.source == IPAddress("172.17.0.9") && flow.sourcePort == 45671)
        #expect(flow.destination == SocketAddress("203.0.113.10:5671", defaultPort: 0))
    }

    @Test(arguments: [
        (UInt32(1), TraceEvent.Verdict.accepted), (0xffff_ffff, .goesOn), (0xffff_fffb, .goesOn),
        (0x0005_0003, .queued),
        (0xffff_0000, .dropped),
    ])
    func `knows the verdicts`(code: UInt32, verdict: TraceEvent.Verdict) {
        #expect(TraceEvent(Self.message(verdict: code))?.verdict == verdict)
    }

    @Test func `reads a policy, which has no handle`() throws {
        let event = try #require(TraceEvent(Self.message(kind: 1, verdict: nil, policy: 0)))
        #expect(event.handle == nil && event.verdict == .dropped)
    }

    @Test func `headers that are cut short, or of another protocol, are nobody's`() {
        let broken: [[UInt8]] = [
            [], [0x45], Array(Self.network.dropLast()), [0x60] + Self.network.dropFirst(), [0xff],
        ]
        for network in broken {
            #expect(TraceEvent(Self.message(network: network))?.flow == nil)
        }
        var udp = Self.network
        udp[9] = 17
        #expect(TraceEvent(Self.message(network: udp))?.flow == nil)
        #expect(TraceEvent(Self.message(transport: [1, 2, 3]))?.flow == nil)
        #expect(TraceEvent(Self.message(transport: nil))?.flow == nil)
    }

    @Test func `every message that is cut anywhere is refused or read, and never a trap`() {
        let whole = Self.message()
        for length in 0...whole.body.count {
            var cut = whole
            cut.body = Array(whole.body.prefix(length))
            _ = TraceEvent(cut)
        }
        #expect(TraceEvent(Self.message(kind: 9)) == nil)
        #expect(TraceEvent(Self.message(verdict: nil)) == nil)
        #expect(TraceEvent(NetlinkMessage(.newLink, body: whole.body)) == nil)
    }

    @Test func `a flow and its answers are each other's reverse`() throws {
        let flow = try #require(TraceEvent(Self.message())?.flow)
        #expect(flow.reversed?.reversed == flow)
        let open = PacketFlow(source: nil, port: 45671, to: flow.destination)
        #expect(open.covers(flow) && open.reversed == nil)
        #expect(!open.covers(PacketFlow(source: flow.source, port: 45672, to: flow.destination)))
    }
}
