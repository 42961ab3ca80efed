import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// Where the way to the resolvers is broken, no name comes of it and nothing is ever connected to.
struct `routes that take the names away` {
    // MARK: A dead VPN

    private static func tunnelled(_ survey: Survey) -> Survey {
        survey.resolverLookups(of: [.host, .bridge]) {
            $0.interface = "tun0"
            $0.gateway = Places.address("10.8.0.1")
            $0.route = Gateway.prefix("128.0.0.0/1")
        }
    }

    private static let nameless = tunnelled(
        Survey.healthyGateway.resolvingNothing { .silent($0) }.containerNameless())

    @Test func `a VPN takes the way to the resolvers, as the other interface proves`() throws {
        let survey = Self.nameless.askingAround()
        #expect(survey.pathCauses == [.routeVPNOverride])
        let finding = try survey.pathFinding(.routeVPNOverride)
        #expect(finding.severity == .error)
        #expect(finding.confidence == .certain)
        #expect(finding.vantages == [.host, Places.bridge])
        #expect(finding.subject.resolver == Places.resolver)
        #expect(finding.location.rule == "route 128.0.0.0/1 dev tun0")
        #expect(finding.explains.contains(.dnsTimeout))
    }

    @Test func `silence by the other interface too accuses nobody for certain`() throws {
        let survey = Self.nameless.askingAround { $0.isSilent() }
        #expect(survey.pathFindings.filter { $0.severity != .info }.map(\.cause) == [.dnsTimeout])
        let remark = try survey.pathFinding(.routeVPNOverride)
        #expect(remark.severity == .info)
        #expect(remark.claim == .possible)
    }

    @Test func `where this device lets nothing leave beside the tunnel, the tunnel is what is silent`() throws {
        let survey = Self.nameless.askingAround {
            $0.isSilent()
            $0.result = .unreachable
            $0.error = "EPERM"
        }
        #expect(survey.pathFindings.filter { $0.severity != .info }.map(\.cause) == [.routeVPNOverride])
        let finding = try survey.pathFinding(.routeVPNOverride)
        #expect((finding.severity, finding.claim) == (.error, .likely))
        #expect(finding.summary.english.contains("lets nothing leave by eth0"))
        // What a router beyond it says, was sent.
        let elsewhere = Self.nameless.askingAround {
            $0.isSilent()
            $0.result = .unreachable
            $0.error = "EHOSTUNREACH"
            $0.icmp = .v4(3, 1, from: "10.3.0.1")
        }
        #expect(try elsewhere.pathFinding(.routeVPNOverride).severity == .info)
    }

    @Test func `an answer without an address by the other interface proves nothing`() throws {
        let refused = Self.nameless.askingAround {
            $0.responseCode = 5
            $0.records = []
        }
        #expect(try refused.pathFinding(.routeVPNOverride).severity == .info)
    }

    @Test func `without the control, or with names that resolve, the VPN is not mentioned`() {
        #expect(!Self.nameless.pathCauses.contains(.routeVPNOverride))
        #expect(Self.tunnelled(.healthyGateway).pathCauses.isEmpty)
        #expect(!Self.tunnelled(.healthyGateway).askingAround().pathCauses.contains(.routeVPNOverride))
    }

    @Test func `a container that takes another way than the tunnel is not named with the host`() throws {
        let survey = Survey.healthyGateway.resolvingNothing { .silent($0) }.containerNameless()
            .resolverLookups(of: [.host]) { $0.interface = "tun0" }.askingAround()
        #expect(try survey.pathFinding(.routeVPNOverride).vantages == [.host])
        #expect(survey.pathCauses.contains(.dnsTimeout))
    }

    @Test func `a resolver on this device is seen through to the one that it asks`() throws {
        let stub = SocketAddress(Places.address("127.0.0.53"), port: 53)
        let survey = Self.tunnelled(
            Survey.healthyGateway.resolvingNothing { .silent($0, servers: [stub]) }.containerNameless()
        ).askingAround()
        #expect(survey.pathCauses == [.routeVPNOverride])
        #expect(try survey.pathFinding(.routeVPNOverride).subject.resolver == Places.resolver)
    }

