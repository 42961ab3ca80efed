import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// No engine yet: what its containers will feel, and what the engine mends.
struct `containers to come` {
    private static let hub = Places.hubAddress

    /// A device without an engine, with the routes of a gateway.
    private static func bare(_ change: (inout RoutingState) -> Void = { _ in }) -> Survey {
        var state = Gateway.routing
        state.networks = []
        state.links.removeAll { $0.name == "docker0" }
        state.routes.removeAll { $0.interface == "docker0" }
        change(&state)
        state.subnetsToCome = state.subnetsOfAnEngine
        return Survey.healthy.runtime { $0.engineSockets = [] }
            .adding(DescribeEngine.self, about: Device(), EngineFacts(state: .absent))
            .adding(ReadRoutes.self, about: Device(), state)
            .adding(
                LookUpRoutes.self, about: .hubHTTPS,
                RouteLookups(lookups: [Gateway.lookup(.host, to: hub, from: Places.deviceAddress)]))
    }

    private static func warnings(_ survey: Survey) -> [Finding] {
        Diagnosis(of: survey).findings.filter { $0.severity != .info }
    }

    @Test func `meet nothing on a device in good order`() {
        #expect(Self.warnings(Self.bare()).isEmpty)
    }

    @Test func `are not spoken of where an engine is there that could not be asked`() {
        let survey = Self.bare { $0.rules.append(Self.rule(1000, .prohibit, from: "172.16.0.0/12")) }
            .adding(DescribeEngine.self, about: Device(), EngineFacts(state: .denied))
        #expect(Self.warnings(survey).isEmpty)
    }

    // MARK: - Policy rules

    private static func rule(
        _ priority: Int, _ action: RoutingRule.Action = .lookup, table: Int = 0, from: String? = nil,
        iif: InterfaceName? = nil
    ) -> RoutingRule {
        var rule = RoutingRule(.v4, priority: priority, action: action, table: table)
        rule.from = from.flatMap { IPPrefix($0) }
        rule.incoming = iif
        return rule
    }

    @Test func `are kept in by a rule for their range`() throws {
        let rule = Self.rule(1000, .prohibit, from: "172.16.0.0/12")
        let finding = try #require(Self.warnings(Self.bare { $0.rules.append(rule) }).first)
        #expect(finding.cause == .routePolicyRule && finding.severity == .warning && finding.claim == .likely)
        #expect(finding.location.culprit == .policyRules([rule]))
    }

