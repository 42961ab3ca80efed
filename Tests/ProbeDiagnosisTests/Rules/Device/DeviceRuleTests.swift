import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `the device's name` {
    private let healthy = Survey.healthy.hostname("gw-lab-17", configured: "gw-lab-17", static: "gw-lab-17")

    @Test func `that is short and the same everywhere is no finding`() {
        #expect(Diagnosis(of: healthy).findings.isEmpty && Diagnosis(of: healthy).verdict == .ready)
    }

    @Test func `may have 64 characters and no more`() throws {
        let longest = String(repeating: "a", count: 60) + ".abc"
        #expect(Survey.healthy.hostname(longest).causes(by: HostnameIsTooLong.self).isEmpty)
        let survey = Survey.healthy.hostname("gw", configured: longest + "d")
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.findings.map(\.cause) == [.hostHostnameTooLong])
        #expect(diagnosis.verdict == .blocked)
        #expect(
            diagnosis.summary.english.contains("65 characters")
                && diagnosis.summary.english.contains("/etc/aziot/config.toml"))
    }

    @Test func `that is too long only from the next start on is a warning`() {
        let survey = Survey.healthy.hostname("gw", static: String(repeating: "a", count: 70))
        #expect(survey.findings(by: HostnameIsTooLong.self).map(\.severity) == [.warning])
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test(
        arguments: [
            ("gw", "gw.plant.example", true), ("gw", "GW", true), ("gw.plant.example", "gw", true),
            ("gw", "10.0.0.5", true),
            ("gw", "other", false), ("gw", "gwx.plant.example", false), ("my_gw", nil, false), ("gw-", nil, false),
        ] as [(String, String?, Bool)])
    func `may differ from the configured one by its domain only`(name: String, configured: String?, isRight: Bool) {
        let survey = Survey.healthy.hostname(name, configured: configured)
        #expect(survey.findings(by: HostnameIsInvalid.self).map(\.severity) == (isRight ? [] : [.warning]))
        #expect(Diagnosis(of: survey).verdict == .ready)
    }
}

struct `the device's clock beside time servers` {
    @Test func `is certainly off where a time server and a service agree`() {
        let survey = Survey.healthy.dates(hub: 3600).timeServer(3601)
        #expect(survey.findings(by: ClockIsOff.self).map(\.confidence) == [.certain])
        #expect(survey.findings(by: ClockIsOff.self).first?.evidence.count == 2)
    }

    @Test func `is likely off where only time servers say so`() {
        #expect(Survey.healthy.dates().timeServer(86_400).findings(by: ClockIsOff.self).map(\.claim) == [.likely])
    }

    @Test(arguments: [nil, 0, 3600] as [Int64?])
    func `is right where a service agrees with it, whatever a time server says`(offset: Int64?) {
        let survey = Survey.healthy.dates(hub: 1, dps: 0).timeServer(offset)
        #expect(survey.causes(by: ClockIsOff.self).isEmpty && Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `is off where services agree against its time server, which may have misled it`() {
        let survey = Survey.healthy.dates(hub: 3600, dps: 3600).timeServer(0)
        #expect(survey.findings(by: ClockIsOff.self).map(\.claim) == [.likely])
    }

    @Test func `is in doubt where one service and one time server contradict each other`() {
        let survey = Survey.healthy.dates(hub: 3600).timeServer(0)
        #expect(survey.causes(by: ClockIsOff.self).isEmpty && Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `is in doubt where time servers contradict each other`() {
        let survey = Survey.healthy.dates().timeServer(3600).timeServer(-3600, at: "10.3.0.8")
        #expect(survey.causes(by: ClockIsOff.self).isEmpty && Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `is not judged by a time server's silence`() {
        let survey = Survey.healthy.timeServer(nil)
        #expect(Diagnosis(of: survey).findings.isEmpty && Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `is right where it was before the tool was made, and a time server agrees`() {
        let past = Survey(
            assignment: Survey.healthy.assignment, startedAt: Timestamp(secondsSince1970: 60),
            observations: Survey.healthy.observations)
        #expect(past.dates().timeServer(0).causes(by: ClockIsOff.self).isEmpty)
        #expect(past.dates().timeServer(nil).findings(by: ClockIsOff.self).map(\.claim) == [.certain])
    }

