import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What is out of the ordinary and belongs to no finding.
struct `what no finding accounts for` {
    /// A registry that says nothing, for which no rule has a name.
    private static let survey = Survey.healthy.changing(RequestRegistry.self, about: .registryHTTPS) {
        $0 = RegistryEvidence(exchange: .unanswered(.silent))
    }

    private static func traces(beside findings: Finding...) -> [Int] {
        Residue(beside: findings, in: Scene(of: survey)).traces.map(\.observation)
    }

    private static var silence: Int? {
        survey.seen(RequestRegistry.self, about: Endpoint.registryHTTPS, from: .host)?.index
    }

    @Test func `is shown`() throws {
        #expect(Self.traces() == [try #require(Self.silence)])
        #expect(Diagnosis(of: Self.survey).unexplained.map(\.observation) == [try #require(Self.silence)])
    }

    @Test(arguments: [Cause.containerEngineAbsent, .containerNotMeasured, .hostHostnameTooLong, .dnsSlowFirst])
    func `is not explained by what stops no connection, however much it is about`(cause: Cause) {
        #expect(Self.traces(beside: Made.made(cause, as: .info, Finding.Subject())) == Self.traces())
    }

    @Test func `is explained by what stops everything`() {
        #expect(Self.traces(beside: Made.made(.tcpDroppedAll, Finding.Subject())).isEmpty)
        #expect(Self.traces(beside: Made.made(.tcpDroppedAll, Made.hub)) == Self.traces())
    }

    @Test func `is explained by whatever refers to it`() throws {
        var finding = Made.made(.containerEngineAbsent, as: .info, Finding.Subject())
        finding.evidence = [Finding.Proof(try #require(Self.silence), "nothing came back")]
        #expect(Self.traces(beside: finding).isEmpty)
    }

    @Test func `is shown beside a missing engine`() throws {
        let survey = Self.survey.adding(ReadRuntime.self, about: Device(), RuntimeEvidence())
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.findings.map(\.cause).contains(.containerEngineAbsent))
        #expect(diagnosis.unexplained.count == 1)
    }

    @Test func `is what was not tried, whatever a finding says of the addresses that were`() throws {
        func survey(leftOut: Int) -> Survey {
            Survey.healthy.changing(ConnectEndpoint.self, about: .hubAMQP) { evidence in
                evidence.connected = nil
                evidence.attempts = evidence.attempts.map { attempt in
                    var attempt = attempt
                    attempt.result = .silent
                    return attempt
                }
                evidence.leftOut = [LeftOut(.addresses, leftOut)].recorded
            }
        }
        let scene = Scene(of: survey(leftOut: 3))
        let residue = Residue(beside: [Made.made(.tcpDroppedAll, Finding.Subject())], in: scene)
        #expect(residue.traces.map(\.shows.english).contains { $0.hasPrefix("3 addresses more") })
        #expect(
            Residue(beside: [], in: Scene(of: survey(leftOut: 0))).traces.allSatisfy {
                !$0.shows.english.contains("more")
            })
        #expect(
            !Diagnosis(of: survey(leftOut: 3)).findings.contains {
                $0.confidence == .certain && $0.cause == .tcpDroppedPort
            })
    }
}
