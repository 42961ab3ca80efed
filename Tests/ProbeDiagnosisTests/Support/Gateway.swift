import ProbeCore
import ProbeDiagnosis
import ProbeEvidence

/// A device with a bridge, its routes, settings and rules, in good order; tests break one of them.
enum Gateway {
    static let container = Places.address("172.17.0.2")
    static let network = ContainerNetwork(
        name: "bridge", interface: "docker0", subnets: [prefix("172.17.0.0/16")],
        gateways: [Places.address("172.17.0.1")],
        mtu: 1500, isMasqueraded: true, vantage: Places.bridge, source: container)

    static func prefix(_ text: String) -> IPPrefix {
        guard let prefix = IPPrefix(text) else { preconditionFailure("\(text) is no prefix") }
        return prefix
    }

    static var routing: RoutingState {
        var state = RoutingState()
        state.networks = [network]
        state.links = [
            NetworkLink(index: 1, name: "lo", hardware: 772, mtu: 65_536),
            NetworkLink(
                index: 2, name: "eth0", mtu: 1500, addresses: [.init(Places.deviceAddress, length: 24)]),
            NetworkLink(
                index: 3, name: "docker0", kind: "bridge", mtu: 1500,
                addresses: [.init(Places.address("172.17.0.1"), length: 16)]),
            NetworkLink(
                index: 4, name: "tun0", kind: "tun", hardware: 65_534, mtu: 1500,
                addresses: [.init(Places.address("10.8.0.2"), length: 24)]),
        ]
        state.rules = [
            RoutingRule(.v4, priority: 0, table: 255), RoutingRule(.v4, priority: 32766, table: 254),
            RoutingRule(.v4, priority: 32767, table: 253),
        ]
        state.routes = [
            Route(prefix("0.0.0.0/0"), gateway: Places.address("10.3.0.1"), interface: "eth0"),
            Route(prefix("10.3.0.0/24"), interface: "eth0"), Route(prefix("172.17.0.0/16"), interface: "docker0"),
        ]
        return state
    }

    static func lookup(
        _ packet: RouteLookup.Packet, to destination: IPAddress, by interface: InterfaceName? = "eth0",
        via gateway: String? = "10.3.0.1", route: String = "0.0.0.0/0", table: Int = 254, from source: IPAddress? = nil
    ) -> RouteLookup {
        var lookup = RouteLookup(packet, to: destination)
        lookup.interface = interface
        lookup.gateway = gateway.map(Places.address)
        lookup.route = prefix(route)
        lookup.table = table
        lookup.kind = .unicast
        lookup.source = source
        return lookup
    }

    static func lookups(of destination: IPAddress) -> [RouteLookup] {
        [
            lookup(.host, to: destination, from: Places.deviceAddress),
            lookup(.container(network: "bridge"), to: destination, from: container),
            lookup(
                .answer(network: "bridge"), to: container, by: "docker0", via: nil, route: "172.17.0.0/16",
                from: destination),
        ]
    }

    static var forwarding: ForwardingState {
        var state = ForwardingState(rules: .read)
        state.forwardsIPv4 = true
        state.forwardsIPv6 = false
        state.reversePathFilter = 0
        state.interfaces = ["lo", "eth0", "docker0", "tun0"].map { .init(name: $0) }
        return state
    }

    static func walks(to remote: SocketAddress, _ network: FilteredPacket.Network = .tcp) -> [PacketWalk] {
        let own = FilteredPacket(
            from: Places.deviceAddress, to: remote.address, network, port: remote.port, incoming: nil, outgoing: "eth0")
        let out = FilteredPacket(
            from: container, to: remote.address, network, port: remote.port, incoming: "docker0", outgoing: "eth0")
        let back = FilteredPacket(
            from: remote.address, to: container, network, port: remote.port, incoming: "eth0", outgoing: "docker0",
            isAnswer: true)
        return [
            PacketWalk(.host, own, .passes),
            PacketWalk(.container(network: "bridge"), out, .passes, source: .translated),
            PacketWalk(.answer(network: "bridge"), back, .passes),
        ]
    }

    static let rule = RulePlace(
        family: "ip", table: "filter", chain: "DOCKER-USER", handle: 12, line: 3, text: WireText("counter drop"))
}

extension Survey {
    /// A healthy run from the host and from a container of the default bridge, with everything the host knows about it.
    static let healthyGateway = Survey.healthy(from: [.host, Places.bridge]).withGateway()

