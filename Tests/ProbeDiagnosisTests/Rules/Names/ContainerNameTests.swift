import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// Names that resolve on the host and not in its containers.
struct `names in containers` {
    private static let bridge = Places.bridge
    private static let network = Places.edgeNetwork
    private static let stub = SocketAddress(Places.address("127.0.0.53"), port: 53)
    private static let publicResolvers = ["8.8.8.8", "8.8.4.4"].map { SocketAddress(Places.address($0), port: 53) }
    private static let engineResolver = SocketAddress(Places.address("127.0.0.11"), port: 53)

    private static func survey(from vantages: [Vantage] = [bridge]) -> Survey { .healthy(from: [.host] + vantages) }

    private static func origin(
        _ rule: VantageOrigin.ResolverRule, _ resolvers: [SocketAddress], host: [SocketAddress] = [Places.resolver],
        forwarders: [SocketAddress] = [], kind: VantageOrigin.Kind = .attached
    ) -> VantageOrigin {
        var origin = VantageOrigin(
            kind: kind, resolverRule: rule, resolvers: resolvers.map(\.address), hostResolvers: host.map(\.address))
        origin.forwarders = forwarders.map(\.address)
        return origin
    }

    private static func refusing(_ server: SocketAddress) -> NameEvidence {
        .failing(Places.hub, servers: [server]) {
            $0.result = .unreachable
            $0.responseCode = nil
            $0.error = "ECONNREFUSED"
        }
    }

    private static func failing(
        _ evidence: NameEvidence, _ origin: VantageOrigin?, from vantages: [Vantage] = [bridge]
    ) -> Survey {
        survey(from: vantages).forEach(vantages) { survey, vantage in
            let survey = survey.changing(ResolveName.self, about: Name(Places.hub), from: vantage) { $0 = evidence }
            guard let origin else { return survey }
            return survey.adding(DescribeVantage.self, about: Device(), from: vantage, origin)
        }
    }

    // MARK: - Settings

    private static let distant = SocketAddress(Places.address("1.1.1.1"), port: 53)

    @Test func `are asked of a resolver that only the engine's settings name, and that is silent`() throws {
        let survey = Self.failing(
            .silent(Places.hub, servers: [Self.distant]), Self.origin(.engineSetting, [Self.distant]))
        #expect(survey.pathCauses == [.dnsTimeout])
        let finding = try survey.pathFinding(.dnsTimeout)
        #expect((finding.owner, finding.location.kind) == (.containerEngine, .containerHost))
        #expect(finding.summary.english.contains("1.1.1.1"))
        #expect(finding.vantages == [Self.bridge])
    }

    @Test func `are asked so by the deployment, or by nobody's setting`() throws {
        let silent = NameEvidence.silent(Places.hub, servers: [Self.distant])
        let deployed = Self.failing(silent, Self.origin(.deployment, [Self.distant]))
        #expect(try deployed.pathFinding(.dnsTimeout).owner == .hubConfiguration)
        let listed = Self.failing(silent, Self.origin(.hostList, [Self.distant]))
        #expect(try listed.pathFinding(.dnsTimeout).owner == .siteNetwork)
    }

    @Test func `are the site's matter where the host gets no answer either`() throws {
        let silent = NameEvidence.silent(Places.hub, servers: [Self.distant])
        let survey = Self.failing(silent, Self.origin(.engineSetting, [Self.distant])).resolving(silent)
        #expect(try survey.pathFinding(.dnsTimeout).owner == .siteNetwork)
    }

    // MARK: - Private endpoints

    private static let endpoint = Places.address("10.8.7.6")
    private static let alias: DomainName = "myhub.privatelink.azure-devices.net"

