import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Testing

extension Survey {
    /// A log that says something, as many times as told.
    func told(
        _ code: LogCode, by speaker: LogSpeaker = .agent, count: Int = 38, until end: Int64 = 3_600,
        in source: LogSource = .container("edgeAgent"), _ change: (inout LogSighting) -> Void = { _ in }
    ) -> Survey {
        var sighting = LogSighting(code, by: speaker)
        for index in 0..<count {
            let seconds = startedAt.secondsSince1970 - end - Int64(count - 1 - index) * 10
            sighting.add(at: Timestamp(secondsSince1970: seconds))
        }
        change(&sighting)
        var evidence = LogEvidence()
        evidence.lines = count
        evidence.sightings = [sighting]
        evidence.last = sighting.last
        return adding(ReadLogs.self, about: source, evidence)
    }
}

struct `what a log says` {
    private let healthy = Survey.healthy.withFreePorts.hostname("gateway-1").runtime { _ in }
    private let blocked = Survey.healthy.withFreePorts.hostname("gateway-1").runtime { _ in }
        .connecting(.hubAMQP) { .silent($0) }

    private func findings(_ survey: Survey) -> [Finding] { Diagnosis(of: survey).findings }

    @Test func `bears witness for a live finding that accounts for it`() throws {
        let alone = findings(blocked)
        let together = findings(blocked.told(.agentFallback))
        #expect(together.map(\.cause) == alone.map(\.cause))
        let finding = try #require(together.first { $0.cause == .tcpDroppedPort || $0.cause == .transportOnly443 })
        let witness = try #require(finding.evidence.first { $0.role == .witness })
        #expect(witness.shows.english.hasPrefix("edgeAgent says since "))
        #expect(witness.shows.english.contains("38 times"))
        #expect(finding.explains.contains(.logAgentFallback))
        #expect(finding.confidence == alone.first { $0.cause == finding.cause }?.confidence)
    }

    @Test(arguments: [LogCode.agentFallback, .emptyConfig, .transientNetwork, .certificateUnverified])
    func `is information with its time where the network is healthy now`(code: LogCode) throws {
        let diagnosis = Diagnosis(of: healthy.told(code))
        let finding = try #require(diagnosis.findings.first)
        #expect(diagnosis.findings.count == 1 && finding.severity == .info && diagnosis.verdict == .ready)
        #expect(finding.cause.card.signatures.contains(code))
        #expect(finding.summary.english.contains("until 20"), "\(finding.summary.english)")
        #expect(finding.summary.english.contains("nothing since"))
    }

    @Test func `says so where it goes on although the network is healthy`() throws {
        let finding = try #require(findings(healthy.told(.emptyConfig, until: 5)).first)
        #expect(finding.severity == .info && finding.summary.english.contains("up to this run"))
    }

    @Test(arguments: [
        LogCode.moduleNotFound, .imageForbidden, .imageUnauthorized, .imageMissing, .outOfMemory, .malformedTime,
        .socketDenied, .noDeployment,
    ])
    func `is the finding where nothing that is measured could account for it`(code: LogCode) throws {
        let diagnosis = Diagnosis(of: healthy.told(code))
        let finding = try #require(diagnosis.findings.first)
        #expect(diagnosis.findings.count == 1 && finding.severity == .warning)
        #expect(diagnosis.verdict == .ready)
        #expect(finding.evidence.allSatisfy { $0.role == .speaks })
    }

