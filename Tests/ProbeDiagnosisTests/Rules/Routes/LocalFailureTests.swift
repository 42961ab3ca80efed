import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `what this device does to its own packets` {
    static let everything = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]

    @Test(
        arguments: [
            ("ENETUNREACH", .routeNone), ("EACCES", .routeBlocked), ("EINVAL", .routeBlocked),
            ("EHOSTUNREACH", .routeBlocked),
            ("EPERM", .hostPolicyDenied),
        ] as [(SystemError, Cause)])
    func `is told by the error of connect itself`(error: SystemError, cause: Cause) throws {
        let survey = Survey.healthy.connecting(.hubAMQP) { .failed($0, error, isSynchronous: true) }
        #expect(survey.pathCauses == [cause])
        let finding = try survey.pathFinding(cause)
        #expect(finding.owner == .device)
        #expect(finding.location.kind == .thisDevice)
        #expect(finding.subject.port == 5671)
        // A security module forbids in the same way as a route that nobody looked up.
        #expect(finding.claim == (error == "EACCES" ? .likely : .certain))
    }

    @Test func `is a security module's where no route and no rule prohibits what connect calls forbidden`() throws {
        let survey = Survey.healthyGateway.connecting(.hubAMQP) { .failed($0, "EACCES", isSynchronous: true) }
        #expect(survey.pathCauses == [.hostPolicyDenied])
        let finding = try survey.pathFinding(.hostPolicyDenied)
        #expect(finding.claim == .certain)
        #expect(finding.evidence.contains { $0.shows.english.contains("EACCES") })
    }

    @Test func `is a route's or a rule's where one may prohibit it`() {
        let denied = Survey.healthyGateway.connecting(.hubAMQP) { .failed($0, "EACCES", isSynchronous: true) }
        let byRoute = denied.lookups(of: .host) { $0.error = "EACCES" }
        #expect(byRoute.pathFindings.map(\.cause) == [.routeBlocked])
        #expect(byRoute.pathFindings.map(\.confidence) == [.certain])
        #expect(denied.without(LookUpRoutes.self).pathFindings.map(\.confidence) == [.likely])
        let byPort = denied.routing { state in
            var rule = RoutingRule(.v4, priority: 1000, table: 0)
            rule.action = .prohibit
            rule.hasOtherSelectors = true
            state.rules.append(rule)
        }
        #expect(byPort.pathCauses == [.routeBlocked])
    }

    @Test func `is one finding without any route`() throws {
        let survey = Survey.healthy.connecting(Self.everything) { .failed($0, "ENETUNREACH", isSynchronous: true) }
        #expect(survey.pathCauses == [.routeNone])
        #expect(try survey.pathFinding(.routeNone).subject == Finding.Subject())
        #expect(try survey.pathFinding(.routeNone).severity == .error)
    }

    @Test func `is found by the resolvers where no name came to connect to`() throws {
        let survey = Survey.healthy.resolvingNothing { host in
            .failing(host) {
                $0.result = .unreachable
                $0.responseCode = nil
                $0.error = "ENETUNREACH"
            }
        }
        #expect(survey.pathCauses == [.routeNone])
        #expect(try survey.pathFinding(.routeNone).subject.resolver == Places.resolver)
    }

    @Test func `is its own firewall where a datagram meets EPERM`() throws {
        let survey = Survey.healthy.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            evidence.attempts[0].datagramTwin = "EPERM"
            return evidence
        }
        #expect(survey.pathCauses == [.hostOutputDropped])
        #expect(try survey.pathFinding(.hostOutputDropped).severity == .warning)
    }

    @Test(arguments: [(65_536, true), (64_300, true), (60_000, false)])
    func `is no rule's where the kernel has no room to track a connection`(tracked: Int, isFull: Bool) throws {
        let survey = Survey.healthyGateway.forwarding {
            $0.trackedConnections = tracked
            $0.mostTrackedConnections = 65_536
        }.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            evidence.attempts[0].datagramTwin = "EPERM"
            return evidence
        }
        let finding = try #require(survey.pathFindings.first)
        // Where it has room, the rules that were read let the packet out.
        #expect(
            (finding.cause, finding.claim) == (isFull ? (.hostOutputDropped, .certain) : (.hostPolicyDenied, .likely)))
        #expect(finding.summary.english.contains("no room to track") == isFull)
    }

    @Test func `is its own firewall where the kernel counts the lost retransmissions`() throws {
        let survey = Survey.healthy.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            for index in evidence.attempts.indices {
                evidence.attempts[index].locallyDroppedRetransmissions = 1
                evidence.attempts[index].tcp?.retransmissionsInFlight = 0
            }
            return evidence
        }
        #expect(survey.pathCauses == [.hostOutputDropped])
        #expect(
            try survey.pathFinding(.hostOutputDropped).evidence.first?.shows.english.contains("TCPRetransFail") == true)
    }

    @Test func `is its own firewall where the ICMP error comes from itself at once`() {
        let survey = Survey.healthy.connecting(.hubAMQP) {
            .failed($0, "ECONNREFUSED", icmp: .v4(3, 3, from: "10.3.0.17", isLocal: true), after: 0.0002)
        }
        #expect(survey.pathCauses == [.hostOutputDropped])
    }

    @Test func `is a dead neighbour where it takes ARP three seconds to say so`() throws {
        let survey = Survey.healthy.connecting(Self.everything) {
            .failed($0, "EHOSTUNREACH", icmp: .v4(3, 1, from: "10.3.0.17", isLocal: true), after: 3.07)
        }
        #expect(survey.pathCauses == [.hostNeighbourDead])
        #expect(try survey.pathFinding(.hostNeighbourDead).severity == .error)
        #expect(try survey.pathFinding(.hostNeighbourDead).summary.english.contains("on eth0"))
    }

    @Test(arguments: [
        Survey.healthy,
        Survey.healthy.connecting(.hubAMQP) { .silent($0) },
        // A router says the same, later.
        Survey.healthy.connecting(.hubAMQP) { .failed($0, "ENETUNREACH", icmp: .v4(3, 0, from: "10.1.0.1")) },
        Survey.healthy.connecting(.hubAMQP) {
            .failed($0, "EHOSTUNREACH", icmp: .v4(3, 1, from: "10.1.0.1"), after: 3)
        },
        // The counter rose for another connection: this one's retransmission is in flight.
        Survey.healthy.connecting(.hubAMQP) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            for index in evidence.attempts.indices { evidence.attempts[index].locallyDroppedRetransmissions = 2 }
            return evidence
        },
        // No IPv6 here, and none needed.
        Survey.healthy.adding(
            ConnectOtherAddresses.self, about: .registryHTTPS,
            .failed(.registryHTTPS, "ENETUNREACH", isSynchronous: true, at: Places.registryAddressV6)),
    ])
    func `is not found`(in survey: Survey) {
        for rule: any Rule.Type in [
            RouteIsMissing.self, RouteIsBlocked.self, OutputIsDropped.self, NeighbourIsDead.self,
            ConnectionsAreDenied.self,
            IPv6IsBroken.self,
        ] {
            #expect(survey.findings(by: rule).isEmpty, "\(rule)")
        }
    }
}