    @Test(arguments: [Int64.max / 2, -9_000_000_000])
    func `survives any offset`(offset: Int64) {
        _ = Diagnosis(of: Survey.healthy.dates().timeServer(offset))
    }
}

struct `the device's link` {
    private func interface(_ name: InterfaceName, _ addresses: [String], hasCarrier: Bool = true, isUp: Bool = true)
        -> LinkEvidence.Interface
    {
        LinkEvidence.Interface(
            name: name, isUp: isUp, hasCarrier: hasCarrier, addresses: addresses.map { Places.address($0) })
    }

    private var unreachable: Survey {
        Survey.healthy.forEach([Places.hub, Places.dps, Places.registry]) { survey, host in
            survey.changing(ResolveName.self, about: Name(host)) {
                $0.source = .hostsFile
                $0.hostsFile = $0.addresses
                $0.servers = []
            }
        }.connecting(Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]) {
            .failed($0, "ENETUNREACH", isSynchronous: true)
        }
    }

    @Test func `that is there is no finding`() {
        let survey = Survey.healthy.links([interface("lo", ["127.0.0.1"]), interface("eth0", ["10.3.0.17"])])
        #expect(Diagnosis(of: survey).findings.isEmpty)
    }

    @Test func `that has no carrier explains that nothing can leave`() throws {
        let survey = unreachable.links([
            interface("lo", ["127.0.0.1"]), interface("eth0", [], hasCarrier: false),
            interface("docker0", ["172.17.0.1"]),
        ])
        let finding = try #require(Rulebook.findings(in: Scene(of: survey)).first)
        #expect(Rulebook.findings(in: Scene(of: survey)).map(\.cause) == [.hostLinkDown])
        #expect(finding.explains.contains(.routeNone))
        #expect(finding.summary.english.contains("link"))
    }

    @Test func `that has only an address of its own making lacks DHCP`() {
        let survey = unreachable.links([interface("eth0", ["169.254.7.7", "fe80::1"])])
        #expect(survey.findings(by: LinkIsDown.self).first?.summary.english.contains("DHCP") == true)
    }

    @Test func `that is a bridge of the device's own is there, and an engine's is none`() {
        let own = unreachable.links([interface("br-lan", ["192.168.1.1"]), interface("eth0", [])])
        #expect(own.causes(by: LinkIsDown.self).isEmpty)
        let engines = unreachable.links([interface("br-0123456789ab", ["172.18.0.1"]), interface("eth0", [])])
        #expect(engines.causes(by: LinkIsDown.self) == [.hostLinkDown])
    }

    @Test func `whose bridge has the address and passes nothing is no matter of DHCP`() throws {
        var port = interface("eth0", [])
        port.master = "br0"
        let survey = unreachable.links([port, interface("br0", ["10.3.0.17"], hasCarrier: false)])
        let finding = try #require(survey.findings(by: LinkIsDown.self).first)
        #expect(finding.summary.english.hasPrefix("br0 has this device's address and no link"))
    }

    @Test func `that is loopback, switched off, is down for the device's own resolver`() {
        func survey(_ resolver: String, isUp: Bool) -> Survey {
            var loopback = interface("lo", ["127.0.0.1"])
            loopback.isUp = isUp
            let server = SocketAddress(Places.address(resolver), port: 53)
            return Survey.healthy.resolving(.silent(Places.hub, servers: [server])).links([
                loopback, interface("eth0", ["10.3.0.17"]),
            ])
        }
        #expect(survey("127.0.0.1", isUp: false).causes(by: LinkIsDown.self) == [.hostLinkDown])
        #expect(survey("127.0.0.1", isUp: true).causes(by: LinkIsDown.self).isEmpty)
        #expect(survey("10.3.0.53", isUp: false).causes(by: LinkIsDown.self).isEmpty)
    }

    @Test func `that has a default route is there, whatever its name`() {
        var evidence = LinkEvidence()
        evidence.interfaces = [interface("virbr1", ["10.3.0.17"])]
        let survey = unreachable.adding(ReadLinks.self, about: Device(), evidence)
        #expect(survey.causes(by: LinkIsDown.self) == [.hostLinkDown])
        evidence.gateways = [.init(address: Places.address("10.3.0.1"), interface: "virbr1", neighbour: .resolved)]
        #expect(unreachable.adding(ReadLinks.self, about: Device(), evidence).causes(by: LinkIsDown.self).isEmpty)
    }

    @Test func `over which a resolver answered, or a router said no, is not down`() {
        let survey = unreachable.links([interface("eth0", [], hasCarrier: false)])
        #expect(survey.causes(by: LinkIsDown.self) == [.hostLinkDown])
        let named = survey.changing(ResolveName.self, about: Name(Places.hub)) {
            $0 = Healthy.resolution(of: Places.hub)
        }
        #expect(named.causes(by: LinkIsDown.self).isEmpty)
        let told = survey.connecting(.hubAMQP) { .failed($0, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.1.0.1")) }
        #expect(told.causes(by: LinkIsDown.self).isEmpty)
    }

    @Test func `that nothing is known of, or over which something answered, is not down`() {
        #expect(unreachable.causes(by: LinkIsDown.self).isEmpty)
        #expect(Survey.healthy.links([interface("eth0", [], hasCarrier: false)]).causes(by: LinkIsDown.self).isEmpty)
    }
}

struct `the device's configuration` {
    private func file(_ path: String, _ problem: SyntaxProblem?, line: Int? = nil)
        -> ConfigurationFile
    {
        var file = ConfigurationFile(path: path, state: problem == nil ? .read : .malformed)
        file.problem = problem
        file.line = line
        return file
    }

    @Test func `that does not parse is named with its line`() throws {
        let survey = Survey.healthy.configuration { $0.files = [file("/etc/iotedge/config.yaml", .tab, line: 12)] }
        let finding = try #require(survey.findings(by: ConfigurationIsMalformed.self).first)
        #expect(finding.severity == .warning)
        #expect(
            finding.summary.english.contains("Line 12 of /etc/iotedge/config.yaml")
                && finding.summary.english.contains("tab"))
    }

    @Test func `that reads well, is closed to this user or whose language is not certain is no finding`() {
        let survey = Survey.healthy.configuration { evidence in
            evidence.files = [
                file("/etc/aziot/config.toml", nil), file("/var/lib/aziot/identityd/device_info", .other),
            ]
            var closed = ConfigurationFile(path: "/etc/docker/daemon.json", state: .unreadable)
            closed.error = "EACCES"
            evidence.files.append(closed)
            evidence.files.append(ConfigurationFile(path: "/etc/iotedge/config.yaml", state: .unsupported))
        }
        #expect(Diagnosis(of: survey).findings.isEmpty)
    }

    @Test func `that keeps a stopped engine from starting is why it is stopped`() throws {
        func diagnosis(_ problem: SyntaxProblem) -> Diagnosis {
            Diagnosis(
                of: Survey.healthy.adding(DescribeEngine.self, about: Device(), EngineFacts(state: .stopped))
                    .configuration { $0.files = [file("/etc/docker/daemon.json", problem, line: 3)] })
        }
        let broken = diagnosis(.comma)
        #expect(broken.findings.map(\.cause) == [.configMalformed])
        #expect(broken.findings.first?.explains == [.containerEngineStopped])
        #expect(broken.summary.english.contains("line 3 of /etc/docker/daemon.json"))
        #expect(broken.summary.english.contains("correct that, start it, and run again"))
        // Some version of it takes that.
        #expect(Set(diagnosis(.unknownMember).findings.map(\.cause)) == [.configMalformed, .containerEngineStopped])
    }

    private func engine(_ version: String?) -> Survey {
        guard let version else { return .healthy }
        var facts = EngineFacts(state: .running)
        facts.name = LocalText("docker")
        facts.version = LocalText(version)
        return Survey.healthy.adding(DescribeEngine.self, about: Device(), facts)
    }

    /// What one version of the engine refuses, another takes.
    @Test(
        arguments: [
            (.byteOrderMark, "20.10.24", .certain), (.byteOrderMark, "24.0.7", nil), (.byteOrderMark, nil, nil),
            (.empty, "20.10.24", .certain), (.newerMember, "20.10.24", .certain), (.newerMember, "28.0", nil),
            (.trailing, "20.10.24", nil), (.trailing, "27.1", .certain), (.trailing, nil, .likely),
            (.unknownMember, "20.10.24", .likely), (.misspelt, nil, .certain), (.comma, nil, .certain),
            (.unfit, "28.0", .certain), (.givenTwice, "28.0", .certain),
        ] as [(SyntaxProblem, String?, Finding.Confidence?)])
    func `that the engine refuses is a finding`(
        problem: SyntaxProblem, version: String?, confidence: Finding.Confidence?
    ) {
        let survey = engine(version).configuration { $0.files = [file("/etc/docker/daemon.json", problem)] }
        #expect(survey.findings(by: ConfigurationIsMalformed.self).map(\.confidence) == [confidence].compactMap(\.self))
    }

    @Test func `with an assignment that systemd ignores lacks the proxy`() throws {
        let survey = Survey.healthy.configuration { evidence in
            evidence.ignored = [
                IgnoredAssignment(
                    place: .engineService, file: LocalText("/etc/systemd/system/docker.service.d/p.conf"), lines: 2...3,
                    text: LocalText("HTTPS_PROXY=http://...@"), proxy: ProxyAddress("p:8080"), reason: .specifier)
            ]
        }
        let finding = try #require(survey.findings(by: ProxySettingsDisagree.self).first)
        #expect(
            finding.summary.english.contains(
                "line 2 of /etc/systemd/system/docker.service.d/p.conf, HTTPS_PROXY=http://...@p:8080:"))
        #expect(finding.location.rule == "/etc/systemd/system/docker.service.d/p.conf:2")
        #expect(survey.rootCauses == [.proxyEnvMismatch] && Diagnosis(of: survey).verdict == .ready)
    }

    /// The engine that runs says what it was started with.
    private func running(_ proxy: String?, isSet: Bool? = nil) -> Survey {
        var engine = EngineFacts(state: .running)
        let address = proxy.flatMap { ProxyAddress($0) }
        engine.runningProxy = EngineFacts.RunningProxy(isSet: isSet ?? (proxy != nil), address: address)
        return Survey.healthy.configuration { $0.proxies = proxies([(.engineService, "http://p.example:3128")]) }
            .adding(DescribeEngine.self, about: Device(), engine)
    }

    @Test(arguments: [nil, "other.example:3128"] as [String?])
    func `the engine runs since before its proxy was set`(proxy: String?) throws {
        let finding = try #require(running(proxy).findings(by: ProxySettingsDisagree.self).first)
        #expect((finding.severity, finding.claim, finding.owner) == (.warning, .certain, .device))
        #expect(finding.summary.english.contains(proxy ?? "has none"))
    }

    @Test func `the engine runs with its proxy, or with what cannot be read`() {
        #expect(running("p.example:3128").findings(by: ProxySettingsDisagree.self).isEmpty)
        #expect(running(nil, isSet: true).findings(by: ProxySettingsDisagree.self).isEmpty)
    }

    private func proxies(_ urls: [(ProxyPlace, String)]) -> [ConfigurationEvidence.Proxy] {
        var variants: [String] = []
        return urls.map { place, url in
            if !variants.contains(url) { variants.append(url) }
            let scheme = url.prefix { $0 != ":" }
            return ConfigurationEvidence.Proxy(
                place: place, file: LocalText("/etc/x"), proxy: ProxyAddress(String(url.dropFirst(scheme.count + 3))),
                scheme: String(scheme), hasCredentials: false, variant: variants.firstIndex(of: url) ?? 0)
        }
    }

    @Test func `with the same proxy everywhere, or in some places only where it is not needed, is no finding`() {
        let same = Survey.healthy.configuration {
            $0.proxies = proxies([(.agentEnvironment, "http://p:1"), (.engineService, "http://p:1")])
        }
        #expect(Diagnosis(of: same).findings.isEmpty)
        let some = Survey.healthy.configuration { $0.proxies = proxies([(.engineService, "http://p:1")]) }
        #expect(Diagnosis(of: some).findings.isEmpty)
    }

    @Test func `with different proxies disagrees`() throws {
        let survey = Survey.healthy.configuration {
            $0.proxies = proxies([(.agentEnvironment, "http://p:1"), (.engineService, "http://q:1")])
        }
        let finding = try #require(survey.findings(by: ProxySettingsDisagree.self).first)
        #expect(finding.severity == .warning && finding.summary.english.contains("http://p:1"))
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `with an https proxy for IoT Edge's own programs does not work`() {
        let survey = Survey.healthy.configuration { $0.proxies = proxies([(.agentEnvironment, "https://p:1")]) }
        #expect(survey.rootCauses == [.proxySchemeUnsupported])
        let engine = Survey.healthy.configuration { $0.proxies = proxies([(.engineService, "https://p:1")]) }
        #expect(engine.rootCauses.isEmpty)
    }

    @Test func `with a script for a proxy does not work, in whatever place`() throws {
        for place in [ProxyPlace.agentEnvironment, .identityService, .engineService, .engineConfiguration] {
            let survey = Survey.healthy.configuration {
                $0.proxies = [
                    .init(
                        place: place, file: LocalText("/etc/x"), proxy: nil, scheme: nil, hasCredentials: false,
                        variant: 0, isScript: true)
                ]
            }
            #expect(survey.rootCauses == [.proxySchemeUnsupported])
            #expect(try #require(Diagnosis(of: survey).findings.first).location.rule == "/etc/x")
            #expect(Diagnosis(of: survey).verdict == .degraded)
        }
    }
}