    @Test func `of a port is the live conflict's witness, information where the port is free, else the finding`() throws
    {
        func taken(_ port: UInt16) -> (inout LogSighting) -> Void { { $0.port = port } }
        let conflict = healthy.port(443) { $0.isHeld(by: .nginx, at: "0.0.0.0") }
        let live = findings(conflict.told(.portAllocated, taken(443)))
        #expect(live.map(\.cause) == [.hostPortConflict])
        #expect(live.first?.evidence.contains { $0.role == .witness } == true)
        #expect(findings(healthy.told(.portAllocated, taken(443))).map(\.severity) == [.info])
        #expect(findings(healthy.told(.portAllocated, taken(1502))).map(\.severity) == [.warning])
        // A port that only the log names is looked at after it was read.
        func look(_ change: (inout PortEvidence) -> Void) -> Finding? {
            var evidence = PortEvidence()
            evidence.trials = [.init(address: .anyV4, error: nil), .init(address: .anyV6, error: nil)]
            change(&evidence)
            let port = LocalPort(PortBinding(port: 1502))
            let survey = healthy.adding(CheckModulePort.self, about: port, evidence)
            return findings(
                survey.told(.portAllocated) {
                    $0.port = 1502
                    $0.module = "web"
                }
            ).first
        }
        let free = try #require(look { _ in })
        #expect(free.severity == .info && free.summary.english.hasPrefix("The module web did not start: port 1502"))
        let held = try #require(look { $0.isHeld(by: .nginx) })
        #expect(held.severity == .warning && held.summary.english.contains("nginx (pid 812, nginx.service) listens on"))
        let own = try #require(
            look {
                $0.isHeld(by: .dockerProxy)
                $0.container = "web"
            })
        #expect(own.severity == .info && own.summary.english.contains("the module has the port now"))
        // A conflict of another port accounts for nothing here.
        let other = findings(conflict.told(.portAllocated, taken(1502)))
        #expect(other.map(\.cause) == [.hostPortConflict, .logPortAllocated])
    }

    @Test func `of a name and of what came of it is one finding, which says what tells most`() throws {
        let survey = healthy.told(.transientNetwork, until: 5).told(
            .nameUnresolved, until: 5, in: .container("edgeAgent-2"))
        let found = findings(survey)
        #expect(found.map(\.cause) == [.logTransientNetwork] && found.first?.evidence.count == 2)
        #expect(found.first?.summary.english.contains("was not found") == true)
    }

    @Test(arguments: [LogCode.connectionRefused, .connectionUnanswered, .nameUnresolved])
    func `of the way to the hub is the live finding's witness`(code: LogCode) {
        let all = Endpoint.hubEndpoints
        let survey = healthy.forEach(all) { survey, endpoint in survey.connecting(endpoint) { .silent($0) } }
        let found = findings(survey.told(code))
        #expect(!found.contains { $0.cause == .logTransientNetwork })
        #expect(found.contains { $0.explains.contains(.logTransientNetwork) })
    }

    @Test func `of requests that failed names the parent only where there is one`() throws {
        let finding = try #require(
            findings(healthy.told(.parentUnreachable, by: LogSpeaker(.daemon, "aziot-identityd"), in: .journal)).first)
        #expect(finding.cause == .logParentUnreachable && !finding.summary.english.contains("parent"))
        #expect(
            finding.summary.english.contains("aziot-identityd")
                && finding.summary.english.contains("the hub answers now"))
    }

    @Test func `of a stopped engine says why it does not start`() throws {
        func stopped(_ change: (inout LogSighting) -> Void = { _ in }) throws -> Finding {
            let survey = healthy.adding(DescribeEngine.self, about: Device(), EngineFacts(state: .stopped))
                .told(.engineConfiguration, by: LogSpeaker(.engine, "dockerd"), count: 3, in: .journal, change)
            let found = findings(survey)
            #expect(found.map(\.cause) == [.containerEngineStopped])
            return try #require(found.first)
        }
        let finding = try stopped()
        #expect(finding.summary.english.contains("does not take its configuration"))
        #expect(finding.evidence.count == 2)
        #expect(try stopped { $0.isRelieved = true }.evidence.count == 1)
        // Of an engine that runs it is the past.
        let running = healthy.told(.engineConfiguration, by: LogSpeaker(.engine, "dockerd"), in: .journal)
        #expect(findings(running).isEmpty)
    }

    @Test func `of a proxy and of a limit is a finding of its own`() {
        #expect(findings(healthy.told(.proxyDenied)).map(\.cause) == [.logProxyDenied])
        let limited = findings(healthy.told(.imageLimited, by: LogSpeaker(.engine, "dockerd"), in: .journal))
        #expect(limited.map(\.cause) == [.logImage429] && limited.map(\.severity) == [.warning])
    }

    @Test func `that came and went is nothing`() {
        let passing = healthy.told(.transientNetwork, by: .hub, count: 2) { $0.isRelieved = true }
        #expect(findings(passing).isEmpty)
        #expect(Diagnosis(of: passing).verdict == .ready)
    }

    @Test func `of the clock is information where the clock is right, and the skew's witness where it is off`() {
        #expect(findings(healthy.told(.tokenExpired)).allSatisfy { $0.severity == .info || $0.cause == .logClock })
    }

    @Test func `that the engine ended edgeHub for want of memory is certain; status 137 alone is possible`() {
        func ended(_ isOutOfMemory: Bool) -> [Finding] {
            var evidence = LogEvidence()
            evidence.container = LogEvidence.Container(
                isRunning: true, exitCode: 137, isOutOfMemory: isOutOfMemory, restarts: 3)
            return findings(healthy.adding(ReadLogs.self, about: .container("edgeHub"), evidence))
        }
        #expect(ended(true).map(\.cause) == [.logSmallDevice] && ended(true).first?.confidence == .certain)
        #expect(ended(false).isEmpty)
        let killed = findings(healthy.told(.killed, by: .unknown, count: 1))
        #expect(killed.map(\.cause) == [.logSmallDevice] && killed.map(\.confidence) == [.possible])
    }

    @Test func `of what nothing measures is information once it works, or the machine has started anew`() {
        #expect(findings(healthy.told(.imageUnauthorized) { $0.isRelieved = true }).map(\.severity) == [.info])
        let before = findings(healthy.told(.imageUnauthorized, count: 1) { $0.isOfEarlierStart = true })
        #expect(before.map(\.severity) == [.info])
        #expect(before.first?.summary.english.contains("nothing of it since") == true)
    }

    @Test func `of two programs' own ways to the hub are two matters`() {
        let survey = healthy.told(.transientNetwork, count: 5).told(
            .transientNetwork, by: .hub, count: 3, in: .container("edgeHub"))
        let subjects = findings(survey).map(\.subject.process)
        #expect(Set(subjects) == ["edgeAgent", "edgeHub"])
    }

    @Test func `in several logs is one finding with a proof of each`() throws {
        let survey = healthy.told(.moduleNotFound) { $0.module = "meter" }
            .told(.moduleNotFound, by: LogSpeaker(.daemon, "aziot-edged"), count: 2, in: .journal) {
                $0.module = "meter"
            }
        let found = findings(survey)
        #expect(found.count == 1 && found.first?.evidence.count == 2)
        #expect(found.first?.subject.process == "meter")
    }
}
