import CertificateMint
import ProbeCore
import ProbeEvidence
@testable import ProbeTLS
import TestSupport
import Testing

struct HostileBytesTests {
    /// What must hold of an engine whatever it was fed.
    private func isSound(_ engine: TLSEngine, fed: Int) -> Bool {
        let facts = engine.facts
        return facts.bytesReceived == fed && facts.chain.count <= 10 && facts.chain.allSatisfy { !$0.isEmpty }
            && (facts.opening != nil) == facts.isNotTLS && (facts.opening?.description.utf8.count ?? 0) <= 1000
    }

    @Test func `random bytes never complete a handshake`() throws {
        var chance = SeededGenerator(seed: 1)
        for round in 0..<300 {
            let engine =
                round % 2 == 0
                ? try TLSEngine(client: .init(serverName: "hub.azure-devices.net"))
                : try TLSEngine(server: Fixture.identity, requestsClientCertificate: true)
            _ = engine.handshake()
            var fed = 0
            for _ in 0..<4 {
                // Half of them dressed as a record, so that they pass the first look.
                let body = chance.bytes(Int.random(in: 0...400, using: &chance))
                let isDressed = Bool.random(using: &chance)
                let header = [
                    UInt8.random(in: 20...24, using: &chance), 3, 3, UInt8(body.count / 256), UInt8(body.count % 256),
                ]
                let bytes = isDressed ? header + body : body
                engine.feed(bytes)
                fed += bytes.count
                #expect(engine.handshake() != .complete)
                _ = engine.drain()
            }
            #expect(engine.read() == .incomplete || engine.read() == .failed)
            #expect(isSound(engine, fed: fed))
        }
    }

    @Test(arguments: [TLSEngine.Version.tls12, .tls13])
    func `mutated flights leave both sides sound`(version: TLSEngine.Version) throws {
        var chance = SeededGenerator(seed: UInt64(version.rawValue))
        for _ in 0..<400 {
            let wire = try Wire(options: .init(requestsClientCertificate: true, versions: version...version))
            let victim = Int.random(in: 0...2, using: &chance)
            var fed = (client: 0, server: 0)
            for flight in 0...2 {
                _ = wire.client.handshake()
                var bytes = wire.client.drain()
                if flight == 0 && victim == 0 || flight == 1 && victim == 2 { bytes = chance.mutate(bytes) }
                wire.server.feed(bytes)
                fed.server += bytes.count
                _ = wire.server.handshake()
                var answer = wire.server.drain()
                if flight == 0 && victim == 1 { answer = chance.mutate(answer) }
                wire.client.feed(answer)
                fed.client += answer.count
            }
            #expect(isSound(wire.client, fed: fed.client))
            #expect(isSound(wire.server, fed: fed.server))
            _ = wire.client.read()
            _ = wire.server.read()
            _ = wire.client.write([1])
            wire.client.shutdown()
            _ = wire.client.drain()
        }
    }

    @Test func `mutated records after the handshake fail and give no false data`() throws {
        var chance = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let wire = try Wire()
            wire.shakeHands()
            _ = wire.server.write(Array("CONNACK".utf8))
            let record = wire.server.drain()
            var mutated = record
            mutated[Int.random(in: 0..<record.count, using: &chance)] ^= UInt8.random(in: 1...255, using: &chance)
            wire.client.feed(mutated)
            guard case .bytes = wire.client.read() else { continue }
            // Only the header's legacy version may differ without harm (RFC 8446 section 5.1).
            #expect(mutated.dropFirst(3) == record.dropFirst(3))
        }
    }

    @Test func `a mutated leaf is never trusted`() throws {
        let trust = try Trust(TrustedRoots(given: Fixture.authority.root, onlyGiven: true))
        let chain = try X509Certificate.read(pem: Fixture.identity.chain).map {
            try #require(unsafe X509Certificate.der(of: $0.pointer))
        }
        var chance = SeededGenerator(seed: 4)
        for _ in 0..<2000 {
            let leaf = chance.mutate(chain[0])
            guard leaf != chain[0] else { continue }
            let seen = trust.examine(chain: [leaf, chain[1]], for: "hub.azure-devices.net", at: Fixture.now)
            #expect(!seen.verifications.contains { $0.isTrusted })
            #expect(seen.certificates.count == 2 || seen.certificates.isEmpty)
        }
    }

    @Test func `a mutated issuer never trips the examination`() throws {
        let trust = try Trust(TrustedRoots(given: Fixture.authority.root, onlyGiven: true))
        let roots = try X509Certificate.read(pem: PublicRoots.pem).prefix(40).map {
            try #require(unsafe X509Certificate.der(of: $0.pointer))
        }
        var chance = SeededGenerator(seed: 5)
        for _ in 0..<1000 {
            let chain = (0..<3).map { _ in chance.mutate(roots[Int.random(in: 0..<roots.count, using: &chance)]) }
            let seen = trust.examine(chain: chain, for: "hub.azure-devices.net", at: Fixture.now)
            #expect(seen.certificates.count == 3 || seen.certificates.isEmpty)
        }
    }

    @Test func `mutated PEM is read or refused`() throws {
        var chance = SeededGenerator(seed: 6)
        var refused = 0
        for _ in 0..<300 {
            let text = String(decoding: chance.mutate(Array(Fixture.authority.root.utf8)), as: UTF8.self)
            do { _ = try Trust(TrustedRoots(given: text, onlyGiven: true)) } catch { refused += 1 }
        }
        #expect(refused > 100)
    }
}
