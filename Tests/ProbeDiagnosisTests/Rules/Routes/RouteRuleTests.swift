import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import Testing

struct `routes of this device` {
    private static let hub = Endpoint.hubEndpoints
    private static let plain: [Endpoint] = [.hubHTTPS, .hubAMQP, .hubMQTT]

    // MARK: route.vpn-override

    private static func tunnelled(_ survey: Survey) -> Survey {
        survey.lookups(of: .host) {
            $0.interface = "tun0"
            $0.gateway = Places.address("10.8.0.1")
            $0.route = Gateway.prefix("128.0.0.0/1")
        }
    }

    @Test func `a VPN that works is no finding`() {
        #expect(Self.tunnelled(.healthyGateway).pathCauses.isEmpty)
    }

    @Test func `a VPN that leads nowhere is proven by the other interface`() throws {
        let survey = Self.tunnelled(.healthyGateway).connecting(Self.hub) { .silent($0) }.detouring(Self.plain)
        let finding = try survey.pathFinding(.routeVPNOverride)
        #expect(!survey.pathCauses.contains(.tcpDroppedIP))
        #expect(finding.confidence == .certain)
        #expect(finding.owner == .device)
        #expect(finding.vantages == [.host])
        #expect(finding.location.rule == "route 128.0.0.0/1 dev tun0")
        #expect(finding.summary.english.contains("tun0"))
    }

