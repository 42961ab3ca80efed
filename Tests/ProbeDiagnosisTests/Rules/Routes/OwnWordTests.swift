import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What this device itself does to its packets, where its firewall is not the only one that could.
struct `what never leaves this device` {
    private static let hub = Endpoint.hubEndpoints
    private static let place = RulePlace(family: "inet", table: "filter", chain: "output", handle: 12)

    // MARK: Lost packets

    private static func lost(_ survey: Survey = .healthyGateway) -> Survey {
        survey.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            for index in evidence.attempts.indices {
                evidence.attempts[index].datagramTwin = "EPERM"
                evidence.attempts[index].locallyDroppedRetransmissions = 1
                evidence.attempts[index].tcp?.retransmissionsInFlight = 0
            }
            return evidence
        }
    }

    @Test func `is a policy's or a link's filter's where the rules let it pass, or there are none`() throws {
        let bare = lost.forwarding { $0.baseChains = [] }.without(WalkRules.self)
        for survey in [Self.lost(), bare] {
            #expect(survey.pathCauses == [.hostPolicyDenied])
            let finding = try survey.pathFinding(.hostPolicyDenied)
            #expect(finding.claim == .likely && finding.owner == .device && finding.subject.port == 5671)
            #expect(finding.differential?.excluded.map(\.cause).contains(.hostOutputDropped) == true)
        }
    }

    private var lost: Survey { Self.lost() }

    @Test func `is the firewall's for certain where a rule is named`() throws {
        let finding = try lost.walks(of: .host, to: [.hubAMQP]) {
            $0.verdict = .dropped; $0.place = Self.place
        }.pathFinding(.hostOutputDropped)
        #expect(finding.confidence == .certain)
    }

    @Test func `may be either's where nobody could read the rules, or follow the packet`() throws {
        let unread = lost.forwarding { $0.rules = .missingRight }.without(WalkRules.self)
            .skipping(WalkRules.self, about: .hubAMQP, because: .capability)
        let unclear = lost.forwarding { $0.baseChains = [LocalText("inet filter output")] }.walks(
            of: .host, to: [.hubAMQP]
        ) {
            $0.verdict = .unclear
        }
        for (survey, reason) in [(unread, Differential.Doubt.Reason.needsRoot), (unclear, .noEvidence)] {
            #expect(survey.pathCauses == [.hostOutputDropped])
            let finding = try survey.pathFinding(.hostOutputDropped)
            #expect(finding.confidence == .likely)
            #expect(finding.differential?.open.first { $0.cause == .hostPolicyDenied }?.reason == reason)
        }
    }

    @Test func `is told in the same way of questions for names`() throws {
        let survey = Survey.healthyGateway.resolvingNothing { host in
            .failing(host) {
                $0.result = .unreachable
                $0.responseCode = nil
                $0.error = "EPERM"
            }
        }
        #expect(survey.pathCauses == [.hostPolicyDenied])
        #expect(try survey.pathFinding(.hostPolicyDenied).subject.resolver == Places.resolver)
    }

    // MARK: Host unreachable

    private static func unreachable(
        _ latencies: [Double], _ endpoints: [Endpoint] = hub, in survey: Survey = .healthyGateway
    ) -> Survey {
        survey.connecting(endpoints) { endpoint in
            ConnectEvidence(
                attempts: latencies.flatMap { latency in
                    ConnectEvidence.failed(
                        endpoint, "EHOSTUNREACH", icmp: .v4(3, 1, from: "10.3.0.17", isLocal: true), after: latency
                    ).attempts
                })
        }
    }

    private static func neighbours(_ survey: Survey, _ state: Neighbour.State) -> Survey {
        survey.adding(
            ReadGateways.self, about: Device(),
            GatewayStates(neighbours: [Neighbour(Places.address("10.3.0.1"), on: "eth0", state)]))
    }

    @Test func `may be a dead neighbour's where another program's ARP ends at once`() throws {
        let once = Self.unreachable([0.41])
        #expect(once.pathCauses == [.hostNeighbourDead])
        let finding = try once.pathFinding(.hostNeighbourDead)
        #expect(finding.confidence == .likely)
        #expect(finding.differential?.open.map(\.cause).contains(.hostOutputDropped) == true)
    }

    @Test func `is a dead neighbour's where the table says so, or the second ARP takes its time`() throws {
        for survey in [Self.neighbours(Self.unreachable([0.41]), .failed), Self.unreachable([0.41, 3.06])] {
            #expect(survey.pathCauses == [.hostNeighbourDead])
            #expect(try survey.pathFinding(.hostNeighbourDead).claim == .certain)
        }
        #expect(
            try Self.neighbours(Self.unreachable([0.41]), .failed).pathFinding(.hostNeighbourDead).differential?
                .excluded.map(\.cause).contains(.hostOutputDropped) == true)
    }

    @Test func `is a rule's where it comes at once again, although the next hop is there`() throws {
        let unread = Self.unreachable([0.0002, 0.0002]).forwarding { $0.rules = .missingRight }.without(WalkRules.self)
        let finding = try Self.neighbours(unread, .reachable).pathFinding(.hostOutputDropped)
        #expect(finding.confidence == .likely)
        #expect(finding.differential?.excluded.map(\.cause).contains(.hostNeighbourDead) == true)
        // The rest of what is asked gets through past the same gateway.
        #expect(unread.pathCauses == [.hostOutputDropped])
    }

    @Test func `is a rule's for certain where the rule is named`() throws {
        let survey = Self.unreachable([0.0002]).walks(of: .host) {
            $0.verdict = .rejected; $0.place = Self.place
        }
        #expect(survey.pathCauses == [.hostOutputDropped])
        #expect(try survey.pathFinding(.hostOutputDropped).confidence == .certain)
    }

    @Test(arguments: [0.0003, 3.05])
    func `is the tunnel's where the way leads into one that has no peer for it`(latency: Double) throws {
        let survey = Self.unreachable([latency, latency]).lookups(of: .host) {
            $0.interface = "tun0"
            $0.gateway = nil
            $0.route = Gateway.prefix("0.0.0.0/0")
        }
        #expect(survey.pathCauses == [.routeVPNOverride])
        let finding = try survey.pathFinding(.routeVPNOverride)
        #expect(finding.claim == .likely && finding.owner == .device)
        #expect(finding.location.rule == "route 0.0.0.0/0 dev tun0")
        let around = survey.detouring([.hubHTTPS, .hubAMQP, .hubMQTT])
        #expect(around.pathCauses == [.routeVPNOverride])
        #expect(try around.pathFinding(.routeVPNOverride).confidence == .certain)
    }

    // MARK: Questions for names

    private static func asked(_ code: UInt8, _ error: SystemError, after latency: Double = 0.0004) -> Survey {
        Survey.healthyGateway.resolvingNothing { host in
            .failing(host) {
                $0.result = .unreachable
                $0.responseCode = nil
                $0.error = error
                $0.icmp = .v4(3, code, from: "10.3.0.17", isLocal: true)
                $0.latency = Seconds(latency)
            }
        }
    }

    @Test(arguments: [(3, "ECONNREFUSED"), (13, "EHOSTUNREACH")] as [(UInt8, SystemError)])
    func `is a rule's where this device itself says of a resolver elsewhere that it is closed`(
        code: UInt8, error: SystemError
    ) throws {
        let survey = Self.asked(code, error).forwarding { $0.rules = .missingRight }.without(WalkRulesToResolvers.self)
        #expect(survey.pathCauses == [.hostOutputDropped])
        #expect(try survey.pathFinding(.hostOutputDropped).subject.resolver == Places.resolver)
    }

    @Test func `is the link's where it says host unreachable of a resolver`() throws {
        let quick = Self.asked(1, "EHOSTUNREACH").resolverLookups(of: []) { _ in }
        #expect(quick.pathCauses == [.hostNeighbourDead])
        #expect(try quick.pathFinding(.hostNeighbourDead).claim == .likely)
        let tunnelled = Self.asked(1, "EHOSTUNREACH").resolverLookups(of: [.host]) { $0.interface = "tun0" }
        #expect(tunnelled.pathCauses == [.routeVPNOverride])
    }
}
