import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

private let on443: [Endpoint] = [.hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket]

/// What came back on a request inside TLS that somebody else signed.
struct `an answer inside TLS of an unknown root` {
    /// The hub's 443 is answered by somebody else, or through somebody else; its other ports are open.
    private func survey(_ status: Int?, isOfService: Bool = false, on endpoints: [Endpoint] = on443) -> Survey {
        Survey.healthy.translatingNothing().handshake(on: endpoints, { .unknownRoot($0) })
            .forEach(endpoints.filter { $0.transport == .https }) { survey, endpoint in
                survey.answered(status, isOfService: isOfService, on: endpoint)
            }
    }

    @Test(arguments: [200, 302, 307, 403, 451])
    func `is a filter's page, and the name is to be allowed`(status: Int) throws {
        let diagnosis = Diagnosis(of: survey(status))
        let finding = try #require(diagnosis.findings.first)
        #expect(diagnosis.findings.map(\.cause) == [.tlsBlockPage] && diagnosis.verdict == .blocked)
        #expect((finding.severity, finding.confidence, finding.owner) == (.error, .likely, .siteNetwork))
        #expect(finding.subject.name == Places.hub && finding.subject.port == 443)
        #expect(finding.summary.english.contains("HTTP \(status)"))
        #expect(finding.differential?.excluded.map(\.cause).contains(.tlsIntercepted) ?? false)
    }

    @Test func `with the hub's marks was passed on, and the interception is certain as before`() throws {
        let finding = try #require(Diagnosis(of: survey(401, isOfService: true)).findings.first)
        #expect((finding.cause, finding.confidence) == (.tlsIntercepted, .certain))
        #expect(finding.differential?.excluded.map(\.cause).contains(.tlsBlockPage) ?? false)
    }

    @Test(arguments: [404, 401, 500, 502, 503, nil] as [Int?])
    func `that may be anybody's leaves open whether it is a page`(status: Int?) throws {
        let finding = try #require(Diagnosis(of: survey(status)).findings.first)
        #expect((finding.cause, finding.confidence) == (.tlsIntercepted, .likely))
        #expect(finding.differential?.open.map(\.cause) == [.tlsBlockPage])
    }

    @Test func `is a page for the hub, whose authority nobody has to install`() throws {
        // Without it the root would be this device's to trust.
        let all = Endpoint.hubEndpoints
        #expect(survey(nil, on: all).rootCauses == [.tlsUnknownCA])
        #expect(survey(403, on: all).rootCauses == [.tlsBlockPage])
    }

    @Test func `is a page for one name, and the others' inspection is told beside it`() throws {
        let services: [Endpoint] = [.dpsHTTPS, .registryHTTPS]
        let survey = survey(403, on: Endpoint.hubEndpoints).handshake(on: services, { .unknownRoot($0) })
            .forEach(services) { $0.answered(401, isOfService: true, on: $1) }
        #expect(Set(survey.rootCauses) == [.tlsBlockPage, .tlsIntercepted])
        let inspected = try #require(survey.findings(by: TLSIsIntercepted.self).first)
        #expect(!inspected.summary.english.contains(Places.hub.description))
    }

    @Test func `is no page where the certificate is another server's own`() {
        let survey = survey(200).changing(RequestUnverified.self, about: .hubHTTPS) {
            $0.handshake?.matchesName = false
        }
        #expect(survey.causes(by: BlockPageAnswers.self).isEmpty)
    }

    @Test func `of a registry that the engine takes without a certificate is nobody's page`() {
        let survey = Survey.healthy.handshake(on: [.registryHTTPS], { .unknownRoot($0) })
            .asking { $0.insecureRegistries = [Places.registry] }.answered(403, on: .registryHTTPS)
        #expect(survey.causes(by: BlockPageAnswers.self).isEmpty)
    }
}

extension Survey {
    fileprivate func answered(_ status: Int?, isOfService: Bool = false, on endpoint: Endpoint) -> Survey {
        var evidence = UnverifiedEvidence(connect: Healthy.attempt(endpoint))
        evidence.handshake = .unknownRoot(endpoint)
        evidence.exchange = Healthy.exchange()
        evidence.answer = status.map { HTTPAnswer(status: $0, headers: [], bodyOpening: nil) }
        evidence.isOfService = isOfService
        return adding(RequestUnverified.self, about: endpoint, evidence)
    }
}
