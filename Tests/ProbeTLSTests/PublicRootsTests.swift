import CertificateMint
import ProbeCore
import ProbeEvidence
@testable import ProbeTLS
import Testing

struct PublicRootsTests {
    private let roots = try? X509Certificate.read(pem: PublicRoots.pem)

    @Test(
        arguments: [
            ("CN=DigiCert Global Root G2,", "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f"),
            (
                "CN=Microsoft RSA Root Certificate Authority 2017,",
                "c741f70f4b2a8d88bf2e71c14122ef53ef10eba0cfa5e64cfa20f418853073e0"
            ),
        ])
    func `the roots that Azure's chains end at are in the set`(subject: String, fingerprint: String) throws {
        let facts = try #require(roots).compactMap { $0.facts() }
        let root = try #require(facts.first { $0.fingerprint == fingerprint })
        #expect(root.subject.description.hasPrefix(subject))
    }

    @Test func `date and count are those of the set`() throws {
        #expect(try #require(roots).count == Trust.publicRootsCount)
        #expect(Trust.publicRootsCount > 100)
        #expect(Timestamp(Trust.publicRootsDate + "T00:00:00Z") != nil)
    }

    @Test func `every root is trusted by its own set, dates aside`() throws {
        let store = try RootStore.publicRoots.get()
        let refused = try #require(roots).filter { root in
            let verdict = store.verify([root], at: nil)
            // X509_V_ERR_INVALID_PURPOSE: a root need not be a server's certificate.
            return !verdict.isTrusted && verdict.code != 26
        }
        #expect(refused.isEmpty)
    }

    @Test func `a public root's dates count at the time that is given`() throws {
        let roots = try #require(roots)
        let root = try #require(
            roots.first { $0.facts()?.subject.description.hasPrefix("CN=DigiCert Global Root G2,") == true })
        let der = try #require(unsafe X509Certificate.der(of: root.pointer))
        let trust = try Trust(TrustedRoots(given: Fixture.authority.root))
        let now = trust.examine(chain: [der], for: "hub.azure-devices.net", at: Fixture.now)
        #expect(now.verifications.first { $0.store == .publicRoots }?.isTrusted == true)
        #expect(now.verifications.first { $0.store == .given }?.isTrusted == false)
        #expect(!now.matchesName)
        // 2050-01-01: the root ends in 2038.
        let later = trust.examine(chain: [der], for: "", at: Timestamp(secondsSince1970: 2_524_608_000))
        let verification = try #require(later.verifications.first { $0.store == .publicRoots })
        #expect(verification.code == 10)
        #expect(verification.isTrustedIgnoringDates)
    }
}
