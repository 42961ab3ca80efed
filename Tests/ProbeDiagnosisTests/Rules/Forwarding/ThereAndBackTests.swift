import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// The whole way of a packet, and of what is answered to it.
struct `the way of a container's packet, there and back` {
    private static let silent = Survey.healthyGateway.containerSilent()

    // MARK: Forwarding

    private static func uplinkIsOff(_ survey: Survey) -> Survey {
        survey.forwarding { $0.interfaces[1].forwardsIPv4 = false }
            .lookups(of: .bridgeAnswer) {
                $0.interface = nil; $0.error = "EHOSTUNREACH"
            }
    }

    @Test func `an uplink that does not forward keeps the answers`() throws {
        let survey = Self.uplinkIsOff(Self.silent)
        #expect(survey.pathCauses == [.fwdDisabled])
        let finding = try survey.pathFinding(.fwdDisabled)
        #expect(finding.location.rule == "sysctl net.ipv4.conf.eth0.forwarding")
        #expect(finding.summary.english.contains("no answer gets back"))
        #expect(finding.confidence == .certain)
    }

    @Test func `an interface beside the way may forward or not`() {
        let survey = Self.silent.forwarding { $0.interfaces[3].forwardsIPv4 = false }
        #expect(!survey.pathCauses.contains(.fwdDisabled))
        #expect(Self.uplinkIsOff(.healthyGateway).pathCauses.isEmpty, "what gets through refutes it")
    }

    // MARK: Policy rules

    private static func ruled(_ survey: Survey, _ change: (inout RoutingRule) -> Void, kind: Route.Kind) -> Survey {
        survey.routing { state in
            var rule = RoutingRule(.v4, priority: 1000, table: 88)
            change(&rule)
            state.rules.append(rule)
            state.routes.append(Route(Gateway.prefix("0.0.0.0/0"), table: 88, kind: kind, interface: "eth1"))
        }
    }

    @Test func `a rule by interface into a table that swallows is named, though the kernel says it like a disbelief`()
        throws
    {
        let survey = Self.ruled(Self.silent, { $0.incoming = "docker0" }, kind: .blackhole)
            .lookups(of: .bridge) {
                $0.interface = nil; $0.gateway = nil; $0.table = nil; $0.kind = nil; $0.error = "EINVAL"
            }
            .forwarding { $0.reversePathFilter = 1 }
        #expect(survey.pathCauses == [.routePolicyRule])
        let finding = try survey.pathFinding(.routePolicyRule)
        #expect(finding.location.rule == "the policy rule \"1000: from all iif docker0 lookup 88\"")
        #expect(finding.confidence == .certain)
    }

    @Test func `a rule by mark is for packets that carry it`() throws {
        func marked(_ mark: UInt32) -> Survey {
            Self.ruled(Self.silent, { ($0.mark, $0.mask) = (0x58, .max) }, kind: .unicast)
                .walks(of: .bridge) { walk in
                    var way = Gateway.lookup(
                        .bridge, to: walk.packet.destination, by: "eth1", via: nil, table: 88, from: Gateway.container)
                    way.mark = mark
                    walk.way = way
                }
        }
        #expect(try marked(0x58).pathFinding(.routePolicyRule).location.rule?.contains("fwmark 0x58") == true)
        #expect(!marked(0x59).pathCauses.contains(.routePolicyRule))
    }

    @Test func `a rule that takes the answers is named`() throws {
        let survey = Self.ruled(Self.silent, { $0.incoming = "eth0" }, kind: .unicast)
            .lookups(of: .bridgeAnswer) {
                $0.interface = "eth1"; $0.table = 88; $0.route = Gateway.prefix("0.0.0.0/0")
            }
        #expect(survey.pathCauses == [.routePolicyRule])
        #expect(try survey.pathFinding(.routePolicyRule).summary.english.contains("keeps answers from"))
    }

    @Test func `a VPN's rule for everything is the VPN's, and named`() throws {
        let survey = Self.ruled(Self.silent, { _ in }, kind: .unicast)
            .routing { $0.routes[$0.routes.count - 1].interface = "tun0" }
            .lookups(of: .bridgeAnswer) {
                $0.interface = "tun0"; $0.table = 88; $0.route = Gateway.prefix("0.0.0.0/0")
            }
        #expect(survey.pathCauses == [.routeVPNOverride])
        let culprit = try survey.pathFinding(.routeVPNOverride).location.culprit
        guard case .policyRules(let rules)? = culprit else {
            Issue.record("\(String(describing: culprit))")
            return
        }
        #expect(rules.map(\.priority) == [1000])
    }

