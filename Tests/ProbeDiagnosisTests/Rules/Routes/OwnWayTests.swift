import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What this device itself makes of the way out, where the site is silent all the same.
struct `this device's own part of the way` {
    static let everything = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]
    static let hub = SocketAddress(Places.hubAddress, port: 443)

    static let silentHub = Survey.healthyGateway.connecting(Endpoint.hubEndpoints) { .silent($0) }
    static let silence = Survey.healthyGateway.connecting(everything) { .silent($0) }

    private static func walked(_ survey: Survey, _ routers: [String?]) -> Survey {
        survey.adding(
            WalkHops.self, about: .hubHTTPS, HopComparison(walk: .along(routers, to: hub), control: nil))
    }

    // MARK: A cap

    @Test func `has to be seen leading on before the site's firewall is blamed for certain`() throws {
        #expect(try Self.silence.pathFinding(.tcpDroppedAll).claim == .likely)
        let walked = Self.everything.filter { !$0.transport.usesWebSocket }.reduce(Self.silence) { survey, endpoint in
            let remote = SocketAddress(Places.address(of: endpoint.host), port: endpoint.port)
            return survey.adding(
                WalkHops.self, about: endpoint, HopComparison(walk: .along(["10.3.0.1"], to: remote), control: nil))
        }
        #expect(try walked.pathFinding(.tcpDroppedAll).claim == .certain)
    }

    @Test func `leads on where something else past the same gateway answers, and not past another one`() throws {
        #expect(try Self.silentHub.pathFinding(.tcpDroppedIP).claim == .certain)
        let other = Self.silentHub.changing(LookUpRoutes.self, about: .hubHTTPS) { evidence in
            for index in evidence.lookups.indices where evidence.lookups[index].packet == .host {
                evidence.lookups[index].gateway = Places.address("10.3.0.77")
            }
        }
        #expect(try other.pathFinding(.tcpDroppedIP).claim == .likely)
        #expect(try Self.walked(other, ["10.3.0.77", "10.4.0.1"]).pathFinding(.tcpDroppedIP).claim == .certain)
    }

    // MARK: Answers

    @Test(arguments: [Cause.tcpDroppedAll, .tcpDroppedPort])
    func `may keep the answers back by rules that an ordinary user cannot read`(cause: Cause) throws {
        let silent =
            cause == .tcpDroppedAll ? Self.silence : Survey.healthyGateway.connecting(.hubAMQP) { .silent($0) }
        let followed = try silent.pathFinding(cause)
        #expect(followed.differential?.excluded.contains { $0.cause == .hostOutputDropped } ?? false)
        let unread = try silent.forwarding { $0.rules = .missingRight }.without(WalkRules.self)
            .skipping(WalkRules.self, about: .hubHTTPS, because: .capability).pathFinding(cause)
        let doubt = unread.differential?.open.first { $0.cause == .hostOutputDropped }
        #expect(doubt?.reason == .needsRoot && unread.confidence < .certain)
    }

    @Test func `may disbelieve the answers where another uplink filters strictly`() throws {
        func beside(_ filter: Int, on name: InterfaceName) throws -> Bool? {
            let survey = Self.silence.forwarding { $0.interfaces.append(.init(name: name, reversePathFilter: filter)) }
                .routing { state in
                    state.links.append(
                        NetworkLink(
                            index: 9, name: "eth1", mtu: 1500,
                            addresses: [.init(Places.address("192.168.77.10"), length: 24)]))
                }
            return try survey.pathFinding(.tcpDroppedAll).differential?.open.contains { $0.cause == .fwdRPFilter }
        }
        #expect(try beside(1, on: "eth1") == true)
        #expect(try beside(2, on: "eth1") == false)
        #expect(try beside(1, on: "docker1") == false)
    }

    // MARK: Neighbours

    private static func neighbours(_ survey: Survey, _ address: IPAddress, _ state: Neighbour.State) -> Survey {
        survey.adding(
            ReadGateways.self, about: Device(), GatewayStates(neighbours: [Neighbour(address, on: "eth0", state)]))
    }

    /// The hub counts as a neighbour.
    private static let onLink = silentHub.changing(LookUpRoutes.self, about: .hubHTTPS) { evidence in
        for index in evidence.lookups.indices where evidence.lookups[index].packet == .host {
            evidence.lookups[index].gateway = nil
            evidence.lookups[index].route = Gateway.prefix("203.0.113.0/27")
        }
    }

    @Test func `is told where the hub counts as a neighbour and nobody has its address`() throws {
        let finding = try Self.neighbours(Self.onLink, Places.hubAddress, .failed).pathFinding(.hostNeighbourDead)
        #expect(finding.claim == .certain && finding.owner == .device)
        #expect(finding.location.culprit == .routes([Gateway.prefix("203.0.113.0/27")], interface: "eth0"))
        #expect(finding.summary.english.contains("203.0.113.0/27 on eth0"))
    }

    @Test(arguments: [.reachable, .stale] as [Neighbour.State])
    func `is not told of a neighbour who answers`(state: Neighbour.State) {
        #expect(!Self.neighbours(Self.onLink, Places.hubAddress, state).pathCauses.contains(.hostNeighbourDead))
    }

    // MARK: Sources

    private static func fromLink(_ result: ConnectAttempt.Result, preferred: String = "172.31.0.1") -> Survey {
        let survey = silence.lookups(of: .host) { $0.source = Places.address(preferred) }
        var evidence = SourceEvidence()
        var way = Gateway.lookup(.host, to: Places.hubAddress, from: Places.address(preferred))
        way.route = Gateway.prefix("0.0.0.0/0")
        var connect = ConnectAttempt(remote: hub, result: result, latency: Seconds(0.02))
        connect.localAddress = SocketAddress(Places.deviceAddress, port: 40_000)
        evidence.attempts = [.init(way, from: Places.deviceAddress, connect)]
        return survey.adding(ConnectFromLink.self, about: Device(), evidence)
    }

    @Test func `is a source that nobody answers, where the link's own address is answered`() throws {
        #expect(Self.fromLink(.connected).pathCauses == [.tcpAsymmetric])
        let finding = try Self.fromLink(.connected).pathFinding(.tcpAsymmetric)
        #expect(finding.claim == .certain && finding.owner == .device)
        #expect(finding.summary.english.contains("172.31.0.1"))
    }

    @Test func `is no source where the link's own address is as silent`() {
        #expect(Self.fromLink(.silent).pathCauses == [.tcpDroppedAll])
    }

    // MARK: What the kernel counts

    private static func losing(
        _ counter: LossCount.Counter, idle: Int = 0, trying: Int = 6, in survey: Survey = silence
    ) -> Survey {
        var evidence = LossCount()
        evidence.remote = hub
        evidence.connections = 6
        evidence.rises = [.init(counter, idle: idle, trying: trying)]
        return survey.adding(CountLosses.self, about: Device(), evidence)
    }

    @Test(arguments: [LossCount.Counter.outWithoutState, .inPolicyBlocks, .inUnprotected])
    func `is an IPsec policy where its counter rises with every connection`(counter: LossCount.Counter) throws {
        let survey = Self.losing(counter)
        #expect(survey.pathCauses == [.hostPolicyDenied])
        let finding = try survey.pathFinding(.hostPolicyDenied)
        #expect(finding.claim == .certain && finding.location.culprit == .ipsecPolicies)
        #expect(finding.summary.english.contains(counter.rawValue))
    }

    @Test func `is no IPsec policy where its counter rises without a connection as well`() {
        #expect(Self.losing(.inPolicyBlocks, idle: 5, trying: 6).pathCauses == [.tcpDroppedAll])
        #expect(Self.losing(.inPolicyBlocks, trying: 1).pathCauses == [.tcpDroppedAll])
    }

    @Test func `is named as IPsec where connect is refused for it`() throws {
        let survey = Self.losing(
            .outPolicyBlocks,
            in: .healthyGateway.connecting(Endpoint.hubEndpoints) { .failed($0, "EPERM", isSynchronous: true) })
        let finding = try survey.pathFinding(.hostPolicyDenied)
        #expect(finding.location.culprit == .ipsecPolicies)
    }

    private static func strict(_ survey: Survey) -> Survey {
        survey.routing { state in
            state.links.append(
                NetworkLink(index: 9, name: "eth1", addresses: [.init(Places.address("192.168.77.10"), length: 24)]))
        }.forwarding { $0.interfaces.append(.init(name: "eth1", reversePathFilter: 1)) }
    }

    @Test func `is a strict filter on another uplink where it counts every connection's answer`() throws {
        let survey = Self.strict(Self.losing(.reversePath, idle: 2, trying: 9))
        #expect(survey.pathCauses == [.fwdRPFilter])
        let finding = try survey.pathFinding(.fwdRPFilter)
        #expect(finding.claim == .certain)
        #expect(finding.location.culprit == .setting(.reversePathFilter(interface: "eth1")))
    }

    @Test func `is no strict filter where no other uplink has one, or it counts others' packets`() {
        #expect(Self.losing(.reversePath).pathCauses == [.tcpDroppedAll])
        #expect(Self.strict(Self.losing(.reversePath, idle: 6, trying: 7)).pathCauses == [.tcpDroppedAll])
    }

    // MARK: Routes

    private static let stale = silentHub.changing(LookUpRoutes.self, about: .hubHTTPS) { evidence in
        for index in evidence.lookups.indices where evidence.lookups[index].packet == .host {
            evidence.lookups[index].gateway = Places.address("10.3.0.77")
            evidence.lookups[index].route = Gateway.prefix("203.0.113.20/32")
        }
    }.routing {
        $0.routes.append(
            Route(Gateway.prefix("203.0.113.20/32"), gateway: Places.address("10.3.0.77"), interface: "eth0"))
    }

    @Test func `is a route of its own that leads to nobody who answers`() throws {
        #expect(Self.stale.pathCauses == [.routeStale])
        let finding = try Self.stale.pathFinding(.routeStale)
        #expect(finding.claim == .likely && finding.owner == .device)
        #expect(finding.summary.english.contains("203.0.113.20/32 via 10.3.0.77"))
    }

    @Test func `is no route on which a router answers, nor one that leads where all else goes`() {
        #expect(Self.walked(Self.stale, ["10.3.0.77", "10.4.0.1"]).pathCauses == [.tcpDroppedIP])
        let same = Self.silentHub.changing(LookUpRoutes.self, about: .hubHTTPS) { evidence in
            for index in evidence.lookups.indices where evidence.lookups[index].packet == .host {
                evidence.lookups[index].route = Gateway.prefix("203.0.113.20/32")
            }
        }.routing {
            $0.routes.append(
                Route(Gateway.prefix("203.0.113.20/32"), gateway: Places.address("10.3.0.1"), interface: "eth0"))
        }
        #expect(same.pathCauses == [.tcpDroppedIP])
    }

    @Test func `is one of several next hops where some of what they carry is answered`() throws {
        let survey = Self.silentHub.routing {
            $0.routes[0].otherHops = [.init(gateway: Places.address("10.3.0.77"), interface: "eth0")]
        }
        #expect(survey.pathCauses == [.routeStale])
        let finding = try survey.pathFinding(.routeStale)
        #expect(finding.claim == .likely)
        #expect(finding.summary.english.contains("2 next hops (10.3.0.1 and 10.3.0.77)"))
    }
}
