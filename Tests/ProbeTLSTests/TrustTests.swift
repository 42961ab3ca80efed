import CertificateMint
import ProbeCore
import ProbeEvidence
@testable import ProbeTLS
import Testing

struct TrustTests {
    private let name = "hub.azure-devices.net"
    private let lab = TrustedRoots(given: Fixture.authority.root, onlyGiven: true)

    /// The chain that a client sees of an identity.
    private func chain(of identity: ServerIdentity) throws -> [[UInt8]] {
        try X509Certificate.read(pem: identity.chain).map { try #require(unsafe X509Certificate.der(of: $0.pointer)) }
    }

    @Test func `a chain that ends at a given root is trusted by that store alone`() throws {
        let trust = try Trust(TrustedRoots(given: Fixture.authority.root))
        let seen = try trust.examine(chain: chain(of: Fixture.identity), for: name, at: Fixture.now)
        #expect(seen.matchesName)
        #expect(seen.verifications.map(\.store) == [.publicRoots, .system, .given])
        #expect(seen.verifications.map(\.isTrusted) == [false, false, true])
        // X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY at the intermediate.
        #expect(seen.verifications.map(\.code) == [20, 20, 0])
        #expect(seen.verifications.map(\.depth) == [1, 1, 0])
        #expect(seen.verifications.map(\.isTrustedIgnoringDates) == [false, false, true])
    }

    @Test func `a common name counts for those alone who read it`() throws {
        let identity = try Fixture.authority.issue(Fixture.leaf(names: []))
        let trust = try Trust(lab)
        for reads in [true, false] {
            let seen = try trust.examine(chain: chain(of: identity), for: name, readsSubject: reads, at: Fixture.now)
            #expect(seen.matchesName == reads)
        }
        let named = try trust.examine(
            chain: chain(of: Fixture.identity), for: name, readsSubject: false, at: Fixture.now)
        #expect(named.matchesName)
    }

    @Test func `the facts are those of the certificates`() throws {
        let identity = try Fixture.authority.issue(
            Fixture.leaf(names: ["*.azure-devices.net", "10.0.0.1", "2001:db8::1", "odd,DNS:other"], key: .rsa2048))
        let seen = try Trust(lab).examine(chain: chain(of: identity), for: name, at: Fixture.now)
        #expect(seen.certificates.count == 2)
        let leaf = try #require(seen.certificates.first)
        #expect(leaf.subject == WireText("CN=*.azure-devices.net,O=Microsoft Corporation"))
        #expect(leaf.issuer == WireText("CN=Lab TLS 01,O=Lab"))
        #expect(
            leaf.alternativeNames.map(\.description)
                == ["DNS:*.azure-devices.net", "IP:10.0.0.1", "IP:2001:db8::1", "DNS:odd,DNS:other"])
        #expect(leaf.notBefore == Fixture.validity.lowerBound)
        #expect(leaf.notAfter == Fixture.validity.upperBound)
        #expect(identity.chain.hasPrefix(leaf.pem))
        #expect(leaf.fingerprint.count == 64)
        #expect(leaf.publicKeyFingerprint.count == 64)
        #expect(leaf.publicKeyFingerprint != leaf.fingerprint)
    }

    @Test func `a key that libraries refuse is told of a chain that is trusted, and one of today is not`() throws {
        let weak = try Fixture.authority.issue(Fixture.leaf(key: .rsa1024))
        let seen = try Trust(lab).examine(chain: chain(of: weak), for: name, at: Fixture.now)
        #expect(seen.verifications.map(\.isTrusted) == [true])
        // X509_V_ERR_EE_KEY_TOO_SMALL
        #expect(seen.verifications.map(\.weakness) == [Handshake.Weakness(level: 2, code: 66, depth: 0)])
        let today = try Trust(lab).examine(chain: chain(of: Fixture.identity), for: name, at: Fixture.now)
        #expect(today.verifications.map(\.weakness) == [nil])
        let unknown = try Trust(TrustedRoots()).examine(chain: chain(of: weak), for: name, at: Fixture.now)
        #expect(unknown.verifications.map(\.weakness) == [nil, nil])
    }