struct `the container engine` {
    @Test func `that is missing is a remark`() {
        let survey = Survey.healthy.runtime { $0.engineSockets = [] }
        #expect(survey.findings(by: EngineIsAbsent.self).map(\.severity) == [.info])
        #expect(Diagnosis(of: survey).verdict == .ready)
        #expect(Survey.healthy.runtime { _ in }.rootCauses.isEmpty)
    }

    @Test func `lets a verdict be ready where none is installed`() {
        let missing = Survey.healthy.absentEngine.runtime { ($0.engineSockets, $0.services) = ([], []) }
        #expect(Diagnosis(of: missing).verdict == .ready)
        #expect(Diagnosis(of: missing).summary.english.contains("no container engine runs yet"))
    }

    private static func runtime(_ change: (inout RuntimeEvidence) -> Void) -> RuntimeEvidence {
        var evidence = RuntimeEvidence()
        change(&evidence)
        return evidence
    }

    private static let doubts: [(RuntimeEvidence, String)] = [
        (runtime { $0.services = [.init(unit: "docker", isRunning: true)] }, "at none of the usual places"),
        (runtime { $0.services = [.init(unit: "snap.docker.dockerd", isRunning: false)] }, "not running"),
        (
            runtime { $0.engineSockets = [.init(path: LocalText("/run/user/1000/docker.sock"), isRootless: true)] },
            "rootless"
        ),
        (
            runtime { $0.engineSockets = [.init(path: LocalText("/run/docker.sock"), isRootless: false)] },
            "at /run/docker.sock was not"
        ),
    ]

