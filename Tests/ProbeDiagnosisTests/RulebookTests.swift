import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `the rulebook` {
    static let everything = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]

    @Test(arguments: [
        Survey.healthy, .healthyWithProxy, .healthy(from: [.host, Places.bridge, Places.edgeNetwork]),
        .healthy.without(.dps).without(.registry), .healthy.asking { $0.upstream = .mqttOverWebSocket },
    ])
    func `finds nothing in a healthy network`(_ survey: Survey) {
        #expect(Rulebook.findings(in: Scene(of: survey)).isEmpty)
    }

    @Test func `gives every cause of its rules a layer and every rule a cause`() {
        #expect(Rulebook.rules.allSatisfy { !$0.causes.isEmpty })
        let causes = Rulebook.rules.flatMap { $0.causes }
        // An error at once and the kernel's counters; the way's own word and what one hop more changes; what does not connect, and
        // what carries no TLS; a source that nobody answers, and a firewall that sees no answers;
        // a file of the device, and what a deployment says of a module.
        let twice: [Cause] = [.configMalformed, .hostPolicyDenied, .tcpDroppedIP, .ipv6Broken, .tcpAsymmetric]
        #expect(Set(causes).count + twice.count == causes.count)
        #expect(twice.allSatisfy { cause in causes.count { $0 == cause } == 2 })
    }

    // MARK: - Compound faults

    @Test func `reports two independent faults`() {
        let survey = Survey.healthy
            .connecting(.hubAMQP) { .silent($0) }
            .resolving(of: Places.registry, .answering(Places.registry, code: 3))
        #expect(survey.pathCauses == [.dnsNxdomain, .tcpDroppedPort])
    }

    @Test func `reports a dropped port behind a filtered name too`() {
        var survey = Survey.healthy.resolving(.answering(Places.hub, code: 3))
            .controlling(.control(address: Places.hubAddress))
        for endpoint in Endpoint.hubEndpoints {
            var connect = endpoint == .hubAMQP ? .silent(endpoint) : Healthy.connection(endpoint)
            connect.usedControlResolver = true
            survey = survey.adding(endpoint).adding(ConnectEndpoint.self, about: endpoint, connect)
        }
        #expect(survey.pathCauses == [.dnsFiltered, .tcpDroppedPort])
    }

    @Test func `lets the device's own firewall explain only the ports that it drops`() {
        let survey = Survey.healthy.connecting(.hubMQTT) { .silent($0) }.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            evidence.attempts[1].datagramTwin = "EPERM"
            return evidence
        }
        #expect(survey.pathCauses == [.hostOutputDropped, .tcpDroppedPort])
        #expect(survey.pathFindings.map(\.subject.port) == [5671, 8883])
    }

    @Test func `blames this device, not the site, for ports that its own firewall closes`() {
        let survey = Survey.healthy.connecting(.hubAMQP, .hubMQTT, .dpsHTTPS, .dpsMQTT) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            evidence.attempts[0].datagramTwin = "EPERM"
            return evidence
        }
        let findings = Rulebook.findings(in: Scene(of: survey))
        #expect(Set(findings.map(\.cause)) == [.hostOutputDropped])
        #expect(Set(findings.flatMap(\.explains)) == [.dpsBlocked, .transportOnly443])
    }

    @Test func `reports only 443 for two ports that are dropped alike, and DPS for its own`() {
        let survey = Survey.healthy.connecting(.hubAMQP, .hubMQTT, .dpsHTTPS, .dpsMQTT) { .silent($0) }
        #expect(Rulebook.findings(in: Scene(of: survey)).map(\.cause) == [.transportOnly443, .dpsBlocked])
    }

    @Test func `does not judge what comes and goes`() {
        let survey = Survey.healthy.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint, attempts: 1)
            evidence.attempts.append(Healthy.attempt(endpoint))
            evidence.connected = evidence.attempts[1].remote
            return evidence
        }
        #expect(survey.pathCauses.isEmpty)
    }

    // MARK: - Explaining

    @Test func `keeps the root of a chain and lists all its symptoms`() throws {
        let survey = Survey.healthy
        let findings = Rulebook.findings(
            in: Scene(of: survey), by: [Made.Symptom.self, Made.Middle.self, Made.Root.self])
        #expect(findings.map(\.cause) == [.dnsSinkhole])
        #expect(findings.first?.explains == [.httpNotTheHub, .tlsHostnameMismatch])
    }

    @Test func `does not let a remark explain an error`() {
        let findings = Rulebook.findings(in: Scene(of: .healthy), by: [Made.Symptom.self, Made.Remark.self])
        #expect(Set(findings.map(\.cause)) == [.httpNotTheHub, .dnsPrivateEndpoint])
    }

    @Test func `explains what was seen everywhere by those who explain each place, and by no fewer`() {
        let both = Rulebook.findings(
            in: Scene(of: .healthy), by: [Made.Everything.self, Made.HubTaken.self, Made.DPSForbidden.self])
        #expect(Set(both.map(\.cause)) == [.routeVPNOverride, .routeBlocked])
        #expect(both.allSatisfy { $0.explains == [.tcpDroppedAll] })
        let one = Rulebook.findings(in: Scene(of: .healthy), by: [Made.Everything.self, Made.HubTaken.self])
        #expect(Set(one.map(\.cause)) == [.routeVPNOverride, .tcpDroppedAll])
    }

    @Test func `lets a group's rule name its members`() {
        let findings = Rulebook.findings(in: Scene(of: .healthy), by: [Made.Members.self, Made.Group.self])
        #expect(findings.map(\.cause) == [.transportOnly443, .tcpDroppedPort])
        #expect(findings.map(\.subject.port) == [nil, 443])
        #expect(findings.first?.explains == [.tcpDroppedPort])
    }

    @Test func `lets the lower of two rivals for one endpoint win`() {
        let findings = Rulebook.findings(in: Scene(of: .healthy), by: [Made.Upper.self, Made.Lower.self])
        #expect(findings.map(\.cause) == [.mtuBlackholeOut])
        #expect(findings.first?.explains == [.tlsSNIFiltered])
    }

    @Test func `keeps one of three that explain each other in a ring`() {
        let findings = Rulebook.findings(
            in: Scene(of: .healthy), by: [Made.RingOne.self, Made.RingTwo.self, Made.RingThree.self])
        #expect(findings.map(\.cause) == [.tcpRefused])
    }

    // MARK: - Merging and order

    @Test func `merges what several vantages see alike`() throws {
        let survey = Survey.healthy(from: [.host, Places.bridge, Places.edgeNetwork])
            .forEach([Vantage.host, Places.bridge, Places.edgeNetwork]) { survey, vantage in
                survey.connecting(.hubAMQP, from: vantage) { .silent($0) }
            }
        #expect(survey.pathCauses == [.tcpDroppedPort])
        let finding = try survey.pathFinding(.tcpDroppedPort)
        #expect(finding.vantages == [.host, Places.bridge, Places.edgeNetwork])
        #expect(finding.severity == .warning)
        // What speaks for it comes first, the connections that it is compared with after that, each in the order of the run.
        let roles = finding.evidence.map(\.role)
        #expect(roles == roles.sorted() && Set(roles) == [.speaks, .control])
        for role in Set(roles) {
            let observations = finding.evidence.filter { $0.role == role }.map(\.observation)
            #expect(observations == observations.sorted())
        }
    }

    @Test func `does not merge what sits in different places`() {
        let remote = SocketAddress(Places.hubAddress, port: 5671)
        let survey = [(Vantage.host, "10.3.0.1"), (Places.bridge, "172.17.0.1")]
            .reduce(Survey.healthy(from: [.host, Places.bridge])) { survey, place in
                survey.connecting(.hubAMQP, from: place.0) { .silent($0) }
                    .adding(
                        WalkHops.self, about: .hubAMQP, from: place.0,
                        HopComparison(walk: .along([place.1], to: remote), control: nil))
            }
        #expect(survey.pathCauses == [.tcpDroppedPort, .tcpDroppedPort])
    }

    @Test func `gives one finding for a name, whichever resolver denies it`() throws {
        let survey = Survey.healthy(from: [.host, Places.bridge])
            .resolving(.answering(Places.hub, code: 3))
            .changing(ResolveName.self, about: Name(Places.hub), from: Places.bridge) {
                $0 = .answering(Places.hub, code: 3, servers: [Places.secondResolver])
            }
        #expect(survey.pathCauses == [.dnsNxdomain])
        #expect(try survey.pathFinding(.dnsNxdomain).subject == Finding.Subject(Places.hub))
    }

    @Test func `puts errors first, then what the hub needs, then lower layers`() {
        let survey = Survey.healthy
            .connecting(.hubMQTT, .dpsHTTPS, .dpsMQTT) { .silent($0) }
            .connecting(.hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket) { .refused($0) }
            .resolving(of: Places.registry, .answering(Places.registry, code: 2))
        #expect(survey.pathCauses == [.tcpRefused, .dnsServfail, .tcpDroppedIP, .tcpDroppedPort])
        #expect(survey.pathFindings.map(\.severity) == [.error, .error, .warning, .info])
    }

    @Test func `is the same for the same survey`() {
        let survey = Survey.healthy(from: [.host, Places.bridge]).connecting(Self.everything) { .silent($0) }
        let first = Rulebook.findings(in: Scene(of: survey))
        for _ in 0..<20 { #expect(Rulebook.findings(in: Scene(of: survey)) == first) }
    }

    @Test func `never makes IPv6 an error where IPv4 works`() {
        let findings = Rulebook.findings(in: Scene(of: .healthy), by: [Made.BrokenIPv6.self])
        #expect(findings.map(\.severity) == [.warning])
        let without = Survey.healthy.connecting(.registryHTTPS) { .silent($0) }
        #expect(Rulebook.findings(in: Scene(of: without), by: [Made.BrokenIPv6.self]).map(\.severity) == [.error])
    }
}