    @Test func `dates are judged at the given time and apart from trust`() throws {
        let trust = try Trust(lab)
        let chain = try chain(of: Fixture.identity)
        let day = Int64(86_400)
        let early = Timestamp(secondsSince1970: Fixture.validity.lowerBound.secondsSince1970 - day)
        let late = Timestamp(secondsSince1970: Fixture.validity.upperBound.secondsSince1970 + day)
        // X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED.
        for (time, code) in [(early, 9), (late, 10)] {
            let verification = try #require(trust.examine(chain: chain, for: name, at: time).verifications.first)
            #expect(!verification.isTrusted)
            #expect(verification.code == code)
            #expect(verification.isTrustedIgnoringDates)
        }
    }

    @Test func `an expired leaf is told from an expired issuer by its depth`() throws {
        let old = Timestamp(secondsSince1970: 1_767_225_600)...Timestamp(secondsSince1970: 1_770_000_000)
        let identity = try Fixture.authority.issue(Fixture.leaf(validity: old))
        let seen = try Trust(lab).examine(chain: chain(of: identity), for: name, at: Fixture.now)
        #expect(seen.verifications.map(\.code) == [10])
        #expect(seen.verifications.map(\.depth) == [0])
    }

    @Test func `an unknown authority stays unknown whatever the dates`() throws {
        let other = try CertificateAuthority(
            root: .init("Lab Root", organization: "Lab"), intermediate: .init("Lab TLS 01", organization: "Lab"),
            validity: Fixture.validity)
        let identity = try other.issue(Fixture.leaf())
        let seen = try Trust(lab).examine(chain: chain(of: identity), for: name, at: Fixture.now)
        #expect(seen.verifications.map(\.isTrusted) == [false])
        #expect(seen.verifications.map(\.isTrustedIgnoringDates) == [false])
        #expect(seen.matchesName)
    }

    @Test func `a self-signed certificate is named as such, and trusted once it is given`() throws {
        let identity = try CertificateAuthority.selfSigned(Fixture.leaf())
        let chain = try chain(of: identity)
        // X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT.
        #expect(try Trust(lab).examine(chain: chain, for: name, at: Fixture.now).verifications.map(\.code) == [18])
        let given = try Trust(TrustedRoots(given: identity.chain, onlyGiven: true))
        #expect(given.examine(chain: chain, for: name, at: Fixture.now).verifications.map(\.isTrusted) == [true])
    }

    @Test func `an intermediate or the leaf itself may be given for a root`() throws {
        let chain = try chain(of: Fixture.identity)
        for text in [Fixture.authority.intermediate, Fixture.identity.chain] {
            let trust = try Trust(TrustedRoots(given: text, onlyGiven: true))
            #expect(trust.examine(chain: chain, for: name, at: Fixture.now).verifications.map(\.isTrusted) == [true])
        }
    }

    @Test func `a chain without its intermediate is incomplete`() throws {
        let chain = try Array(chain(of: Fixture.identity).prefix(1))
        let seen = try Trust(lab).examine(chain: chain, for: name, at: Fixture.now)
        // X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE or …_GET_ISSUER_CERT_LOCALLY, at the leaf.
        #expect(seen.verifications.map(\.isTrusted) == [false])
        #expect(seen.verifications.allSatisfy { [20, 21].contains($0.code) && $0.depth == 0 })
    }

    @Test(
        arguments: [
            ("hub.azure-devices.net", true), ("HUB.Azure-Devices.NET", true), ("a.b.azure-devices.net", false),
            ("azure-devices.net", false), ("hub.azure-devices.net.evil.example", false), ("10.0.0.1", true),
            ("10.0.0.2", false), ("2001:db8::1", true), ("hub1.partial.example", false), ("exact.example", true),
            ("", false), ("hub.azure-devices.net\u{0}.evil.example", false),
        ])
    func `names are held against the alternative names as TLS clients do`(asked: String, matches: Bool) throws {
        let identity = try Fixture.authority.issue(
            Fixture.leaf(
                names: ["*.azure-devices.net", "10.0.0.1", "2001:db8::1", "hub*.partial.example", "exact.example"]))
        let seen = try Trust(lab).examine(chain: chain(of: identity), for: asked, at: Fixture.now)
        #expect(seen.matchesName == matches)
        #expect(seen.verifications.map(\.isTrusted) == [true])
    }

