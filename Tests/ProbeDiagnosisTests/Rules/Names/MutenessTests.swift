import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `resolvers that do not answer` {
    private static func unreachable(
        _ error: SystemError, _ icmp: ICMPError? = nil, server: SocketAddress = Places.resolver
    ) -> Survey {
        Survey.healthy.resolving(
            .failing(Places.hub, servers: [server]) {
                $0.result = .unreachable
                $0.responseCode = nil
                $0.error = error
                $0.icmp = icmp
            })
    }

    private static func overTCP(_ result: DNSAnswer.Result) -> AnswersOverTCP {
        var answer = Healthy.answer(Places.hub, .a, [Places.hubAddress], over: .tcp)
        if result != .answered { answer.isSilent() }
        return AnswersOverTCP(answers: [answer])
    }

    @Test func `are silent`() throws {
        let survey = Survey.healthy.resolving(.silent(Places.hub, servers: [Places.resolver, Places.secondResolver]))
        #expect(survey.pathCauses == [.dnsTimeout])
        let finding = try survey.pathFinding(.dnsTimeout)
        #expect(finding.claim == .certain)
        #expect(finding.severity == .error)
        #expect(finding.summary.english.contains("10.3.0.53:53 and 10.3.0.54:53"))
    }

    @Test func `are likely silent after one datagram`() throws {
        let survey = Survey.healthy.resolving(.failing(Places.hub) { $0.isSilent(after: 1) })
        #expect(try survey.pathFinding(.dnsTimeout).claim == .likely)
    }

    @Test(arguments: [(5.0, Finding.Confidence.certain), (30, .likely)])
    func `are certainly silent only after all of a client's patience`(patience: Double, claim: Finding.Confidence)
        throws
    {
        var evidence = NameEvidence.failing(Places.hub) {
            $0.isSilent()
            $0.latency = Seconds(5.3)
        }
        evidence.clientPatience = Seconds(patience)
        #expect(try Survey.healthy.resolving(evidence).pathFinding(.dnsTimeout).claim == claim)
    }

    @Test func `are not configured`() throws {
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0 = NameEvidence()
            $0.configurationProblem = "names no resolver"
        }
        #expect(survey.pathCauses == [.dnsTimeout])
        #expect(try survey.pathFinding(.dnsTimeout).owner == .device)
    }

    @Test func `do not listen on their port`() throws {
        let remote = Self.unreachable("ECONNREFUSED", .v4(3, 3, from: "10.3.0.53"))
        #expect(remote.pathCauses == [.dnsPortRefused])
        #expect(try remote.pathFinding(.dnsPortRefused).owner == .siteNetwork)
        let stub = Self.unreachable("ECONNREFUSED", server: SocketAddress(Places.address("127.0.0.53"), port: 53))
        #expect(stub.pathCauses == [.dnsPortRefused])
        #expect(try stub.pathFinding(.dnsPortRefused).owner == .device)
    }

    @Test func `are kept away by a router that says of their port that it is closed`() throws {
        let survey = Self.unreachable("ECONNREFUSED", .v4(3, 3, from: "10.1.0.1"))
        #expect(survey.pathCauses == [.dnsTimeout])
        let finding = try survey.pathFinding(.dnsTimeout)
        #expect(finding.owner == .siteNetwork && finding.location.address == Places.address("10.1.0.1"))
    }

    @Test func `do not listen on their port, says loopback's own ICMP`() throws {
        let stub = Self.unreachable(
            "ECONNREFUSED", .v4(3, 3, from: "127.0.0.1", isLocal: true),
            server: SocketAddress(Places.address("127.0.0.53"), port: 53))
        #expect(stub.pathCauses == [.dnsPortRefused])
    }

    @Test func `answer over TCP only`() throws {
        let silent = Survey.healthy.resolving(.silent(Places.hub))
            .adding(AskOverTCP.self, about: Name(Places.hub), Self.overTCP(.answered))
        #expect(silent.pathCauses == [.dnsUDPBlocked])
        // The resolver answers for other names.
        #expect(try silent.pathFinding(.dnsUDPBlocked).claim == .possible)
        let several = silent.changing(ResolveName.self, about: Name(Places.dps)) { $0 = .silent(Places.dps) }
        #expect(several.causes(by: NamesNeedTCP.self).isEmpty)
        let prohibited = Self.unreachable("EHOSTUNREACH", .v4(3, 13, from: "10.1.0.1"))
            .adding(AskOverTCP.self, about: Name(Places.hub), Self.overTCP(.answered))
        #expect(prohibited.pathCauses == [.dnsUDPBlocked])
        #expect(try prohibited.pathFinding(.dnsUDPBlocked).location.address == Places.address("10.1.0.1"))
    }

    private static func answers(from source: SocketAddress) -> AnswersFromAnySource {
        var heard = AnswersFromAnySource()
        heard.answers = [.init(server: Places.resolver, source: source, latency: Seconds(0.01))]
        return heard
    }

    @Test(arguments: [
        SocketAddress(Places.address("10.3.0.54"), port: 53), SocketAddress(Places.resolver.address, port: 5300),
    ])
    func `answer from elsewhere`(source: SocketAddress) throws {
        let silent = Survey.healthy.resolving(.silent(Places.hub))
            .adding(AskFromAnySource.self, about: Name(Places.hub), Self.answers(from: source))
        for survey in [
            silent, silent.adding(AskOverTCP.self, about: Name(Places.hub), Self.overTCP(.answered)),
        ] {
            #expect(survey.pathCauses == [.dnsOtherSource])
            let finding = try survey.pathFinding(.dnsOtherSource)
            #expect((finding.confidence, finding.owner) == (.certain, .siteNetwork))
            #expect(finding.subject.resolver == Places.resolver)
        }
    }

    @Test func `answer late, from where they were asked`() {
        let survey = Survey.healthy.resolving(.silent(Places.hub))
            .adding(AskFromAnySource.self, about: Name(Places.hub), Self.answers(from: Places.resolver))
        #expect(survey.pathCauses == [.dnsTimeout])
    }

    @Test func `answer over neither`() {
        let survey = Survey.healthy.resolving(.silent(Places.hub))
            .adding(AskOverTCP.self, about: Name(Places.hub), Self.overTCP(.silent))
        #expect(survey.pathCauses == [.dnsTimeout])
    }

    @Test(arguments: [DNSAnswer.Result.silent, .unreachable, .malformed])
    func `have an answer too long for UDP, and none over TCP`(result: DNSAnswer.Result) throws {
        var evidence = NameEvidence.failing(Places.hub) { _ in }
        evidence.servers[0].answers = [DNSAnswer.QueryType.a, .aaaa].map { type in
            var answer = Healthy.answer(Places.hub, type, [], over: .tcp)
            answer.wasTruncated = true
            answer.result = result
            answer.responseCode = nil
            if result == .unreachable { answer.error = "ECONNREFUSED" }
            return answer
        }
        let survey = Survey.healthy.resolving(evidence)
        #expect(survey.pathCauses == [.dnsTCPBlocked])
        let finding = try survey.pathFinding(.dnsTCPBlocked)
        #expect((finding.severity, finding.confidence, finding.owner) == (.error, .certain, .siteNetwork))
        #expect(finding.subject == Finding.Subject(Places.hub, resolver: Places.resolver))
    }

    @Test func `are stopped by this device's own firewall`() throws {
        #expect(Self.unreachable("EPERM").pathCauses == [.hostOutputDropped])
        #expect(try Self.unreachable("EPERM").pathFinding(.hostOutputDropped).severity == .error)
    }

    /// A list of both kinds of addresses, on a device that has a route for one alone.
    private static func dual(_ change: (inout DNSAnswer) -> Void) -> Survey {
        let other = SocketAddress(Places.address("fd00:abcd::53"), port: 53)
        var evidence = NameEvidence.failing(Places.hub, servers: [other]) {
            ($0.result, $0.responseCode, $0.error) = (.unreachable, nil, "ENETUNREACH")
        }
        evidence.servers += NameEvidence.failing(Places.hub, change).servers
        return Survey.healthy.resolving(evidence)
    }

    @Test func `are stopped by this device's own firewall, whatever has no route beside them`() throws {
        let survey = Self.dual { ($0.result, $0.responseCode, $0.error) = (.unreachable, nil, "EPERM") }
        #expect(survey.pathCauses == [.hostOutputDropped])
        #expect(try survey.pathFinding(.hostOutputDropped).subject.resolver == Places.resolver)
    }

    @Test func `are silent or out of reach each by itself, whatever has no route beside them`() throws {
        let silent = try Self.dual { $0.isSilent() }.pathFinding(.dnsTimeout)
        #expect(silent.subject.resolver == Places.resolver)
        #expect(silent.summary.english.contains("silent") && !silent.summary.english.contains("fd00"))
        let beyond = try Self.dual {
            ($0.result, $0.responseCode, $0.error) = (.unreachable, nil, "EHOSTUNREACH")
            $0.icmp = .v4(3, 1, from: "10.1.0.1")
        }.pathFinding(.dnsTimeout)
        #expect((beyond.claim, beyond.location.address) == (.certain, Places.address("10.1.0.1")))
    }

    @Test func `are not known to be silent by themselves where this device keeps a question from one of them`() throws {
        var evidence = NameEvidence.failing(Places.hub) {
            ($0.result, $0.responseCode, $0.error) = (.unreachable, nil, "EPERM")
        }
        evidence.servers += NameEvidence.silent(Places.hub, servers: [Places.secondResolver]).servers
        let finding = try #require(
            Diagnosis(of: Survey.healthy.resolving(evidence)).findings.first { $0.cause == .dnsTimeout })
        #expect(finding.subject.resolver == Places.secondResolver && finding.confidence != .certain)
        #expect(finding.differential?.open.map(\.cause).contains(.hostOutputDropped) == true)
    }

    @Test(arguments: [
        Survey.healthy, .healthy.resolving(.answering(Places.hub, code: 3)),
        .healthy.resolving(.answering(Places.hub, code: 2)),
        unreachable("ENETUNREACH"),
    ])
    func `are not found`(in survey: Survey) {
        for rule: any Rule.Type in [ResolversAreSilent.self, ResolverPortIsRefused.self, NamesNeedTCP.self] {
            #expect(survey.findings(by: rule).isEmpty, "\(rule)")
        }
    }
}