    @Test func `a VPN whose far end lets one port not through leads somewhere`() throws {
        let survey = Self.tunnelled(.healthyGateway).connecting(.hubAMQP) { .silent($0) }.detouring([.hubAMQP])
        #expect(survey.pathCauses == [.routeVPNOverride])
        let finding = try survey.pathFinding(.routeVPNOverride)
        #expect(finding.confidence == .likely)
        #expect(finding.differential?.open.map(\.cause) == [.tcpDroppedPort])
        #expect(finding.summary.english.contains("another port of the address answers"))
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.map(\.id) == [.allowOutbound, .excludeHubFromVPN])
        #expect(remedies.first?.owner == .siteNetwork)
    }

    @Test func `what fails by the other interface too is not the VPN's doing`() {
        let survey = Self.tunnelled(.healthyGateway).connecting(Self.hub) { .silent($0) }.detouring(Self.plain, .silent)
        #expect(survey.pathCauses.contains(.tcpDroppedIP))
        #expect(!survey.pathCauses.contains(.routeVPNOverride))
    }

    @Test func `without the control nobody blames the VPN`() {
        let survey = Self.tunnelled(.healthyGateway).connecting(Self.hub) { .silent($0) }
        #expect(!survey.pathCauses.contains(.routeVPNOverride))
    }

    @Test func `a VPN takes the way back to the bridge`() throws {
        let survey = Survey.healthyGateway.containerSilent().lookups(of: .bridgeAnswer) {
            $0.interface = "tun0"
            $0.route = Gateway.prefix("172.17.0.0/24")
        }
        #expect(survey.pathCauses == [.routeVPNOverride])
        let finding = try survey.pathFinding(.routeVPNOverride)
        #expect(finding.vantages == [Places.bridge])
        #expect(finding.location.rule == "route 172.17.0.0/24 dev tun0")
    }

    @Test func `a route into the VPN for answers that come through is no finding`() {
        let survey = Survey.healthyGateway.lookups(of: .bridgeAnswer) { $0.interface = "tun0" }
        #expect(survey.pathCauses.isEmpty)
    }

    // MARK: route.policy-rule

    private static func policy(_ survey: Survey) -> Survey {
        survey.routing { state in
            var rule = RoutingRule(.v4, priority: 100, table: 66)
            rule.from = Gateway.prefix("172.17.0.0/16")
            state.rules.append(rule)
        }.lookups(of: .bridge) {
            $0.interface = "eth1"
            $0.gateway = Places.address("10.9.0.1")
            $0.table = 66
        }
    }

    @Test func `a policy rule sends containers another way`() throws {
        let survey = Self.policy(Survey.healthyGateway.containerSilent())
        #expect(survey.pathCauses == [.routePolicyRule])
        let finding = try survey.pathFinding(.routePolicyRule)
        #expect(finding.location.rule == "the policy rule \"100: from 172.17.0.0/16 lookup 66\"")
        #expect(finding.summary.english.contains("100: from 172.17.0.0/16 lookup 66"))
    }

    @Test func `a policy rule that works, or that the host meets as well, is no finding`() {
        #expect(Self.policy(.healthyGateway).pathCauses.isEmpty)
        let both = Self.policy(Survey.healthyGateway.containerSilent()).routing { $0.rules[3].from = nil }
        #expect(!both.pathCauses.contains(.routePolicyRule))
    }

    @Test func `the silence of the far end is not a policy rule's`() {
        let survey = Self.policy(Survey.healthyGateway.containerSilent()).connecting(Self.hub) { .silent($0) }
        #expect(!survey.pathCauses.contains(.routePolicyRule))
    }

    // MARK: route.bridge-overlap

    private static func overlapping(_ survey: Survey) -> Survey {
        survey.routing { $0.networks[0].subnets = [Gateway.prefix("203.0.113.0/24")] }
            .lookups(of: .host) {
                guard Gateway.prefix("203.0.113.0/24").contains($0.destination) else { return }
                $0.interface = "docker0"
                $0.gateway = nil
                $0.route = Gateway.prefix("203.0.113.0/24")
            }
    }

    @Test func `a bridge covers the hub's address`() throws {
        let everything = Self.hub + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]
        let survey = Self.overlapping(.healthyGateway).connecting(everything) {
            .failed($0, "EHOSTUNREACH", icmp: .v4(3, 1, from: "10.3.0.17", isLocal: true), after: 3.07)
        }
        #expect(survey.pathCauses == [.routeBridgeOverlap])
        let finding = try survey.pathFinding(.routeBridgeOverlap)
        #expect(finding.owner == .containerEngine)
        #expect(finding.severity == .error)
    }

    /// The host's resolver lies in the bridge's subnet, and is silent.
    private static let covered: Survey = {
        let resolver = Places.address("172.17.0.53")
        let server = SocketAddress(resolver, port: 53)
        var lookup = Gateway.lookup(.host, to: resolver, by: "docker0", via: nil, route: "172.17.0.0/16")
        lookup.source = Places.address("172.17.0.1")
        return Survey.healthyGateway.routing { $0.resolvers = [lookup] }
            .resolvingNothing { .silent($0, servers: [server]) }
    }()

    @Test func `a bridge covers a resolver that another route leads to`() throws {
        let survey = Self.covered.routing { state in
            state.routes.append(Route(Gateway.prefix("172.16.0.0/12"), table: 254, interface: "eth0"))
        }
        let finding = try survey.pathFinding(.routeBridgeOverlap)
        #expect(finding.claim == .certain)
        #expect(finding.differential?.excluded.map(\.cause).contains(.hostNeighbourDead) == true)
        #expect(!survey.pathCauses.contains(.dnsTimeout))
    }

    @Test func `a bridge may cover a resolver, or a container that should be it does not run`() throws {
        let finding = try Self.covered.pathFinding(.routeBridgeOverlap)
        #expect(finding.subject.resolver?.address == Places.address("172.17.0.53"))
        #expect(finding.confidence == .possible)
        #expect(finding.differential?.open.map(\.cause).contains(.hostNeighbourDead) == true)
        #expect(!Self.covered.pathCauses.contains(.dnsTimeout))
    }

    @Test func `a resolver that is a running container's is covered by nothing`() {
        let survey = Self.covered.routing { $0.networks[0].members = [Places.address("172.17.0.53")] }
        #expect(!survey.pathCauses.contains(.routeBridgeOverlap))
        #expect(survey.pathCauses.contains(.dnsTimeout))
    }

    @Test func `an overlap that stops nobody is no finding`() {
        #expect(Self.overlapping(.healthyGateway).pathCauses.isEmpty)
    }

    @Test func `a route of the site covers the bridge`() throws {
        let survey = Survey.healthyGateway.containerSilent().lookups(of: .bridgeAnswer) {
            $0.interface = "eth0"
            $0.route = Gateway.prefix("172.17.0.0/24")
        }
        #expect(survey.pathCauses == [.routeBridgeOverlap])
        #expect(try survey.pathFinding(.routeBridgeOverlap).location.rule == "route 172.17.0.0/24 dev eth0")
    }

    // MARK: Named routes and rules

    @Test func `the route that blocks is named, the narrowest first`() throws {
        let survey = Survey.healthyGateway.connecting(.hubAMQP) { .failed($0, "EHOSTUNREACH", isSynchronous: true) }
            .routing {
                $0.routes.append(Route(Gateway.prefix("203.0.113.0/24"), kind: .unreachable, metric: 5))
                $0.routes.append(Route(Gateway.prefix("203.0.0.0/16"), kind: .prohibit))
            }
        #expect(
            try survey.pathFinding(.routeBlocked).location.rule
                == "the route unreachable 203.0.113.0/24 metric 5")
    }

    @Test func `the policy rule that blocks is named, and an ordinary route is not`() throws {
        let base = Survey.healthyGateway.connecting(.hubAMQP) { .failed($0, "EACCES", isSynchronous: true) }
        let survey = base.routing { state in
            var rule = RoutingRule(.v4, priority: 50, action: .prohibit, table: 0)
            rule.to = Gateway.prefix("203.0.113.20/32")
            state.rules.append(rule)
        }
        #expect(
            try survey.pathFinding(.routeBlocked).location.rule
                == "the policy rule \"50: from all to 203.0.113.20/32 prohibit\"")
        // Without one a security module says so (EACCES), and no route.
        #expect(base.pathCauses == [.hostPolicyDenied])
    }

    /// The kernel says of such a rule what it says where there is no route.
    @Test func `the policy rule that says unreachable is named, and is no missing route`() throws {
        func ruled(_ change: (inout RoutingRule) -> Void) -> Survey {
            Survey.healthyGateway.connecting(Self.hub) { .failed($0, "ENETUNREACH", isSynchronous: true) }
                .lookups(of: .host) { $0.error = "ENETUNREACH" }
                .routing { state in
                    var rule = RoutingRule(.v4, priority: 100, action: .unreachable, table: 0)
                    change(&rule)
                    state.rules.append(rule)
                }
        }
        let named = ruled { $0.to = Gateway.prefix("203.0.113.20/32") }
        #expect(named.pathCauses == [.routeBlocked])
        let finding = try named.pathFinding(.routeBlocked)
        #expect(finding.confidence == .certain)
        #expect(finding.location.rule == "the policy rule \"100: from all to 203.0.113.20/32 unreachable\"")
        let others = ruled { $0.to = Gateway.prefix("198.51.100.0/24") }
        #expect(try others.pathFinding(.routeNone).claim == .certain)
        // By what it selects, nobody can tell.
        let unclear = ruled { $0.hasOtherSelectors = true }
        #expect(try unclear.pathFinding(.routeNone).claim == .likely)
    }

    @Test func `a missing default route is told`() throws {
        let survey = Survey.healthyGateway.connecting(.hubAMQP) { .failed($0, "ENETUNREACH", isSynchronous: true) }
        #expect(try !survey.pathFinding(.routeNone).summary.english.contains("default"))
        let none = survey.routing { $0.routes.removeFirst() }
        #expect(try none.pathFinding(.routeNone).summary.english.contains("no default route"))
    }

    @Test func `the rule of the output chain is named`() throws {
        let survey = Survey.healthyGateway.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            evidence.attempts[0].datagramTwin = "EPERM"
            return evidence
        }
        #expect(survey.pathCauses == [.hostPolicyDenied])
        let place = RulePlace(family: "inet", table: "filter", chain: "output", handle: 12)
        let named = survey.walks(of: .host, to: [.hubAMQP]) {
            $0.verdict = .dropped; $0.place = place
        }
        #expect(try named.pathFinding(.hostOutputDropped).location.rule == "nft inet filter output handle 12")
    }
}
