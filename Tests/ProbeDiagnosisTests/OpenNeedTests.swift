import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What a headline says of something that was neither proven nor refuted.
struct `what is open` {
    private func headline(_ survey: Survey, _ location: SourceLocation = #_sourceLocation) -> String {
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .inconclusive, sourceLocation: location)
        return diagnosis.summary.english
    }

    @Test(
        arguments: [(.budget, "a longer --budget"), (.interrupted, "run it again"), (.excluded, "--only and --skip")]
            as [(SkipReason.Code, String)])
    func `says why nobody asked, and what would settle it`(code: SkipReason.Code, next: String) {
        let survey = Survey.healthy.skipping(ConnectEndpoint.self, about: .hubHTTPS, because: code)
        let sentence = headline(survey)
        #expect(sentence.hasPrefix("Whether HTTPS to the hub works from this host is open: "))
        #expect(sentence.contains(next), "\(sentence)")
    }

    @Test func `says what came to no end`() {
        let failed = Survey.healthy.failing(HandshakeTLS.self, about: .hubHTTPS, because: .descriptors)
        #expect(headline(failed).hasSuffix("is open: tls.handshake came to no end: as the test has it."))
        let late = Survey.healthy.changing(HandshakeTLS.self, about: .hubHTTPS) { $0 = .ended(.hubHTTPS, .superseded) }
        #expect(headline(late).contains("Nothing had answered".lowercasedFirst))
    }

    @Test func `says what comes and goes`() {
        let survey = Survey.healthy.changing(HandshakeTLS.self, about: .hubHTTPS) { $0 = .ended(.hubHTTPS, .reset) }
            .adding(RepeatHandshake.self, about: .hubHTTPS, .completed(.hubHTTPS))
        #expect(headline(survey).contains("it comes and goes"))
    }

    private func registry(_ change: (inout RegistryEvidence) -> Void) -> Survey {
        Survey.healthy.without(ReachDataEndpoint.self).changing(RequestRegistry.self, about: .registryHTTPS) {
            ($0.dataEndpoint, $0.blobStatus) = (nil, nil)
            change(&$0)
        }
    }

    @Test func `says what the registry answered`() {
        let busy = registry { $0.isAsked(forToken: 503) }
        #expect(headline(busy).contains("a token with HTTP 503; run again"))
        let unasked = registry { $0.isAsked(forToken: nil) }
        #expect(headline(unasked).contains("it wants a token of its token service"))
        let empty = registry { ($0.tokenRealm, $0.tokenStatus, $0.authorizedStatus) = (nil, nil, 404) }
        #expect(headline(empty).contains("HTTP 404") && headline(empty).contains("--deployment"))
        let cut = registry { ($0.authorizedStatus, $0.blob) = (200, "sha256:ab") }
        #expect(headline(cut).contains("no answer to a request for a layer"))
        let forbidden = registry { ($0.authorizedStatus, $0.blob, $0.blobStatus) = (200, "sha256:ab", 403) }
        #expect(headline(forbidden).contains("a layer with HTTP 403"))
        let elsewhere = registry { ($0.authorizedStatus, $0.blob, $0.blobStatus) = (200, "sha256:ab", 307) }
        #expect(headline(elsewhere).contains("to a place that is not asked"))
    }

    @Test func `names the fault that leaves it open`() throws {
        let limited = registry { $0.isAsked(forToken: 429) }
        let diagnosis = Diagnosis(of: limited)
        let finding = try #require(diagnosis.findings.first)
        #expect(finding.cause == .registryLimited && finding.severity == .warning)
        #expect(diagnosis.summary.english.hasSuffix(finding.summary.english))
    }
}

extension RegistryEvidence {
    /// It wants a token, which nothing came of.
    fileprivate mutating func isAsked(forToken status: Int?) {
        tokenRealm = WireText("https://registry.example:5001/token")
        (tokenStatus, authorizedStatus) = (status, nil)
    }
}

extension String {
    /// As a clause begins.
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
