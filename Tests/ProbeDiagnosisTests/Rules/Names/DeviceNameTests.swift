import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What is said of the hub's TLS 1.3 name, which nothing needs.
struct `the hub's TLS 1.3 name` {
    private let hub = Endpoint.hubHTTPS
    private let device: HostName
    private let inside: IPAddress
    private let outside: IPAddress

    init() throws {
        device = try #require(Places.hub.deviceName)
        inside = try #require(IPAddress("10.8.7.6"))
        outside = try #require(IPAddress("203.0.113.77"))
    }

    private func survey(_ evidence: ShortLadderEvidence, isPrivate: Bool = false) -> Survey {
        let survey = Survey.healthy.adding(ReachDeviceName.self, about: hub, from: .host, evidence)
        guard isPrivate else { return survey }
        return survey.resolving(Healthy.resolution(of: hub.host, to: [inside]))
    }

    private func nothing(code: Int) -> ShortLadderEvidence {
        var evidence = ShortLadderEvidence(host: device)
        var answer = Healthy.answer(device, .a, [])
        answer.responseCode = code
        var resolution = NameEvidence()
        resolution.servers = [.init(server: Places.resolver, answers: [answer])]
        evidence.resolution = resolution
        return evidence
    }

    private func reached(_ address: IPAddress, _ result: Handshake.Result) -> ShortLadderEvidence {
        var evidence = ShortLadderEvidence(host: device)
        evidence.resolution = Healthy.resolution(of: device, to: [address])
        let endpoint = Endpoint(.hub, device, .https)
        evidence.connect = Healthy.connection(endpoint, to: address)
        var handshake = Healthy.handshake(endpoint)
        handshake.result = result
        evidence.handshake = handshake
        return evidence
    }

    @Test(arguments: [0, 3])
    func `that is missing is told where the private zone has the other one`(code: Int) throws {
        let survey = survey(nothing(code: code), isPrivate: true)
        let finding = try #require(survey.findings(by: DeviceNameIsMissing.self).first)
        #expect(finding.severity == .info && finding.confidence == .certain)
        #expect(finding.subject.name == device)
        #expect(Diagnosis(of: survey).findings.allSatisfy { $0.severity == .info })
    }

    @Test func `that is missing in public is no news: not every hub has it`() {
        #expect(survey(nothing(code: 3)).causes(by: DeviceNameIsMissing.self).isEmpty)
    }

    @Test func `that no resolver has answered for is not missing`() {
        #expect(survey(nothing(code: 2), isPrivate: true).causes(by: DeviceNameIsMissing.self).isEmpty)
        var silent = nothing(code: 3)
        silent.resolution?.servers[0].answers[0].result = .silent
        #expect(survey(silent, isPrivate: true).causes(by: DeviceNameIsMissing.self).isEmpty)
    }

    @Test func `that leads past the private endpoint is told, and one that leads to it is not`() throws {
        let past = survey(reached(outside, .completed), isPrivate: true)
        #expect(past.causes(by: DeviceNameIsMissing.self) == [.dnsDeviceNameMissing])
        #expect(survey(reached(inside, .completed), isPrivate: true).causes(by: DeviceNameIsMissing.self).isEmpty)
    }

    @Test(arguments: [Handshake.Result.closed, .reset, .silent, .alert])
    func `that is cut where the classic one passes is information`(result: Handshake.Result) throws {
        let survey = survey(reached(outside, result))
        let finding = try #require(survey.findings(by: DeviceNameIsBlocked.self).first)
        #expect(finding.severity == .info && finding.confidence == .likely)
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .ready)
        let row = try #require(diagnosis.picture.matrix.rows.first { $0.matter == .deviceName })
        #expect(row.cells.first == .fallsShort(1))
    }

    @Test func `that works is a row of the matrix and no finding`() throws {
        let diagnosis = Diagnosis(of: survey(reached(outside, .completed)))
        #expect(diagnosis.findings.isEmpty)
        let row = try #require(diagnosis.picture.matrix.rows.first { $0.matter == .deviceName })
        let handshake = Healthy.handshake(Endpoint(.hub, device, .https))
        let time = Seconds(Healthy.attempt(Endpoint(.hub, device, .https)).latency.value + handshake.duration.value)
        #expect(row.cells.first == .works(time, .direct), "the network's times, however long the run took")
    }

    @Test func `that was not met before the run ended is neither`() {
        #expect(survey(reached(outside, .superseded)).causes(by: DeviceNameIsBlocked.self).isEmpty)
    }
}