    @Test func `make a device that gets through no more than half ready`() {
        let survey = Self.bare { $0.rules.append(Self.rule(1000, .prohibit, from: "172.16.0.0/12")) }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .degraded)
        #expect(diagnosis.summary.english.hasPrefix("From this host everything IoT Edge needs reaches the hub; once a"))
        #expect(Diagnosis(of: Self.bare()).verdict != .degraded)
    }

    @Test func `find no way where only the device's own packets have one`() throws {
        let survey = Self.bare { state in
            state.routes.removeAll(where: \.isMainDefault)
            state.routes.append(
                Route(Gateway.prefix("0.0.0.0/0"), table: 100, gateway: Places.address("10.3.0.1"), interface: "eth0"))
            state.rules.append(Self.rule(1000, table: 100, iif: "lo"))
        }
        #expect(Self.warnings(survey).map(\.cause) == [.routePolicyRule])
    }

    private static func exitNode(_ state: inout RoutingState) {
        state.routes.append(Route(Gateway.prefix("0.0.0.0/0"), table: 52, interface: "tun0"))
        state.rules.append(rule(5270, table: 52))
    }

    @Test func `get no answers past an exit node's rule`() {
        #expect(Self.warnings(Self.bare(Self.exitNode)).map(\.cause) == [.routeVPNOverride])
    }

    @Test func `do where what the main table knows better comes first`() {
        let survey = Self.bare { state in
            Self.exitNode(&state)
            var first = Self.rule(5260, table: 254)
            first.suppressedLength = 0
            state.rules.append(first)
        }
        #expect(Self.warnings(survey).isEmpty)
    }

    // MARK: - Subnets

    @Test func `take the first ranges that no link has, or a resolver`() {
        var state = RoutingState()
        #expect(state.subnetsOfAnEngine.map(\.description) == ["172.17.0.0/16", "172.18.0.0/16"])
        state.routes = [
            Route(Gateway.prefix("0.0.0.0/0"), interface: "eth0"),
            Route(Gateway.prefix("172.17.3.0/24"), interface: "eth1"),
        ]
        state.resolvers = [RouteLookup(.host, to: Places.address("172.19.0.53"))]
        #expect(state.subnetsOfAnEngine.map(\.description) == ["172.18.0.0/16", "172.20.0.0/16"])
    }

    @Test func `take a range that a router has, unless their engine is of before version 23`() {
        var state = RoutingState()
        state.routes = [
            Route(Gateway.prefix("172.16.0.0/12"), gateway: Places.address("10.8.0.1"), interface: "tun0")
        ]
        #expect(state.subnetsOfAnEngine.map(\.description) == ["172.17.0.0/16", "172.18.0.0/16"])
        var engine = NetworkMaker()
        engine.avoidsRoutedPrefixes = true
        #expect(state.subnets(of: engine).map(\.description) == ["192.168.0.0/20", "192.168.16.0/20"])
    }

    @Test func `take what the files of the engine and of IoT Edge say`() {
        var engine = NetworkMaker()
        engine.settings.bridge = Gateway.prefix("10.213.0.0/24")
        engine.settings.pools = [NetworkSettings.Pool(base: Gateway.prefix("10.213.0.0/22"), size: 24)]
        #expect(RoutingState().subnets(of: engine).map(\.description) == ["10.213.0.0/24", "10.213.1.0/24"])
        engine.isHere = true
        #expect(RoutingState().subnets(of: engine).map(\.description) == ["10.213.1.0/24"])
        engine.settings.modules = [Gateway.prefix("172.30.0.0/16")]
        #expect(RoutingState().subnets(of: engine).map(\.description) == ["172.30.0.0/16"])
        engine.settings.modules = nil
        engine.settings.pools = [NetworkSettings.Pool(base: Gateway.prefix("10.213.0.0/24"), size: 24)]
        #expect(RoutingState().subnets(of: engine).isEmpty)
    }

    @Test func `pass by no route that throws away, and lack no subnet for one that overlaps with none`() {
        let thrown = ["172.16.0.0/12", "192.168.0.0/16"].map { Route(Gateway.prefix($0), kind: .blackhole) }
        let lan = Route(Gateway.prefix("10.20.0.0/16"), interface: "eth0")
        let survey = Self.bare { $0.routes += thrown + [lan] }
        #expect(Self.warnings(survey).isEmpty)
        let tunnel = ["172.16.0.0/12", "192.168.0.0/16"].map { Route(Gateway.prefix($0), interface: "tun0") }
        let finding = Self.warnings(Self.bare { $0.routes += tunnel + [lan] }).first
        #expect(finding?.cause == .routeBridgeOverlap)
        #expect(finding?.summary.english.contains("10.20.0.0/16") == false)
    }

    @Test func `have the subnet that the configuration of IoT Edge asks for, whatever pools there are`() throws {
        let subnet = Gateway.prefix("192.168.4.0/22")
        let address = Places.address("192.168.4.9")
        var settings = NetworkSettings()
        settings.modules = [subnet]
        let bare = Self.bare().routing { state in
            state.subnetsToCome = state.subnets(of: NetworkMaker(EngineFacts(state: .absent), settings))
        }.configuration { $0.networkSettings = settings }
        let survey = Endpoint.hubEndpoints.reduce(bare) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) { $0 = Healthy.connection(endpoint, to: address) }
        }
        let finding = try #require(Self.warnings(survey).first)
        #expect(finding.location.culprit == .network("azure-iot-edge", subnets: [subnet]))
        #expect(finding.evidence.contains { $0.shows.english.contains("configuration of IoT Edge") })
        #expect(Diagnosis(of: bare).verdict == .ready)
    }

    // MARK: - Beside an engine that has not got the modules' network

    private static func besideBridge(to address: IPAddress = hub, _ change: (inout RoutingState) -> Void) -> Survey {
        var engine = EngineFacts(state: .running)
        engine.networkToCome = "azure-iot-edge"
        let survey = Survey.healthyGateway.adding(DescribeEngine.self, about: Device(), engine).routing { state in
            change(&state)
            state.subnetsToCome = state.subnets(of: NetworkMaker(engine, nil))
        }
        return Endpoint.hubEndpoints.reduce(survey) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) { $0 = Healthy.connection(endpoint, to: address) }
        }
    }

    @Test func `of the modules' network meet a rule that spares the engine's own bridge`() throws {
        let rule = Self.rule(1000, .prohibit, from: "172.18.0.0/16")
        let finding = try #require(Self.warnings(Self.besideBridge { $0.rules.append(rule) }).first)
        #expect(finding.cause == .routePolicyRule && finding.severity == .warning && finding.claim == .likely)
        #expect(finding.summary.english.contains("azure-iot-edge"))
        #expect(Diagnosis(of: Self.besideBridge { $0.rules.append(rule) }).summary.english.contains("own bridge"))
        #expect(Self.warnings(Self.besideBridge { _ in }).isEmpty)
    }

    @Test func `of the modules' network take the next free range`() throws {
        let address = Places.address("172.18.5.4")
        let finding = try #require(Self.warnings(Self.besideBridge(to: address) { _ in }).first)
        #expect(finding.cause == .routeBridgeOverlap && finding.subject.address == address)
        #expect(
            finding.location.culprit == .network("azure-iot-edge", subnets: [Gateway.prefix("172.18.0.0/16")]))
        #expect(Self.warnings(Self.besideBridge(to: Places.address("172.19.5.4")) { _ in }).isEmpty)
    }

    @Test func `cover a hub beyond the default route, and not one that is routed`() throws {
        let address = Places.address("172.17.5.4")
        func survey(_ change: (inout RoutingState) -> Void = { _ in }) -> Survey {
            Endpoint.hubEndpoints.reduce(Self.bare(change)) { survey, endpoint in
                survey.changing(ConnectEndpoint.self, about: endpoint) {
                    $0 = Healthy.connection(endpoint, to: address)
                }
            }.changing(ResolveName.self, about: Name(Places.hub)) {
                $0 = Healthy.resolution(of: Places.hub, to: [address])
            }
        }
        let finding = try #require(Self.warnings(survey()).first)
        #expect(finding.cause == .routeBridgeOverlap && finding.severity == .warning)
        #expect(finding.subject.address == address)
        let routed = survey { $0.routes.append(Route(Gateway.prefix("172.17.0.0/16"), interface: "eth0")) }
        #expect(Self.warnings(routed).isEmpty)
    }

    // MARK: - Filters

    @Test func `are dropped by a chain that the engine does not open`() throws {
        let place = RulePlace(family: "inet", table: "firewall", chain: "forward")
        var packet = FilteredPacket(
            from: Places.address("172.18.0.2"), to: Self.hub, .tcp, port: 5671, incoming: ContainersToCome.bridge,
            outgoing: "eth0")
        let walk = PacketWalk(.container(network: "azure-iot-edge"), packet, .dropped, place: place)
        let survey = Self.bare().adding(ForeseeForwarding.self, about: .hubAMQP, PacketWalks(walks: [walk]))
        let finding = try #require(Self.warnings(survey).first)
        #expect(finding.cause == .fwdDropped && finding.severity == .warning && finding.claim == .likely)
        #expect(finding.location.culprit == Culprit(place))
        packet.port = 8883
        let unused = PacketWalk(.container(network: "azure-iot-edge"), packet, .dropped, place: place)
        #expect(
            Self.warnings(Self.bare().adding(ForeseeForwarding.self, about: .hubMQTT, PacketWalks(walks: [unused])))
                .isEmpty)
    }

    /// Of the rules of iptables: those of the other FORWARD than the engine's.
    private static let elsewhere: [(RulePlace.Backend?, ForwardingState.Backend, String)] = [
        (.legacy, .nftables, "go to nftables"), (nil, .legacy, "go to iptables-legacy"),
    ]

    @Test(arguments: elsewhere)
    func `are dropped by a chain of iptables that the engine's rules do not go to`(
        backend: RulePlace.Backend?, program: ForwardingState.Backend, words: String
    ) throws {
        let place = RulePlace(family: "ip", table: "filter", chain: "FORWARD", backend: backend, hook: .forward)
        let packet = FilteredPacket(
            from: Places.address("172.18.0.2"), to: Self.hub, .tcp, port: 5671, incoming: ContainersToCome.bridge,
            outgoing: "eth0")
        var state = Gateway.forwarding
        state.iptables = program
        let survey = Self.bare().adding(ReadForwarding.self, about: Device(), state).adding(
            ForeseeForwarding.self, about: .hubAMQP,
            PacketWalks(walks: [PacketWalk(.container(network: "azure-iot-edge"), packet, .dropped, place: place)]))
        let finding = try #require(Self.warnings(survey).first)
        #expect(finding.cause == .fwdDropped && finding.summary.english.contains(words))
        #expect(finding.evidence.contains { $0.shows.english.contains("keeps its rules in") })
    }

    @Test func `may be dropped by rules of iptables-legacy that nobody listed`() throws {
        func survey(_ change: (inout ForwardingState) -> Void = { _ in }) -> Survey {
            var state = Gateway.forwarding
            state.legacyTables = ["iptables filter"]
            change(&state)
            return Self.bare().adding(ReadForwarding.self, about: Device(), state)
        }
        let finding = try #require(Diagnosis(of: survey()).findings.first { $0.cause == .fwdDropped })
        #expect(finding.severity == .info && finding.confidence == .possible)
        for known in [survey { $0.walksLegacyTables = true }, survey { $0.iptables = .legacy }] {
            #expect(!Diagnosis(of: known).findings.contains { $0.cause == .fwdDropped })
        }
    }
}
