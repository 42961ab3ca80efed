import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a connection that a router rejects` {
    @Test(
        arguments: [
            (.v4(3, 3, from: "10.1.0.1"), "ECONNREFUSED", .tcpRejectedICMP),
            (.v4(3, 2, from: "10.1.0.1"), "ENOPROTOOPT", .tcpRejectedICMP),
            (.v4(3, 9, from: "10.1.0.1"), "ENETUNREACH", .tcpAdminProhibited),
            (.v4(3, 10, from: "10.1.0.1"), "EHOSTUNREACH", .tcpAdminProhibited),
            (.v4(3, 13, from: "10.1.0.1"), "EHOSTUNREACH", .tcpAdminProhibited),
            (.v4(3, 1, from: "10.1.0.1"), "EHOSTUNREACH", .tcpHostUnreachable),
            (.v4(3, 0, from: "10.1.0.1"), "ENETUNREACH", .tcpNetUnreachable),
            (.v4(11, 0, from: "10.1.0.1"), "EHOSTUNREACH", .tcpLoop),
        ] as [(ICMPError, SystemError, Cause)])
    func `is named by type and code, and the sender is the place`(icmp: ICMPError, error: SystemError, cause: Cause)
        throws
    {
        let survey = Survey.healthy.connecting(Endpoint.hubEndpoints) { .failed($0, error, icmp: icmp) }
        #expect(survey.pathCauses == [cause])
        let finding = try survey.pathFinding(cause)
        #expect(finding.location.kind == .hop)
        #expect(finding.location.address == Places.address("10.1.0.1"))
        #expect(finding.subject.address == Places.hubAddress && finding.subject.port == nil)
        #expect(finding.evidence.contains { $0.shows.english.contains("ICMP \(icmp.type)/\(icmp.code) by 10.1.0.1") })
    }

    @Test(arguments: [(0, "ENETUNREACH"), (1, "EHOSTUNREACH")] as [(UInt8, SystemError)])
    func `is a filter's for a port that it calls unreachable while another one answers`(code: UInt8, error: SystemError)
        throws
    {
        let survey = Survey.healthy.connecting(.hubAMQP) { endpoint in
            let attempt = ConnectEvidence.failed(endpoint, error, icmp: .v4(3, code, from: "10.1.0.1")).attempts[0]
            return ConnectEvidence(attempts: [attempt, attempt])
        }
        #expect(survey.pathCauses == [.tcpRejectedICMP])
        let finding = try survey.pathFinding(.tcpRejectedICMP)
        #expect(finding.claim == .likely && finding.subject.port == 5671)
        #expect(finding.location.address == Places.address("10.1.0.1"))
    }

    @Test func `is none of a filter's where the address passes the port on to somebody who is off`() {
        let survey = Survey.healthy.connecting(.hubAMQP) {
            .failed($0, "EHOSTUNREACH", icmp: .v4(3, 1, from: Places.hubAddress.description))
        }
        #expect(survey.pathCauses == [.tcpHostUnreachable])
    }

    private static func withoutRoute(to endpoints: [Endpoint]) -> Survey {
        Survey.healthyGateway.connecting(endpoints) { endpoint in
            let icmp = ICMPError.v4(3, 0, from: "10.3.0.1")
            let attempt = ConnectEvidence.failed(endpoint, "ENETUNREACH", icmp: icmp).attempts[0]
            return ConnectEvidence(attempts: [attempt, attempt])
        }
    }

    @Test func `speaks for no port of an address that answers on another one`() throws {
        let survey = Self.withoutRoute(to: [.dpsHTTPS, .dpsMQTT, .registryHTTPS]).connecting(.hubAMQP) { .silent($0) }
        let dropped = try survey.pathFinding(.tcpDroppedPort)
        #expect(dropped.subject.host == .name(Places.hub) && dropped.subject.port == 5671)
        #expect(try survey.pathFinding(.tcpNetUnreachable).subject.host != .name(Places.hub))
    }

    @Test func `speaks for an address of which nothing answers, past the same gateway`() throws {
        let survey = Self.withoutRoute(to: [.dpsHTTPS, .dpsMQTT, .registryHTTPS])
            .connecting(Endpoint.hubEndpoints) { .silent($0) }.containerSilent()
        #expect(survey.pathCauses == [.tcpNetUnreachable])
        #expect(try survey.pathFinding(.tcpNetUnreachable).vantages == [.host, Places.bridge])
    }

    @Test func `is placed at its hop where the walk knows the sender`() throws {
        let remote = SocketAddress(Places.hubAddress, port: 5671)
        let survey = Survey.healthy
            .connecting(.hubAMQP) { .failed($0, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.1.0.1")) }
            .adding(
                WalkHops.self, about: .hubAMQP,
                HopComparison(walk: .along(["10.3.0.1", "10.1.0.1"], to: remote, then: .rejected), control: nil))
        let location = try survey.pathFinding(.tcpAdminProhibited).location
        #expect(location.hop == 2)
        #expect(location.text?.english == "at hop 2 (10.1.0.1)")
    }

    @Test func `is certain at once when prohibited, and after a second time when unreachable`() throws {
        func survey(_ code: UInt8, times: Int) -> Survey {
            Survey.healthy.connecting(.registryHTTPS) { endpoint in
                let evidence = ConnectEvidence.failed(endpoint, "EHOSTUNREACH", icmp: .v4(3, code, from: "10.1.0.1"))
                return ConnectEvidence(attempts: Array(repeating: evidence.attempts[0], count: times))
            }
        }
        #expect(try survey(13, times: 1).pathFinding(.tcpAdminProhibited).confidence == .certain)
        #expect(try survey(1, times: 1).pathFinding(.tcpHostUnreachable).claim == .likely)
        #expect(try survey(1, times: 2).pathFinding(.tcpHostUnreachable).confidence == .certain)
    }

    @Test func `is one finding for each box that rejects`() throws {
        let survey = Survey.healthy
            .connecting(Endpoint.hubEndpoints) { .failed($0, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.1.0.1")) }
            .connecting(.registryHTTPS) { .failed($0, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.9.0.1")) }
        #expect(survey.pathCauses == [.tcpAdminProhibited, .tcpAdminProhibited])
        #expect(
            Set(survey.pathFindings.map(\.location.address)) == [
                Places.address("10.1.0.1"), Places.address("10.9.0.1"),
            ])
        #expect(survey.pathFindings.allSatisfy { $0.severity == .error })
    }

    @Test func `is one finding where one box rejects everything`() throws {
        let survey = Survey.healthy.connecting(EverythingRejected.endpoints) {
            .failed($0, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.1.0.1"))
        }
        #expect(survey.pathCauses == [.tcpAdminProhibited])
        #expect(try survey.pathFinding(.tcpAdminProhibited).subject == Finding.Subject())
    }

    private enum EverythingRejected {
        static let endpoints = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]
    }

    @Test func `is possible only where the kernel keeps the ICMP message to itself`() throws {
        let survey = Survey.healthy.connecting(.hubAMQP) { .failed($0, "EHOSTUNREACH") }
        #expect(survey.pathCauses == [.tcpHostUnreachable])
        #expect(try survey.pathFinding(.tcpHostUnreachable).claim == .possible)
    }

    @Test(arguments: [
        Survey.healthy,
        Survey.healthy.connecting(.hubAMQP) { .silent($0) },
        Survey.healthy.connecting(.hubAMQP) { .refused($0) },
        // No route at all, from this device itself.
        Survey.healthy.connecting(.hubAMQP) { .failed($0, "ENETUNREACH", isSynchronous: true) },
        Survey.healthy.connecting(.hubAMQP) { .failed($0, "EACCES", isSynchronous: true) },
        // This device's own firewall, and its own neighbour.
        Survey.healthy.connecting(.hubAMQP) {
            .failed($0, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.3.0.17", isLocal: true))
        },
        Survey.healthy.connecting(.hubAMQP) {
            .failed($0, "EHOSTUNREACH", icmp: .v4(3, 1, from: "10.3.0.17", isLocal: true), after: 3.07)
        },
    ])
    func `is not found`(in survey: Survey) {
        for rule: any Rule.Type in [
            PortIsRejected.self, PathIsProhibited.self, HostIsUnreachable.self, NetIsUnreachable.self, PathLoops.self,
        ] {
            #expect(survey.findings(by: rule).isEmpty, "\(rule)")
        }
    }
}
