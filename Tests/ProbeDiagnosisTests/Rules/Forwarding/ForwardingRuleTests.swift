import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `what a device does to its containers' packets` {
    private static let silent = Survey.healthyGateway.containerSilent()

    @Test func `is no finding where all is well`() {
        #expect(Survey.healthyGateway.pathCauses.isEmpty)
    }

    // MARK: fwd.disabled

    @Test func `forwarding is off`() throws {
        let survey = Self.silent.forwarding {
            $0.forwardsIPv4 = false; $0.interfaces = [.init(name: "docker0", forwardsIPv4: false)]
        }
        #expect(survey.pathCauses == [.fwdDisabled])
        let finding = try survey.pathFinding(.fwdDisabled)
        #expect(finding.vantages == [Places.bridge])
        #expect(finding.location.rule == "sysctl net.ipv4.ip_forward")
        #expect(finding.severity == .error)
        #expect(finding.explains.contains(.tcpDroppedIP) || finding.explains.contains(.tcpDroppedAll))
    }

    @Test func `forwarding is off on the bridge alone`() throws {
        let survey = Self.silent.forwarding { $0.interfaces[2].forwardsIPv4 = false }
        #expect(try survey.pathFinding(.fwdDisabled).location.rule == "sysctl net.ipv4.conf.docker0.forwarding")
    }

    @Test func `forwarding that is off stops nobody who gets out`() {
        let survey = Survey.healthyGateway.forwarding {
            $0.forwardsIPv4 = false; $0.interfaces = []
        }
        #expect(survey.pathCauses.isEmpty)
        let one = Survey.healthyGateway.containerSilent([.hubAMQP])
            .forwarding {
                $0.forwardsIPv4 = false; $0.interfaces = []
            }
        #expect(!one.pathCauses.contains(.fwdDisabled), "another port of it answers")
    }

    @Test func `forwarding is off where not even names resolve`() throws {
        let survey = Survey.healthyGateway
            .changing(ResolveName.self, about: Name(Places.hub), from: Places.bridge) { $0 = .silent(Places.hub) }
            .forwarding {
                $0.forwardsIPv4 = false; $0.interfaces = []
            }
        #expect(survey.pathCauses == [.fwdDisabled])
        #expect(try survey.pathFinding(.fwdDisabled).explains.contains(.dnsTimeout))
    }

    // MARK: fwd.dropped

    @Test func `a rule drops one port, and is named`() throws {
        let survey = Survey.healthyGateway.containerSilent([.hubAMQP])
            .walks(of: .bridge, to: [.hubAMQP]) {
                $0.verdict = .dropped; $0.place = Gateway.rule
            }
        #expect(survey.pathCauses == [.fwdDropped])
        let finding = try survey.pathFinding(.fwdDropped)
        #expect(finding.location.rule == "iptables filter DOCKER-USER 3")
        #expect(finding.confidence == .certain)
        #expect(finding.subject.port == 5671)
        #expect(finding.owner == .device)
        #expect(finding.explains == [.tcpDroppedPort])
    }

    @Test func `a policy drops everything, and is named`() throws {
        let policy = RulePlace(family: "inet", table: "filter", chain: "forward")
        let survey = Self.silent.walks(of: .bridge) {
            $0.verdict = .dropped; $0.place = policy
        }
        #expect(survey.pathCauses == [.fwdDropped])
        #expect(try survey.pathFinding(.fwdDropped).location.rule == "nft inet filter forward policy")
        #expect(try survey.pathFinding(.fwdDropped).severity == .error)
    }

    @Test func `a rule drops the answers`() throws {
        let survey = Self.silent.walks(of: .bridgeAnswer) {
            $0.verdict = .dropped; $0.place = Gateway.rule
        }
        #expect(survey.pathCauses == [.fwdDropped])
        #expect(try survey.pathFinding(.fwdDropped).summary.english.contains("the answers to"))
    }

    @Test func `a rejecting rule is this device's, though it looks like the gateway's`() throws {
        let survey = Survey.healthyGateway
            .connecting(.hubAMQP, from: Places.bridge) {
                .failed($0, "ECONNREFUSED", icmp: .v4(3, 3, from: "172.17.0.1"))
            }
            .walks(of: .bridge, to: [.hubAMQP]) {
                $0.verdict = .rejected; $0.place = Gateway.rule
            }
        #expect(survey.pathCauses == [.fwdDropped])
        let reset = Survey.healthyGateway.connecting(.hubAMQP, from: Places.bridge) { .refused($0) }
            .walks(of: .bridge, to: [.hubAMQP]) {
                $0.verdict = .rejected; $0.place = Gateway.rule
            }
        #expect(reset.pathCauses == [.fwdDropped])
    }

    @Test func `a rule that would drop what is answered all the same is no finding`() {
        let survey = Survey.healthyGateway.walks(of: .bridge) {
            $0.verdict = .dropped; $0.place = Gateway.rule
        }
        #expect(survey.pathCauses.isEmpty)
    }

    @Test func `a rule that may drop is named only where its counter rose`() throws {
        let unclear = Self.silent.walks(of: .bridge) {
            $0.verdict = .unclear
            $0.place = Gateway.rule
            $0.unclear = [Gateway.rule]
        }
        #expect(!unclear.pathCauses.contains(.fwdDropped))
        var rises = CounterRises()
        rises.rules = [.init(place: Gateway.rule, packets: 6)]
        let counted = unclear.adding(CountDrops.self, about: Device(), rises)
        #expect(try counted.pathFinding(.fwdDropped).claim == .likely)
        #expect(
            try counted.pathFinding(.fwdDropped).evidence.contains { $0.shows.english.contains("counted 6 packets") })
    }

    @Test func `where several rules may be the one, none is named`() throws {
        let survey = Self.silent.walks(of: .bridge) {
            $0.verdict = .dropped
            $0.unclear = [Gateway.rule, RulePlace(family: "inet", table: "t", chain: "f")]
        }
        #expect(try survey.pathFinding(.fwdDropped).location.rule == nil)
    }

    @Test func `a drop of the site meets the host as well and is not this device's`() {
        let survey = Self.silent.connecting(Endpoint.hubEndpoints) { .silent($0) }
        #expect(survey.pathCauses == [.tcpDroppedIP])
    }

    @Test func `rules that cannot be read leave it possible`() throws {
        let unread = Self.silent.forwarding { $0.rules = .missingRight }.without(WalkRules.self).without(
            WalkRulesToResolvers.self)
        let finding = try unread.pathFinding(.fwdDropped)
        #expect(finding.claim == .possible)
        #expect(finding.location.rule == nil)
        #expect(finding.summary.english.contains("sudo"))
        let legacy = Self.silent.forwarding { $0.legacyTables = [LocalText("iptables filter")] }
        #expect(try legacy.pathFinding(.fwdDropped).summary.english.contains("iptables-legacy"))
    }

    private static func withoutNames(_ survey: Survey) -> Survey {
        survey.changing(ResolveName.self, about: Name(Places.hub), from: Places.bridge) { $0 = .silent(Places.hub) }
            .changing(WalkRulesToResolvers.self, about: Device()) { evidence in
                for index in evidence.walks.indices where evidence.walks[index].origin == .bridge {
                    evidence.walks[index].verdict = .dropped
                    evidence.walks[index].place = Gateway.rule
                }
            }
    }

    @Test func `a rule that drops queries alone is the resolver's trouble, and is named`() throws {
        let survey = Self.withoutNames(.healthyGateway)
        #expect(survey.pathCauses == [.dnsContainerBlocked])
        let finding = try survey.pathFinding(.dnsContainerBlocked)
        #expect(finding.subject.resolver == Places.resolver)
        #expect(finding.location.rule == Gateway.rule.description)
        #expect(finding.claim == .certain)
    }

    @Test func `a rule that drops queries is named where the host has no name either`() throws {
        let nameless = Survey.healthyGateway.resolvingNothing { .silent($0) }
        let survey = Self.withoutNames(nameless)
        let finding = try survey.pathFinding(.fwdDropped)
        #expect((finding.claim, finding.owner, finding.vantages) == (.certain, .device, [Places.bridge]))
        #expect(finding.location.rule == Gateway.rule.description)
        // Rules that let the queries pass stop nobody.
        #expect(!nameless.containerNameless().pathCauses.contains(.fwdDropped))
    }

    @Test func `a rule that drops queries and connections alike is about all that containers send`() throws {
        let survey = Self.withoutNames(Self.silent).walks(of: .bridge) {
            $0.verdict = .dropped
            $0.place = Gateway.rule
        }
        #expect(survey.pathCauses == [.fwdDropped])
        let finding = try survey.pathFinding(.fwdDropped)
        #expect(finding.subject == Finding.Subject())
        #expect(finding.location.rule == Gateway.rule.description)
        #expect(finding.vantages == [Places.bridge])
    }

    // MARK: nat.missing-masquerade

    @Test func `nobody masquerades`() throws {
        let survey = Self.silent.walks(of: .bridge) { $0.source = .kept }
        #expect(survey.pathCauses == [.natMissingMasquerade])
        let finding = try survey.pathFinding(.natMissingMasquerade)
        #expect(finding.confidence == .certain)
        #expect(finding.owner == .containerEngine)
        #expect(finding.summary.english.contains("172.17.0.0/16"))
    }

    @Test func `the engine's own file is named where it says so, as far as it concerns the network`() throws {
        func survey(_ switches: EngineSwitch...) -> Survey {
            var configuration = ConfigurationEvidence()
            configuration.switches = switches
            return Self.silent.walks(of: .bridge) { $0.source = .kept }
                .adding(ReadConfiguration.self, about: Device(), configuration)
        }
        func off(_ name: EngineSwitch.Name, isOn: Bool = false) -> EngineSwitch {
            EngineSwitch(name: name, isOn: isOn, file: LocalText("/etc/docker/daemon.json"), line: 3)
        }
        for name in [EngineSwitch.Name.iptables, .ipMasquerade] {
            let finding = try survey(off(.userlandProxy), off(name)).pathFinding(.natMissingMasquerade)
            #expect(finding.location.rule == "/etc/docker/daemon.json:3")
            #expect(finding.owner == .containerEngine)
        }
        for other in [off(.iptables, isOn: true), off(.ip6tables), off(.ipForward)] {
            #expect(try survey(other).pathFinding(.natMissingMasquerade).location.culprit == nil)
        }
    }

    @Test func `a site that routes the bridge's subnet needs no masquerade`() {
        #expect(Survey.healthyGateway.walks(of: .bridge) { $0.source = .kept }.pathCauses.isEmpty)
    }

    @Test func `nor does a network whose walks are answered by routers beyond this device`() {
        let bare = Survey.healthyGateway.containerSilent().walks(of: .bridge) { $0.source = .kept }
        func walked(_ routers: [String]) -> Survey {
            bare.adding(
                WalkHops.self, about: .hubAMQP, from: Places.bridge,
                HopComparison(
                    walk: .along(routers, to: SocketAddress(Places.hubAddress, port: 5671)), control: nil))
        }
        #expect(walked(["172.17.0.1"]).pathCauses.contains(.natMissingMasquerade), "its own gateway is this device")
        #expect(!walked(["172.17.0.1", "10.3.0.1"]).pathCauses.contains(.natMissingMasquerade))
    }

    @Test func `a masqueraded container's silence is hardly the site's where the host gets through`() throws {
        let alone = try Survey.healthyGateway.containerSilent().pathFinding(.tcpDroppedIP)
        #expect(alone.claim == .possible)
    }

    @Test func `a masquerade that is unclear is not missing`() {
        let survey = Self.silent.walks(of: .bridge) { $0.source = .unclear }
        #expect(!survey.pathCauses.contains(.natMissingMasquerade))
        let legacy = Self.silent.walks(of: .bridge) { $0.source = .kept }
            .forwarding { $0.legacyTables = [LocalText("iptables nat")] }
        #expect(!legacy.pathCauses.contains(.natMissingMasquerade))
    }

    @Test func `what is dropped here does not miss a masquerade too`() {
        let survey = Self.silent.walks(of: .bridge) {
            $0.source = .kept
            $0.verdict = .dropped
            $0.place = Gateway.rule
        }
        #expect(survey.pathCauses == [.fwdDropped])
    }

    // MARK: fwd.rp-filter

    private static func strict(_ all: Int, _ own: Int) -> Survey {
        silent.lookups(of: .bridgeAnswer) {
            $0.interface = nil
            $0.error = "EXDEV"
        }.forwarding {
            $0.reversePathFilter = all
            $0.interfaces[1].reversePathFilter = own
        }
    }

    @Test func `strict reverse-path filtering drops the answers`() throws {
        #expect(Self.strict(1, 0).pathCauses == [.fwdRPFilter])
        #expect(try Self.strict(0, 1).pathFinding(.fwdRPFilter).location.rule == "sysctl net.ipv4.conf.eth0.rp_filter")
    }

    @Test func `newer kernels say it like a blackhole, which is something else`() throws {
        let newer = Self.strict(1, 0).lookups(of: .bridgeAnswer) { $0.error = "EINVAL" }
        #expect(try newer.pathFinding(.fwdRPFilter).claim == .likely)
        let blackhole = newer.lookups(of: .bridgeAnswer) { $0.kind = .blackhole }
        #expect(!blackhole.pathCauses.contains(.fwdRPFilter))
    }

    @Test func `loose filtering drops nothing`() {
        for (all, own) in [(0, 0), (2, 1), (1, 2)] {
            #expect(!Self.strict(all, own).pathCauses.contains(.fwdRPFilter))
        }
    }

    @Test func `a way back that leads elsewhere is not the filter's doing`() {
        let survey = Self.strict(1, 0).lookups(of: .bridge) {
            $0.interface = nil; $0.error = "EXDEV"
        }
        .lookups(of: .bridgeAnswer) {
            $0.error = nil
            $0.interface = "tun0"
            $0.route = Gateway.prefix("172.17.0.0/24")
        }
        #expect(survey.pathCauses == [.routeVPNOverride])
    }

    // MARK: mtu.bridge-mismatch

    private static func stalled(egress: Int, small: Bool) -> Survey {
        let base = Survey.healthyGateway.routing { $0.links[1].mtu = egress }
        return [Endpoint.hubHTTPS, .hubAMQP, .hubMQTT].reduce(base) { survey, endpoint in
            let stalled = survey.changing(HandshakeTLS.self, about: endpoint, from: Places.bridge) {
                $0 = .silent(endpoint, acknowledged: 1501, outOfOrder: 1)
            }
            return small
                ? stalled.adding(
                    HandshakeWithSmallSegments.self, about: endpoint, from: Places.bridge, .completed(endpoint))
                : stalled
        }
    }

    @Test func `a bridge's packets are too large for the way out`() throws {
        let survey = Self.stalled(egress: 1400, small: true)
        #expect(survey.pathCauses == [.mtuBridgeMismatch])
        let finding = try survey.pathFinding(.mtuBridgeMismatch)
        #expect(finding.confidence == .certain)
        #expect(finding.vantages == [Places.bridge])
        #expect(finding.summary.english.contains("1400"))
        #expect(try Self.stalled(egress: 1400, small: false).pathFinding(.mtuBridgeMismatch).claim == .likely)
    }

    @Test func `a bridge that stands in for the modules' network speaks of that one`() throws {
        let survey = Self.stalled(egress: 1400, small: true).routing { state in
            state.networks[0].standsInFor = "azure-iot-edge"
            state.networks[0].ownMTU = 1400
        }
        let finding = try survey.pathFinding(.mtuBridgeMismatch)
        #expect(finding.confidence == .certain && finding.vantages == [Places.bridge])
        #expect(finding.summary.english.hasPrefix("The network azure-iot-edge, which IoT Edge makes when it starts"))
    }

    @Test func `a bridge with the MTU of the way out is not to blame`() {
        #expect(!Self.stalled(egress: 1500, small: true).pathCauses.contains(.mtuBridgeMismatch))
    }

    @Test func `a black hole that the host meets too is the site's`() {
        let survey = [Endpoint.hubHTTPS, .hubAMQP, .hubMQTT].reduce(Self.stalled(egress: 1400, small: true)) {
            survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) { $0 = .silent(endpoint, acknowledged: 1501) }
        }
        #expect(!survey.pathCauses.contains(.mtuBridgeMismatch))
    }
}