    private func withGateway() -> Survey {
        var survey = adding(ReadRoutes.self, about: Device(), Gateway.routing)
            .adding(
                DescribeVantage.self, about: Device(), from: Places.bridge,
                VantageOrigin(
                    kind: .attached, resolverRule: .ownFile, resolvers: [Places.resolver.address],
                    hostResolvers: [Places.resolver.address])
            )
            .adding(ReadForwarding.self, about: Device(), Gateway.forwarding)
            .adding(
                WalkRulesToResolvers.self, about: Device(),
                PacketWalks(
                    walks: Gateway.walks(to: Places.resolver, .udp) + Gateway.walks(to: Places.resolver, .tcp)))
        for endpoint in [Endpoint.hubHTTPS, .dpsHTTPS, .registryHTTPS] {
            survey = survey.adding(
                LookUpRoutes.self, about: endpoint,
                RouteLookups(lookups: Gateway.lookups(of: Places.address(of: endpoint.host))))
        }
        for endpoint in [Endpoint.hubHTTPS, .hubAMQP, .hubMQTT, .dpsHTTPS, .dpsMQTT, .registryHTTPS] {
            let remote = SocketAddress(Places.address(of: endpoint.host), port: endpoint.port)
            survey = survey.adding(WalkRules.self, about: endpoint, PacketWalks(walks: Gateway.walks(to: remote)))
        }
        return survey
    }

    /// Nothing that the container sends to the hub is answered.
    func containerSilent(_ endpoints: [Endpoint] = Endpoint.hubEndpoints) -> Survey {
        connecting(endpoints, from: Places.bridge) { .silent($0) }
    }

    func routing(_ change: (inout RoutingState) -> Void) -> Survey {
        changing(ReadRoutes.self, about: Device(), change)
    }

    func forwarding(_ change: (inout ForwardingState) -> Void) -> Survey {
        changing(ReadForwarding.self, about: Device(), change)
    }

    /// Changes every look-up of a packet.
    func lookups(of packet: RouteLookup.Packet, _ change: (inout RouteLookup) -> Void) -> Survey {
        [Endpoint.hubHTTPS, .dpsHTTPS, .registryHTTPS].reduce(self) { survey, endpoint in
            survey.changing(LookUpRoutes.self, about: endpoint) { evidence in
                for index in evidence.lookups.indices where evidence.lookups[index].packet == packet {
                    change(&evidence.lookups[index])
                }
            }
        }
    }

    /// Changes every walk of a packet.
    func walks(
        of packet: RouteLookup.Packet, to endpoints: [Endpoint] = [.hubHTTPS, .hubAMQP, .hubMQTT],
        _ change: (inout PacketWalk) -> Void
    ) -> Survey {
        endpoints.reduce(self) { survey, endpoint in
            survey.changing(WalkRules.self, about: endpoint) { evidence in
                for index in evidence.walks.indices where evidence.walks[index].origin == packet {
                    change(&evidence.walks[index])
                }
            }
        }
    }

    /// The connection that failed through the tunnel, by the physical interface.
    func detouring(
        _ endpoints: [Endpoint], _ result: ConnectAttempt.Result = .connected, isVerified: Bool? = true
    ) -> Survey {
        endpoints.reduce(self) { survey, endpoint in
            var attempt = Healthy.attempt(endpoint)
            attempt.result = result
            return survey.adding(
                ConnectAroundTunnel.self, about: endpoint,
                DetourEvidence(
                    tunnel: "tun0", interface: "eth0", gateway: Places.address("10.3.0.1"), connect: attempt,
                    isVerified: result == .connected ? isVerified : nil))
        }
    }
}

extension RouteLookup.Packet {
    static let bridge = RouteLookup.Packet.container(network: "bridge")
    static let bridgeAnswer = RouteLookup.Packet.answer(network: "bridge")
}

extension Survey {
    /// Every resolver's way, for all packets; nothing of it where a test does not ask for it.
    func resolverLookups(of packets: [RouteLookup.Packet], _ change: (inout RouteLookup) -> Void) -> Survey {
        routing { state in
            state.resolvers = [
                Gateway.lookup(.host, to: Places.resolver.address, from: Places.deviceAddress),
                Gateway.lookup(.bridge, to: Places.resolver.address, from: Gateway.container),
            ]
            for index in state.resolvers.indices where packets.contains(state.resolvers[index].packet) {
                change(&state.resolvers[index])
            }
        }
    }

    /// Nobody gives the container an address, so it has nothing to connect to.
    func containerNameless(_ evidence: NameEvidence = .silent(Places.hub)) -> Survey {
        changing(ResolveName.self, about: Name(Places.hub), from: Places.bridge) { $0 = evidence }
    }

    /// What the resolver said when it was asked by the physical interface.
    func askingAround(_ change: (inout DNSAnswer) -> Void = { _ in }) -> Survey {
        [Places.hub, Places.dps, Places.registry].reduce(self) { survey, host in
            var answer = Healthy.answer(host, from: Places.resolver, [Places.address(of: host)])
            change(&answer)
            return survey.adding(
                AskAroundTunnel.self, about: Name(host),
                AnswersAroundTunnel(
                    tunnel: "tun0", interface: "eth0", gateway: Places.address("10.3.0.1"), answers: [answer]))
        }
    }
}
