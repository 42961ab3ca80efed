import ProbeCore
import ProbeTLS
import Testing

struct TLSEngineTests {
    @Test(arguments: [(TLSEngine.Version.tls12, "TLSv1.2"), (.tls13, "TLSv1.3")], [false, true])
    func `both versions complete, with and without a certificate request`(
        version: (number: TLSEngine.Version, name: String), requests: Bool
    ) throws {
        let wire = try Wire(
            options: .init(requestsClientCertificate: requests, versions: version.number...version.number))
        let progress = wire.shakeHands()
        #expect(progress.client == .complete)
        #expect(progress.server == .complete)
        let facts = wire.client.facts
        #expect(facts.version == version.name)
        #expect(facts.cipher?.isEmpty == false)
        #expect(facts.group == "x25519")
        #expect(facts.clientCertificateRequested == requests)
        #expect(facts.alert == nil)
        #expect(!facts.isNotTLS)
        #expect(facts.opening == nil)
        #expect(facts.failures == [])
        #expect(facts.chain.count == 2)
        #expect(facts.bytesSent == wire.server.facts.bytesReceived)
        #expect(facts.bytesReceived == wire.server.facts.bytesSent)
        #expect(facts.bytesReceived > 500)
    }

    @Test func `data passes in both directions`() throws {
        let wire = try Wire()
        wire.shakeHands()
        #expect(wire.client.write(Array("ping".utf8)))
        wire.server.feed(wire.client.drain())
        #expect(wire.server.read() == .bytes(Array("ping".utf8)))
        #expect(wire.server.read() == .incomplete)
        let long = [UInt8](repeating: 7, count: 100_000)
        #expect(wire.server.write(long))
        wire.client.feed(wire.server.drain())
        var received: [UInt8] = []
        while case .bytes(let bytes) = wire.client.read() { received += bytes }
        #expect(received == long)
    }
}