    @Test func `hostile text in a certificate is harmless and bounded`() throws {
        var leaf = Fixture.leaf(names: (0..<80).map { "n\($0).example" })
        leaf.name.organization = "Evil\u{1b}[2J, Inc\n"
        leaf.alternativeNames[0] = "a\u{0}\u{1b}b"
        let identity = try CertificateAuthority.selfSigned(leaf)
        let seen = try Trust(lab).examine(chain: chain(of: identity), for: name, at: Fixture.now)
        let certificate = try #require(seen.certificates.first)
        #expect(certificate.alternativeNames.count == 50 && certificate.namesLeftOut == 30)
        #expect(certificate.alternativeNames.first?.description == "DNS:a\\x00\\x1bb")
        #expect(certificate.subject.description == "CN=*.azure-devices.net,O=Evil\\x1b[2J\\\\, Inc\\n")
    }

    @Test func `what is no certificate gives an empty result`() throws {
        let trust = try Trust(lab)
        let good = try chain(of: Fixture.identity)
        let broken: [[[UInt8]]] = [
            [], [[]], [[0x30, 0x82, 0xff, 0xff]], [good[0] + [0]], [Array(good[0].dropLast())], [good[0], [1, 2, 3]],
            [[UInt8](repeating: 0x30, count: 100_000)],
        ]
        for chain in broken {
            let seen = trust.examine(chain: chain, for: name, at: Fixture.now)
            #expect(seen.certificates.isEmpty && !seen.matchesName && seen.verifications.isEmpty)
        }
    }

    @Test func `a long chain is examined as far as ten certificates`() throws {
        let good = try chain(of: Fixture.identity)
        let long = good + [[UInt8]](repeating: good[1], count: 50)
        let seen = try Trust(lab).examine(chain: long, for: name, at: Fixture.now)
        #expect(seen.certificates.count == 10)
        #expect(seen.verifications.map(\.isTrusted) == [true])
    }

    @Test func `given text must hold certificates, all of them whole`() {
        for text in ["", "no PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            #expect(throws: ProbeError.libraryRefused("the given roots hold no PEM certificate")) {
                try Trust(TrustedRoots(given: text))
            }
        }
        let broken = Fixture.authority.root + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        #expect(throws: ProbeError.libraryRefused("certificate \(2) of the PEM text cannot be read")) {
            try Trust(TrustedRoots(given: broken))
        }
        #expect(throws: ProbeError.self) { try Trust(TrustedRoots(onlyGiven: true)) }
    }

    @Test func `comments around given certificates are passed over`() throws {
        let text = "# our lab\n\n" + Fixture.authority.root + "\nsubject=other\n" + Fixture.authority.intermediate
        let trust = try Trust(TrustedRoots(given: text, onlyGiven: true))
        let seen = try trust.examine(chain: chain(of: Fixture.identity), for: name, at: Fixture.now)
        #expect(seen.verifications.map(\.isTrusted) == [true])
    }

    @Test func `many tasks may examine at once`() async throws {
        let trust = try Trust(TrustedRoots(given: Fixture.authority.root))
        let chain = try chain(of: Fixture.identity)
        let verdicts = await withTaskGroup(of: [Bool].self) { group in
            for _ in 0..<64 {
                group.addTask {
                    trust.examine(chain: chain, for: "hub.azure-devices.net", at: Fixture.now).verifications.map(
                        \.isTrusted)
                }
            }
            return await group.reduce(into: Set<[Bool]>()) { $0.insert($1) }
        }
        #expect(verdicts == [[false, false, true]])
    }
}