    // MARK: Redirections

    private static let redirection = RulePlace(
        family: "ip", table: "nat", chain: "PREROUTING", handle: 7, line: 1, text: WireText("redirect to :8443"))

    private static func redirected(_ survey: Survey, to target: SocketAddress?) -> Survey {
        survey.walks(of: .bridge, to: [.hubAMQP]) {
            $0.redirection = redirection
            $0.target = target
        }
    }

    @Test func `a connection that a rule of this device takes is lost here`() throws {
        let target = SocketAddress(Places.address("172.17.0.1"), port: 8443)
        let survey = Self.redirected(Survey.healthyGateway.containerSilent([.hubAMQP]), to: target)
        #expect(survey.pathCauses == [.natRedirected])
        let finding = try survey.pathFinding(.natRedirected)
        #expect(finding.location.rule == "iptables nat PREROUTING 1")
        #expect(finding.vantages == [Places.bridge])
        #expect(finding.subject.port == 5671)
        #expect(finding.explains == [.tcpDroppedPort])
        #expect(finding.confidence == .certain)
    }

    @Test func `a forwarder that keeps faith is no finding, nor is what may not be meant`() {
        let target = SocketAddress(Places.address("172.17.0.1"), port: 8443)
        #expect(Self.redirected(.healthyGateway, to: target).pathCauses.isEmpty)
        let unsure = Self.redirected(Survey.healthyGateway.containerSilent([.hubAMQP]), to: nil)
        #expect(!unsure.pathCauses.contains(.natRedirected))
    }

    @Test func `a forwarder is not to blame for what fails without it as well`() {
        let target = SocketAddress(Places.address("172.17.0.1"), port: 8443)
        let alike = Self.redirected(
            Survey.healthyGateway.containerSilent([.hubAMQP]).connecting(.hubAMQP) { .silent($0) }, to: target)
        #expect(!alike.pathCauses.contains(.natRedirected))
    }

    /// The hub's HTTPS, which a rule takes, has a certificate of somebody else's.
    private static func foreign(besides others: [Endpoint]) -> Survey {
        let target = SocketAddress(Places.address("10.3.0.17"), port: 12_345)
        return Survey.healthyGateway.containerSilent().forEach([.hubHTTPS] + others) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) { $0 = .unknownRoot(endpoint) }
        }.walks(of: .host, to: [.hubHTTPS]) {
            $0.redirection = redirection
            $0.target = target
        }
    }

    @Test func `a forwarder's certificate is its own where what no rule takes is genuine`() throws {
        let finding = try #require(Self.foreign(besides: []).findings(by: ConnectionsAreRedirected.self).first)
        #expect(finding.claim == .certain)
    }

    @Test func `a forwarder is not to blame where what no rule takes shows the same issuer`() {
        let alike = Self.foreign(besides: [.dpsHTTPS, .registryHTTPS])
        #expect(alike.findings(by: ConnectionsAreRedirected.self).isEmpty)
        #expect(!alike.findings(by: TLSIsIntercepted.self).isEmpty)
    }

    @Test func `a forwarder may have nothing to do with a certificate that nothing can be held against`() throws {
        let others: [Endpoint] = [
            .hubAMQP, .hubAMQPOverWebSocket, .hubMQTT, .hubMQTTOverWebSocket, .dpsHTTPS, .dpsMQTT, .registryHTTPS,
        ]
        let alone = Self.foreign(besides: []).connecting(others) { .silent($0) }
        let finding = try #require(alone.findings(by: ConnectionsAreRedirected.self).first)
        #expect(finding.claim == .likely)
    }

    // MARK: What the device itself hears

    @Test func `a rule that drops what is answered to the host is named`() throws {
        let place = RulePlace(family: "inet", table: "site", chain: "in", handle: 4, hook: .input)
        let endpoint = Endpoint.hubAMQP
        let survey = Survey.healthyGateway.connecting([endpoint]) { .silent($0) }
            .changing(WalkRules.self, about: endpoint) { evidence in
                let packet = FilteredPacket(
                    from: Places.address(of: endpoint.host), to: Places.deviceAddress, .tcp, port: endpoint.port,
                    incoming: "eth0", outgoing: nil, isAnswer: true)
                evidence.walks.append(PacketWalk(.host, packet, .dropped, place: place))
            }
        #expect(survey.pathCauses == [.hostOutputDropped])
        let finding = try survey.pathFinding(.hostOutputDropped)
        #expect(finding.summary.english.contains("drops the answers"))
        #expect(finding.location.rule == "nft inet site in handle 4")
    }
}
