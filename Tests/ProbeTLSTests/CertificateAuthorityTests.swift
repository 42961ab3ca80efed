import ProbeCore
import ProbeEvidence
import ProbeTLS
import Testing

struct CertificateAuthorityTests {
    @Test func `root, intermediate and leaf are a chain of three as Azure's is`() throws {
        let trust = try Trust(TrustedRoots(given: Fixture.authority.root, onlyGiven: true))
        let wire = try Wire(identity: Fixture.identity)
        #expect(wire.shakeHands().client == .complete)
        let seen = trust.examine(
            chain: wire.client.facts.chain, for: "hub.azure-devices.net", at: Fixture.now)
        #expect(seen.certificates.map(\.issuer.description) == ["CN=Lab TLS 01,O=Lab", "CN=Lab Root,O=Lab"])
        #expect(seen.verifications.map(\.isTrusted) == [true])
        #expect(Set(seen.certificates.map(\.publicKeyFingerprint)).count == 2)
    }

    @Test func `each authority and each leaf has a key of its own`() throws {
        let first = try Fixture.authority.issue(Fixture.leaf())
        let second = try Fixture.authority.issue(Fixture.leaf())
        #expect(first.privateKey != second.privateKey)
        #expect(first.chain != second.chain)
        #expect("\(Fixture.authority)" == "(certificate authority)")
    }

    @Test func `dates outside this century are kept`() throws {
        // 1950 and 2049 are the ends of UTCTime (RFC 5280 section 4.1.2.5); 9999 is "no end".
        let from = try #require(Timestamp("1951-01-01T00:00:00Z"))
        let to = try #require(Timestamp("9999-12-31T23:59:59Z"))
        let identity = try CertificateAuthority.selfSigned(Fixture.leaf(validity: from...to))
        let wire = try Wire(identity: identity)
        wire.shakeHands()
        let trust = try Trust(TrustedRoots(given: identity.chain, onlyGiven: true))
        let seen = trust.examine(chain: wire.client.facts.chain, for: "", at: Fixture.now)
        #expect(seen.certificates.first?.notBefore == from)
        #expect(seen.certificates.first?.notAfter == to)
        #expect(seen.verifications.map(\.isTrusted) == [true])
    }
}
