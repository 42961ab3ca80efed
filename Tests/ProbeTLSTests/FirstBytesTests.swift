import ProbeCore
import ProbeEvidence
import ProbeTLS
import Testing

struct FirstBytesTests {
    private func client() throws -> TLSEngine {
        let client = try TLSEngine(client: .init(serverName: "hub.azure-devices.net"))
        _ = client.handshake()
        _ = client.drain()
        return client
    }

    @Test(arguments: ["HTTP/1.1 302 Found\r\nLocation: http://portal/\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\u{0}"])
    func `plain text in place of a ServerHello is recognised and kept`(text: String) throws {
        let client = try client()
        client.feed(Array(text.utf8))
        #expect(client.handshake() == .failed)
        let facts = client.facts
        #expect(facts.isNotTLS)
        #expect(facts.opening == WireText(text))
        #expect(facts.bytesReceived == text.utf8.count)
        #expect(facts.alert == nil)
    }

    @Test func `the opening grows with the bytes and ends at two hundred`() throws {
        let client = try client()
        client.feed([0x48])
        #expect(client.facts.opening == WireText("H"))
        client.feed(Array("TTP".utf8))
        #expect(client.facts.opening == WireText("HTTP"))
        client.feed([UInt8](repeating: 0x2e, count: 5000))
        #expect(client.facts.opening?.description == "HTTP" + String(repeating: ".", count: 196))
        #expect(client.facts.bytesReceived == 5004)
    }

    @Test func `a record type with another major version is not TLS`() throws {
        let client = try client()
        client.feed([22])
        #expect(!client.facts.isNotTLS)
        #expect(client.handshake() == .incomplete)
        client.feed([5])
        #expect(client.facts.isNotTLS)
        #expect(client.facts.opening == WireText([22, 5]))
    }

    @Test func `a server recognises plain text too`() throws {
        let server = try TLSEngine(server: Fixture.identity, requestsClientCertificate: false)
        server.feed(Array("GET / HTTP/1.1\r\n\r\n".utf8))
        #expect(server.handshake() == .failed)
        #expect(server.facts.opening == WireText("GET / HTTP/1.1\r\n\r\n"))
        #expect(server.drain() == [])
    }

    @Test func `garbage inside a TLS record is broken TLS, not plain text`() throws {
        let client = try client()
        client.feed([22, 3, 3, 0, 4, 0xff, 0xff, 0xff, 0xff])
        #expect(client.handshake() == .failed)
        let facts = client.facts
        #expect(!facts.isNotTLS)
        #expect(facts.opening == nil)
        #expect(facts.alert?.wasReceived == false)
        #expect(facts.failures.isEmpty == false)
    }

    @Test func `a peer that never lets up is cut off`() throws {
        let wire = try Wire()
        wire.shakeHands()
        let piece = [UInt8](repeating: 0x17, count: 1 << 18)
        for _ in 0..<5 { wire.client.feed(piece) }
        #expect(wire.client.read() == .failed)
        #expect(wire.client.facts.failures == ["more bytes than a TLS connection may leave unread"])
    }
}
