import CertificateMint
import ProbeCore
import ProbeEvidence
import ProbeTLS
import Testing

struct CertificateAuthorityTests {
    private static let name = "hub.azure-devices.net"
    /// 2026-01-01 to 2027-01-01.
    private static let validity =
        Timestamp(secondsSince1970: 1_767_225_600)...Timestamp(secondsSince1970: 1_798_761_600)
    private static let now = Timestamp(secondsSince1970: 1_780_000_000)

    private let authority: CertificateAuthority

    init() throws {
        authority = try CertificateAuthority(
            root: .init("Lab Root", organization: "Lab"), intermediate: .init("Lab TLS 01", organization: "Lab"),
            validity: Self.validity)
    }

    private func leaf(validity: ClosedRange<Timestamp> = validity) -> CertificateAuthority.Leaf {
        CertificateAuthority.Leaf(
            .init(Self.name), alternativeNames: [Self.name], validity: validity, key: .p256)
    }

    /// What a client that trusts only this root makes of an identity.
    private func examine(
        _ identity: ServerIdentity, trusting root: String
    ) throws -> (certificates: [Certificate], matchesName: Bool, verifications: [Handshake.Verification]) {
        let chain = try X509Certificate.read(pem: identity.chain).map { certificate in
            try #require(unsafe X509Certificate.der(of: certificate.pointer))
        }
        return try Trust(TrustedRoots(given: root, onlyGiven: true)).examine(chain: chain, for: Self.name, at: Self.now)
    }

    @Test func `root, intermediate and leaf are a chain of three as Azure's is`() throws {
        let seen = try examine(authority.issue(leaf()), trusting: authority.root)
        #expect(seen.certificates.map(\.issuer.description) == ["CN=Lab TLS 01,O=Lab", "CN=Lab Root,O=Lab"])
        #expect(seen.verifications.map(\.isTrusted) == [true])
        #expect(seen.matchesName)
        #expect(Set(seen.certificates.map(\.publicKeyFingerprint)).count == 2)
    }

    @Test func `each authority and each leaf has a key of its own`() throws {
        let first = try authority.issue(leaf())
        let second = try authority.issue(leaf())
        #expect(first.privateKey != second.privateKey)
        #expect(first.chain != second.chain)
        #expect("\(authority)" == "(certificate authority)")
    }

    @Test(arguments: [CertificateAuthority.Key.p256, .rsa2048, .rsa1024])
    func `a server can show every kind of leaf`(key: CertificateAuthority.Key) throws {
        var leaf = leaf()
        leaf.key = key
        // Refuses a key that is not the certificate's.
        _ = try TLSEngine(server: authority.issue(leaf), requestsClientCertificate: false)
        _ = try TLSEngine(server: CertificateAuthority.selfSigned(leaf), requestsClientCertificate: false)
    }

    @Test func `dates outside this century are kept`() throws {
        // 1950 and 2049 are the ends of UTCTime (RFC 5280 section 4.1.2.5); 9999 is "no end".
        let from = try #require(Timestamp("1951-01-01T00:00:00Z"))
        let to = try #require(Timestamp("9999-12-31T23:59:59Z"))
        let identity = try CertificateAuthority.selfSigned(leaf(validity: from...to))
        let seen = try examine(identity, trusting: identity.chain)
        #expect(seen.certificates.first?.notBefore == from)
        #expect(seen.certificates.first?.notAfter == to)
        #expect(seen.verifications.map(\.isTrusted) == [true])
    }
}