    private static func led(
        host: [IPAddress], container: [IPAddress], through aliases: [DomainName] = [alias]
    ) -> Survey {
        func answering(_ addresses: [IPAddress]) -> NameEvidence {
            var evidence = Healthy.resolution(of: Places.hub, to: addresses)
            evidence.servers[0].answers[0] = Healthy.answer(Places.hub, .a, addresses, through: aliases)
            return evidence
        }
        return survey().changing(ResolveName.self, about: Name(Places.hub), from: bridge) { $0 = answering(container) }
            .changing(ResolveName.self, about: Name(Places.hub)) { $0 = answering(host) }
            .adding(
                DescribeVantage.self, about: Device(), from: bridge, origin(.engineSetting, [distant]))
    }

    @Test func `lead containers past the private endpoint that the host is led to`() throws {
        let survey = Self.led(host: [Self.endpoint], container: [Places.hubAddress])
        let finding = try #require(
            Diagnosis(of: survey).findings.first { $0.cause == .dnsContainerSplitView })
        #expect((finding.severity, finding.owner, finding.confidence) == (.warning, .containerEngine, .certain))
        #expect(finding.vantages == [Self.bridge])
    }

    @Test func `lead both to the same kind of address, or the containers alone to a private one`() {
        let both = Self.led(host: [Self.endpoint], container: [Self.endpoint])
        let neither = Self.led(host: [Places.hubAddress], container: [Places.hubAddress])
        let other = Self.led(host: [Places.hubAddress], container: [Self.endpoint])
        let unknown = Self.led(host: [Self.endpoint], container: [Places.hubAddress], through: [])
        for survey in [both, neither, other, unknown] {
            #expect(!Diagnosis(of: survey).findings.contains { $0.cause == .dnsContainerSplitView })
        }
    }

    // MARK: - Stub

    @Test func `are asked of a stub that is not there`() throws {
        let survey = Self.failing(Self.refusing(Self.stub), Self.origin(.engineSetting, [Self.stub]))
        #expect(survey.pathCauses == [.dnsContainerStub])
        let finding = try survey.pathFinding(.dnsContainerStub)
        #expect(finding.vantages == [Self.bridge] && finding.severity == .error)
        #expect(finding.owner == .containerEngine && finding.confidence == .certain)
        #expect(finding.explains == [.dnsPortRefused])
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `are asked of a stub that is not there from two networks, which is one finding`() throws {
        let survey = Self.failing(
            Self.refusing(Self.stub), Self.origin(.ownFile, [Self.stub], kind: .container),
            from: [Self.bridge, Self.network])
        #expect(survey.pathCauses == [.dnsContainerStub])
        #expect(try survey.pathFinding(.dnsContainerStub).vantages.count == 2)
    }

    @Test func `are no matter of the container when the host's stub is down as well`() {
        let survey = Self.failing(Self.refusing(Self.stub), Self.origin(.hostList, [Self.stub]))
            .resolving(Self.refusing(Self.stub))
        #expect(!survey.pathCauses.contains(.dnsContainerStub))
        #expect(survey.pathCauses.contains(.dnsPortRefused))
    }

    @Test func `are refused by a resolver elsewhere, which is no stub`() {
        let survey = Self.failing(Self.refusing(Places.secondResolver), Self.origin(.hostList, [Places.secondResolver]))
        #expect(survey.pathCauses == [.dnsPortRefused])
    }

    @Test func `are nobody's in a bare namespace`() {
        let survey = Self.failing(
            Self.refusing(Self.stub), Self.origin(.ownFile, [Self.stub], kind: .namespace),
            from: [Places.vantage("netns:site")])
        #expect(survey.pathCauses == [.dnsPortRefused])
    }

    private static func behindEngine(_ rule: VantageOrigin.ResolverRule, _ forwarders: [SocketAddress]) -> Survey {
        var origin = origin(.ownFile, [engineResolver], host: [stub], forwarders: forwarders, kind: .container)
        origin.forwarderRule = rule
        return failing(.silent(Places.hub, servers: [engineResolver]), origin, from: [network])
    }

    @Test func `are likely asked of such a stub by the engine's own resolver`() throws {
        let survey = Self.behindEngine(.engineSetting, [Self.stub])
        #expect(survey.pathCauses == [.dnsContainerStub])
        #expect(try survey.pathFinding(.dnsContainerStub).claim == .likely)
    }

    @Test func `are likely asked of public resolvers by the engine's own`() throws {
        let survey = Self.behindEngine(.publicFallback, Self.publicResolvers)
        #expect(survey.pathCauses == [.dnsContainerFallbackPublic])
        #expect(try survey.pathFinding(.dnsContainerFallbackPublic).claim == .likely)
    }

    @Test func `are asked of the host's stub by the engine's own resolver, whose silence is the engine's`() throws {
        let survey = Self.behindEngine(.hostList, [Self.stub])
        #expect(survey.pathCauses == [.dnsTimeout])
        #expect(try survey.pathFinding(.dnsTimeout).owner == .containerEngine)
    }

    // MARK: - None

    @Test(arguments: [
        origin(.none, []), origin(.none, [engineResolver]), origin(.ownFile, [], kind: .container),
    ])
    func `have nobody to be asked of`(origin: VantageOrigin) throws {
        let itself = SocketAddress(Places.address("127.0.0.1"), port: 53)
        let survey = Self.failing(Self.refusing(itself), origin)
        #expect(survey.pathCauses == [.dnsContainerNone])
        #expect(try survey.pathFinding(.dnsContainerNone).owner == .containerEngine)
    }

    // MARK: - Public fallback

    @Test func `are asked of public resolvers that the site blocks`() throws {
        let survey = Self.failing(
            .silent(Places.hub, servers: Self.publicResolvers),
            Self.origin(.publicFallback, Self.publicResolvers, host: [Self.stub]))
        #expect(survey.pathCauses == [.dnsContainerFallbackPublic])
        let finding = try survey.pathFinding(.dnsContainerFallbackPublic)
        #expect(finding.claim == .certain && finding.owner == .containerEngine)
        #expect(finding.explains == [.dnsTimeout])
    }

    /// The same, on a device whose rules were read.
    private static func fallback(_ change: (inout PacketWalk) -> Void = { _ in }) -> Survey {
        Survey.healthyGateway.containerNameless(.silent(Places.hub, servers: publicResolvers))
            .adding(
                DescribeVantage.self, about: Device(), from: bridge,
                origin(.publicFallback, publicResolvers, host: [stub])
            ).walks(of: .bridge, change)
    }

    @Test func `are blocked by the site for certain only where this device lets them out`() throws {
        func finding(_ survey: Survey) throws -> Finding {
            try #require(Diagnosis(of: survey).findings.first { $0.cause == .dnsContainerFallbackPublic })
        }
        #expect(try finding(Self.fallback()).confidence == .certain)
        let unread = try finding(
            Self.fallback().without(WalkRules.self).without(WalkRulesToResolvers.self)
                .forwarding { $0.rules = .missingProgram })
        #expect(unread.confidence == .likely)
        #expect(unread.differential?.open.map(\.cause) == [.fwdDropped, .natMissingMasquerade])
        for verdict in [PacketWalk.Verdict.unclear, .dropped] {
            let kept = Diagnosis(of: Self.fallback { $0.verdict = verdict }).findings
            #expect(!kept.contains { $0.cause == .dnsContainerFallbackPublic && $0.confidence == .certain })
        }
    }

    @Test func `are likely asked of the fallback where a container's own file has it`() throws {
        let survey = Self.failing(
            .silent(Places.hub, servers: Self.publicResolvers),
            Self.origin(.ownFile, Self.publicResolvers, host: [Self.stub], kind: .container))
        #expect(try survey.pathFinding(.dnsContainerFallbackPublic).claim == .likely)
    }

    @Test(
        arguments: [
            origin(.engineSetting, publicResolvers), origin(.ownFile, publicResolvers, kind: .container), nil,
        ] as [VantageOrigin?])
    func `are asked of public resolvers that somebody chose`(origin: VantageOrigin?) {
        let survey = Self.failing(.silent(Places.hub, servers: Self.publicResolvers), origin)
        #expect(survey.pathCauses == [.dnsTimeout])
    }

    @Test func `are found by public resolvers, which is no finding`() {
        let survey = Self.survey().adding(
            DescribeVantage.self, about: Device(), from: Self.bridge,
            Self.origin(.publicFallback, Self.publicResolvers, host: [Self.stub]))
        #expect(Rulebook.findings(in: Scene(of: survey)).isEmpty)
    }

    // MARK: - Blocked

    @Test func `are kept from the resolver that answers the host`() throws {
        let survey = Self.failing(.silent(Places.hub), Self.origin(.hostList, [Places.resolver]))
        #expect(survey.pathCauses == [.dnsContainerBlocked])
        let finding = try survey.pathFinding(.dnsContainerBlocked)
        #expect(finding.subject.resolver == Places.resolver && finding.owner == .device)
        #expect(finding.claim == .possible)
    }

    @Test func `are kept from a resolver on this device itself`() throws {
        let here = SocketAddress(Places.address("172.17.0.1"), port: 53)
        var origin = Self.origin(.engineSetting, [here])
        origin.network = ContainerNetwork(
            name: "bridge", interface: "docker0", subnets: [], gateways: [here.address], mtu: 1500,
            isMasqueraded: true, vantage: Self.bridge, source: nil)
        let survey = Self.failing(.silent(Places.hub, servers: [here]), origin)
            .changing(ResolveName.self, about: Name(Places.hub)) { evidence in
                evidence.servers = evidence.servers.map { NameEvidence.Server(server: here, answers: $0.answers) }
            }
        #expect(survey.pathCauses == [.dnsContainerBlocked])
        #expect(try survey.pathFinding(.dnsContainerBlocked).location.kind == .thisDevice)
    }

    @Test func `are refused by the access list of the resolver that answers the host`() throws {
        let survey = Self.failing(.answering(Places.hub, code: 5), Self.origin(.hostList, [Places.resolver]))
        #expect(survey.pathCauses == [.dnsContainerBlocked])
        let finding = try survey.pathFinding(.dnsContainerBlocked)
        // A limit for each address refuses a question of the host's address just as well.
        #expect((finding.owner, finding.claim) == (.siteNetwork, .likely))
    }

    /// A resolver at the bridge's address of this device.
    private static func refusedHere(_ inside: NameEvidence, _ origin: VantageOrigin, from places: [Vantage]) -> Survey {
        let here = SocketAddress(Places.address("172.17.0.1"), port: 53)
        var origin = origin
        origin.network = ContainerNetwork(
            name: "bridge", interface: "docker0", subnets: [], gateways: [here.address], mtu: 1500,
            isMasqueraded: true, vantage: Self.bridge, source: nil)
        return Self.failing(inside, origin, from: places)
            .changing(ResolveName.self, about: Name(Places.hub)) { evidence in
                evidence.servers = evidence.servers.map { NameEvidence.Server(server: here, answers: $0.answers) }
            }
    }

    @Test func `are refused by a resolver of this device's own, which nobody else can mend`() throws {
        let here = SocketAddress(Places.address("172.17.0.1"), port: 53)
        let inside = NameEvidence.failing(Places.hub, servers: [here]) { $0.responseCode = 5 }
        let survey = Self.refusedHere(inside, Self.origin(.engineSetting, [here]), from: [Self.bridge])
        let finding = try survey.pathFinding(.dnsContainerBlocked)
        #expect((finding.owner, finding.claim, finding.location.kind) == (.device, .certain, .thisDevice))
        #expect(finding.location.culprit == .resolver(here) && finding.summary.english.contains("REFUSED"))
    }

    @Test func `are refused by it behind the engine's own resolver, as it says past that`() throws {
        let here = SocketAddress(Places.address("172.17.0.1"), port: 53)
        let origin = Self.origin(.ownFile, [Self.engineResolver], forwarders: [here], kind: .container)
        let inside = NameEvidence.failing(Places.hub, servers: [Self.engineResolver]) { $0.responseCode = 2 }
        let silent = Self.refusedHere(inside, origin, from: [Self.network])
        #expect(try silent.pathFinding(.dnsContainerBlocked).claim == .possible)
        var refusal = DNSAnswer(
            server: here, network: .udp, name: "myhub.azure-devices.net", queryType: .a, result: .answered,
            latency: Seconds(0.001))
        refusal.responseCode = 5
        let told = silent.adding(
            AskForwarders.self, about: Name(Places.hub), from: Self.network,
            ForwarderEvidence(asked: [here], today: [refusal]))
        let finding = try told.pathFinding(.dnsContainerBlocked)
        #expect((finding.owner, finding.claim) == (.device, .certain))
    }

    @Test func `fail at the resolver that answers the host, which accuses no access list`() throws {
        let survey = Self.failing(.answering(Places.hub, code: 2), Self.origin(.hostList, [Places.resolver]))
        #expect(survey.pathCauses == [.dnsContainerBlocked])
        let finding = try survey.pathFinding(.dnsContainerBlocked)
        #expect(finding.claim == .possible && finding.confidence == .possible)
        #expect(finding.location.culprit == nil && finding.summary.english.contains("SERVFAIL"))
        #expect(!finding.summary.english.contains("access list"))
    }

    @Test func `are possibly kept from it behind the engine's own resolver`() throws {
        let origin = Self.origin(
            .ownFile, [Self.engineResolver], forwarders: [Places.resolver], kind: .container)
        let evidence = NameEvidence.failing(Places.hub, servers: [Self.engineResolver]) { $0.responseCode = 2 }
        let survey = Self.failing(evidence, origin, from: [Self.network])
        #expect(survey.pathCauses == [.dnsContainerBlocked])
        #expect(try survey.pathFinding(.dnsContainerBlocked).claim == .possible)
    }

    @Test func `are denied in the container alone, which is no firewall`() {
        let survey = Self.failing(.answering(Places.hub, code: 3), Self.origin(.hostList, [Places.resolver]))
        #expect(!survey.pathCauses.contains(.dnsContainerBlocked))
    }

    @Test func `are not answered anywhere, which is the site's`() {
        let survey = Self.failing(.silent(Places.hub), Self.origin(.hostList, [Places.resolver]))
            .resolving(.silent(Places.hub))
        #expect(survey.pathCauses == [.dnsTimeout])
    }

    // MARK: - Hosts file

    private static func byFile(_ resolver: (NameEvidence) -> NameEvidence = { $0 }) -> NameEvidence {
        var evidence = resolver(NameEvidence.answering(Places.hub, code: 3))
        evidence.hostsFile = [Places.hubAddress]
        evidence.addresses = [Places.hubAddress]
        evidence.source = .hostsFile
        return evidence
    }

    @Test func `are in the host's file alone`() throws {
        let survey = Self.failing(.answering(Places.hub, code: 3), Self.origin(.hostList, [Places.resolver]))
            .changing(ResolveName.self, about: Name(Places.hub)) { $0 = Self.byFile() }
        #expect(survey.pathCauses == [.dnsHostsFileOnly])
        let finding = try survey.pathFinding(.dnsHostsFileOnly)
        #expect(finding.vantages == [Self.bridge] && finding.severity == .error)
        #expect(finding.subject.address == Places.hubAddress)
        #expect(finding.explains == [.dnsNxdomain])
    }

    @Test func `are in the host's file alone, and no container is there to ask`() throws {
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) { $0 = Self.byFile() }
        #expect(survey.pathCauses == [.dnsHostsFileOnly])
        let finding = try survey.pathFinding(.dnsHostsFileOnly)
        #expect(finding.severity == .warning && finding.claim == .likely)
    }

    @Test func `are in the host's file and in the site's DNS, which is no finding`() {
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.hostsFile = [Places.hubAddress]
            $0.source = .hostsFile
        }
        #expect(Rulebook.findings(in: Scene(of: survey)).isEmpty)
    }
}