    @Test(arguments: doubts)
    func `leaves it open where one may be there that nobody could ask`(runtime: RuntimeEvidence, reason: String) {
        let survey = Survey.healthy.absentEngine.adding(ReadRuntime.self, about: Device(), runtime)
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .inconclusive)
        let sentence = diagnosis.summary.english
        #expect(sentence.hasPrefix("Ready for AMQP (the default) from this host; containers were not measured"))
        #expect(sentence.contains(reason) && !sentence.contains("runs yet"), "\(sentence)")
        #expect(survey.findings(by: EngineIsAbsent.self).isEmpty)
        #expect(diagnosis.coverage.gaps.map(\.vantage) == [.bridge])
    }

    private static let unknown: [(RuntimeEvidence, String)] = [
        (runtime { $0.services = [.init(unit: "docker", isRunning: nil)] }, "whether it runs is not known"),
        (runtime { $0.services = [.init(unit: "podman", isRunning: false)] }, "whether it runs is not known"),
        (runtime { $0.isContainer = true }, "from in here, a container"),
    ]

    @Test(arguments: unknown)
    func `is stood in for where nothing shows that there is one, and the headline says so`(
        runtime: RuntimeEvidence, reason: String
    ) throws {
        let survey = Survey.healthy.absentEngine.adding(ReadRuntime.self, about: Device(), runtime)
        let sentence = Diagnosis(of: survey).summary.english
        #expect(Diagnosis(of: survey).verdict == .ready)
        #expect(sentence.contains(reason) && !sentence.contains("runs yet"), "\(sentence)")
        let finding = try #require(survey.findings(by: EngineIsAbsent.self).first)
        #expect(finding.summary.english.contains("not known"))
    }

    @Test func `leaves it open where the question itself came to no end`() {
        let failed = Survey.healthy.failing(DescribeEngine.self, about: Device(), because: .system)
        #expect(Diagnosis(of: failed).verdict == .inconclusive)
        let unread = Survey.healthy.absentEngine.failing(ReadRuntime.self, about: Device(), because: .system)
        #expect(Diagnosis(of: unread).summary.english.contains("could not be found out"))
    }
}
