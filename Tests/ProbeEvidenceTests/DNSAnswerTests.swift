import ProbeCore
import ProbeEvidence
import TestSupport
import Testing

struct DNSAnswerTests {
    @Test
    func `an answer gives its addresses and the chain to them, and travels whole`() throws {
        let server = try #require(SocketAddress("192.0.2.53", defaultPort: 53))
        let address = try #require(IPAddress("192.0.2.10"))
        var answer = DNSAnswer(
            server: server, network: .udp, name: "hub.example", queryType: .a, result: .answered, latency: Seconds(0.01)
        )
        answer.records = [
            .init(name: "hub.example", timeToLive: 60, data: .alias("gateway.example")),
            .init(name: "gateway.example", timeToLive: .max, data: .alias("node.example")),
            .init(name: "node.example", timeToLive: 0, data: .address(address)),
        ]
        answer.extendedErrors = [.init(code: 15, text: WireText("blocked\n"))]
        answer.error = "ECONNREFUSED"
        #expect(answer.addresses == [address])
        #expect(answer.aliases == ["gateway.example", "node.example"])
        #expect(try JSON.roundTrip(answer) == answer)
    }
}