struct `a first resolver that is silent` {
    private static func survey(first change: (inout DNSAnswer) -> Void) -> Survey {
        Survey.healthy.forEach([Places.hub, Places.dps, Places.registry]) { survey, host in
            survey.changing(ResolveName.self, about: Name(host)) {
                $0.servers.insert(
                    NameEvidence.failing(host, servers: [Places.secondResolver], change).servers[0], at: 0)
            }
        }
    }

    @Test func `is one warning for all names`() throws {
        let survey = Self.survey { $0.isSilent() }
        #expect(survey.pathCauses == [.dnsSlowFirst])
        let finding = try survey.pathFinding(.dnsSlowFirst)
        #expect(finding.severity == .warning)
        #expect(finding.subject == Finding.Subject(resolver: Places.secondResolver))
        #expect(finding.evidence.count == 3)
    }

    @Test func `is none where it fails at once`() {
        let survey = Self.survey {
            $0.result = .unreachable
            $0.error = "ECONNREFUSED"
        }
        #expect(survey.pathCauses.isEmpty)
    }

    @Test func `is none where it answers for another name`() {
        let survey = Self.survey { $0.isSilent() }.changing(ResolveName.self, about: Name(Places.dps)) {
            $0.servers[0].answers = [Healthy.answer(Places.dps, from: Places.secondResolver, [Places.dpsAddress])]
        }
        #expect(survey.pathCauses.isEmpty)
    }

    @Test func `hides nothing`() {
        let survey = Self.survey { $0.isSilent() }.connecting(.hubAMQP) { .silent($0) }
        #expect(survey.pathCauses == [.tcpDroppedPort, .dnsSlowFirst])
    }
}