    @Test func `one VPN over several routes of a bridge is one finding that names them all`() throws {
        let survey = Survey.healthyGateway.containerNameless().lookups(of: .bridgeAnswer) {
            $0.interface = "tun0"
            $0.route = Gateway.prefix("172.17.0.0/17")
        }.routing { state in
            state.routes += ["172.17.0.0/17", "172.17.128.0/17", "10.9.0.0/16"].map {
                Route(Gateway.prefix($0), interface: "tun0")
            }
        }
        #expect(survey.pathCauses == [.routeVPNOverride])
        #expect(
            try survey.pathFinding(.routeVPNOverride).location.rule
                == "routes 172.17.0.0/17, 172.17.128.0/17 dev tun0")
    }

    // MARK: A policy rule

    private static func ruled(_ survey: Survey) -> Survey {
        survey.resolverLookups(of: [.bridge]) {
            $0.interface = nil
            $0.gateway = nil
            $0.route = nil
            $0.table = nil
            $0.error = "EHOSTUNREACH"
        }.routing { state in
            var rule = RoutingRule(.v4, priority: 100, table: 66)
            rule.from = Gateway.prefix("172.17.0.0/16")
            state.rules.append(rule)
            // An empty table would leave the packet to the rules behind.
            state.routes.append(Route(Gateway.prefix("0.0.0.0/0"), table: 66, kind: .unreachable))
        }
    }

    @Test func `a policy rule keeps containers from the resolver that answers the host`() throws {
        let survey = Self.ruled(Survey.healthyGateway.containerNameless())
        #expect(survey.pathCauses == [.routePolicyRule])
        let finding = try survey.pathFinding(.routePolicyRule)
        #expect(finding.vantages == [Places.bridge])
        #expect(finding.location.rule == "the policy rule \"100: from 172.17.0.0/16 lookup 66\"")
        #expect(finding.explains.contains(.dnsContainerBlocked))
    }

    @Test func `a resolver that keeps containers out by the host's own way is no policy rule's doing`() {
        let survey = Survey.healthyGateway.containerNameless().resolverLookups(of: []) { _ in }
        #expect(survey.pathCauses == [.dnsContainerBlocked])
    }

    @Test func `a resolver that answers nobody is no policy rule's doing`() {
        let survey = Self.ruled(
            Survey.healthyGateway.resolvingNothing { .silent($0) }.containerNameless())
        #expect(!survey.pathCauses.contains(.routePolicyRule))
    }

    // MARK: A bridge

    @Test func `a bridge covers the resolver of the other network's containers`() throws {
        let resolver = Places.address("172.18.9.53")
        let server = SocketAddress(resolver, port: 53)
        let survey = Survey.healthyGateway.containerNameless(.silent(Places.hub, servers: [server]))
            .resolvingNothing { .silent($0, servers: [server]) }
            .routing { state in
                state.networks.append(
                    ContainerNetwork(
                        name: "azure-iot-edge", interface: "br-1", subnets: [Gateway.prefix("172.18.0.0/16")],
                        gateways: [Places.address("172.18.0.1")], mtu: 1500, isMasqueraded: true,
                        vantage: Vantage("docker:azure-iot-edge") ?? .host, source: nil))
                state.resolvers = [.host, .bridge].map {
                    Gateway.lookup($0, to: resolver, by: "br-1", via: nil, route: "172.18.0.0/16")
                }
            }
        #expect(survey.pathCauses == [.routeBridgeOverlap])
        let finding = try survey.pathFinding(.routeBridgeOverlap)
        #expect(finding.vantages == [.host, Places.bridge])
        #expect(finding.location.rule == "network azure-iot-edge (172.18.0.0/16)")
    }

    // MARK: A gateway

    private static func gateway(_ state: Neighbour.State, _ survey: Survey = nameless) -> Survey {
        survey.resolverLookups(of: []) { _ in }.adding(
            ReadGateways.self, about: Device(),
            GatewayStates(neighbours: [Neighbour(Places.address("10.3.0.1"), on: "eth0", state)]))
    }

    @Test(arguments: [(Neighbour.State.failed, Finding.Confidence.certain), (.incomplete, .likely)])
    func `a gateway that answered no ARP explains the silence`(
        state: Neighbour.State, claim: Finding.Confidence
    ) throws {
        let survey = Self.gateway(state)
        #expect(survey.pathCauses == [.hostNeighbourDead])
        let finding = try survey.pathFinding(.hostNeighbourDead)
        #expect(finding.claim == claim)
        #expect(finding.vantages == [.host, Places.bridge])
        #expect(finding.explains.contains(.dnsTimeout))
    }

    @Test(arguments: [Neighbour.State.reachable, .stale, .delay, .probe, .permanent])
    func `a gateway that answered is not to blame for a silence`(state: Neighbour.State) {
        #expect(Self.gateway(state).pathCauses == [.dnsTimeout])
    }

    @Test func `a dead gateway that nothing goes by is no finding`() {
        let another = Self.nameless.resolverLookups(of: []) { $0.gateway = Places.address("10.3.0.1") }
            .adding(
                ReadGateways.self, about: Device(),
                GatewayStates(neighbours: [Neighbour(Places.address("10.9.0.1"), on: "eth1", .failed)]))
        #expect(!another.pathCauses.contains(.hostNeighbourDead))
        #expect(Self.gateway(.failed, .healthyGateway).pathCauses.isEmpty)
    }

    @Test func `connections that were silent before a dead gateway are its doing`() throws {
        let everything = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]
        let survey = Self.gateway(.failed, Survey.healthyGateway.connecting(everything) { .silent($0) })
        #expect(survey.pathCauses == [.hostNeighbourDead])
    }

    @Test func `datagrams that ARP ended are a dead neighbour's, not a blocking route's`() throws {
        let survey = Survey.healthy.resolvingNothing { host in
            .failing(host) {
                $0.result = .unreachable
                $0.responseCode = nil
                $0.error = "EHOSTUNREACH"
                $0.icmp = .v4(3, 1, from: "10.3.0.17", isLocal: true)
                $0.latency = Seconds(2.9)
            }
        }
        #expect(survey.pathCauses == [.hostNeighbourDead])
    }
}
