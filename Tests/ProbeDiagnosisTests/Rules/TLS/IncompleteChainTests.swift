import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import Testing

/// A service that shows its own certificate, and whether an issuer's is missing behind it.
struct `a chain without its issuer` {
    private static let own = Endpoint(.registry, Places.name("registry.plant.example"), .https)
    private static let issuer = "CN=R11,O=Let's Encrypt"

    private static func leaf(isLogged: Bool?, key: String? = "aa") -> Certificate {
        var leaf = Healthy.certificate(for: own.host, issuer: issuer)
        leaf.isLogged = isLogged
        leaf.issuersKeyIdentifier = key
        return leaf
    }

    private static func signer(_ name: String = issuer, key: String? = "aa") -> Certificate {
        var signer = Certificate(
            subject: WireText(name), issuer: WireText("CN=Root"), alternativeNames: [], notBefore: nil, notAfter: nil,
            fingerprint: "01", publicKeyFingerprint: "02", pem: "")
        signer.keyIdentifier = key
        return signer
    }

    /// A plant's own registry beside the usual services, which shows these certificates and is trusted by nobody.
    private static func showing(_ chain: [Certificate], elsewhere: [Certificate] = []) -> Survey {
        var survey = Survey.healthy.adding(own).asking {
            $0.registries.append(own.host)
        }
        survey = survey.changing(HandshakeTLS.self, about: own) {
            $0 = .unknownRoot(own)
            $0.chain = chain
        }
        return elsewhere.isEmpty
            ? survey : survey.changing(HandshakeTLS.self, about: .registryHTTPS) { $0.chain += elsewhere }
    }

    private static func finding(_ cause: Cause, in survey: Survey) throws -> Finding {
        try #require(Diagnosis(of: survey).findings.first { $0.subject.name == own.host && $0.cause == cause })
    }

    @Test func `is likely incomplete where public logs know the certificate, and the server's administrator is asked`()
        throws
    {
        let survey = Self.showing([Self.leaf(isLogged: true)])
        let finding = try Self.finding(.tlsIncompleteChain, in: survey)
        #expect(finding.owner == .hubConfiguration && finding.confidence == .likely && finding.severity == .error)
        #expect(!survey.rootCauses.contains(.tlsUnknownCA))
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.map(\.id) == [.sendIntermediate])
        #expect(remedies[0].steps.contains { $0.english.contains("/etc/docker/certs.d/registry.plant.example/ca.crt") })
    }

    @Test func `is certainly incomplete where another service shows the issuer`() throws {
        let survey = Self.showing([Self.leaf(isLogged: nil)], elsewhere: [Self.signer()])
        #expect(try Self.finding(.tlsIncompleteChain, in: survey).confidence == .certain)
    }

    @Test func `is not known to be incomplete by a name alone`() throws {
        for signer in [Self.signer(key: nil), Self.signer(key: "bb")] {
            let survey = Self.showing([Self.leaf(isLogged: nil)], elsewhere: [signer])
            #expect(try Self.finding(.tlsUnknownCA, in: survey).confidence == .likely)
        }
    }

    @Test func `is incomplete with the issuer of an older certificate behind it`() throws {
        for other in [Self.signer("CN=R3,O=Let's Encrypt"), Self.signer(key: "bb")] {
            let survey = Self.showing([Self.leaf(isLogged: true), other])
            #expect(try Self.finding(.tlsIncompleteChain, in: survey).confidence == .likely)
        }
    }

    @Test func `may be a private authority's, of which nobody can tell whether it signs with its root`() throws {
        let survey = Self.showing([Self.leaf(isLogged: nil)])
        let finding = try Self.finding(.tlsUnknownCA, in: survey)
        #expect(finding.confidence == .likely)
        #expect(finding.differential?.open.contains { $0.cause == .tlsIncompleteChain } ?? false)
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.map(\.id) == [.trustPrivateRoot, .sendIntermediate])
    }

    @Test func `is another matter where the issuer is there and its root is not known`() throws {
        let survey = Self.showing([Self.leaf(isLogged: true), Self.signer()])
        let finding = try Self.finding(.tlsUnknownCA, in: survey)
        #expect(finding.differential?.excluded.contains { $0.cause == .tlsIncompleteChain } == true)
        #expect(Guidance.remedies(for: finding, in: survey.assignment).map(\.id) == [.trustPrivateRoot])
    }

    @Test func `is another matter where the certificate signed itself, or is for another name`() throws {
        var itself = Self.leaf(isLogged: true)
        itself = Healthy.certificate(for: Self.own.host, issuer: "CN=\(Self.own.host)")
        #expect(try Self.finding(.tlsUnknownCA, in: Self.showing([itself])).claim == .certain)
        let stranger = Self.showing([Self.leaf(isLogged: true)]).changing(HandshakeTLS.self, about: Self.own) {
            $0.matchesName = false
        }
        #expect(!stranger.rootCauses.contains(.tlsIncompleteChain))
    }
}
