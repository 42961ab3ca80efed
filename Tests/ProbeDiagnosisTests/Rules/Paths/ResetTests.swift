import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a refused port` {
    static let survey = Survey.healthy.connecting(.hubAMQP) { .refused($0) }
    static let remote = SocketAddress(Places.hubAddress, port: 5671)
    static let control = SocketAddress(Places.hubAddress, port: 443)

    private func walked(refusedAfter routers: [String], accepted others: [String]) -> Survey {
        Self.survey.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(
                walk: .along(routers, to: Self.remote, then: .refused),
                control: .along(others, to: Self.control, then: .accepted)))
    }

    @Test func `is refused as far as can be told by the far end`() throws {
        #expect(Self.survey.pathCauses == [.tcpRefused])
        #expect(try Self.survey.pathFinding(.tcpRefused).claim == .likely)
        #expect(try Self.survey.pathFinding(.tcpRefused).severity == .warning)
    }

    @Test func `is certainly the far end's where the walk goes as far as for another port`() throws {
        let survey = walked(refusedAfter: ["10.3.0.1", "10.1.0.1"], accepted: ["10.3.0.1", "10.1.0.1"])
        #expect(survey.pathCauses == [.tcpRefused])
        #expect(try survey.pathFinding(.tcpRefused).confidence == .certain)
    }

    @Test func `is reset by a box where the reset is nearer than the far end`() throws {
        let survey = walked(refusedAfter: ["10.3.0.1"], accepted: ["10.3.0.1", "10.1.0.1", "172.31.4.9"])
        #expect(survey.pathCauses == [.tcpResetByMiddlebox])
        let finding = try survey.pathFinding(.tcpResetByMiddlebox)
        #expect(finding.location.text?.english == "between hop 1 (10.3.0.1) and hop 2 (10.1.0.1)")
        #expect(finding.confidence == .certain)
    }

    @Test func `is the far end's where the open port is passed on to a container behind it`() throws {
        let control = HopWalk(
            remote: Self.control,
            hops: ["10.3.0.1", "10.1.0.1", "203.0.113.20"].enumerated().map { index, router in
                .init(limit: index + 1, answer: .router, address: Places.address(router), latency: Seconds(0.005))
            } + [.init(limit: 4, answer: .accepted)])
        let survey = Self.survey.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(
                walk: .along(["10.3.0.1", "10.1.0.1"], to: Self.remote, then: .refused), control: control))
        #expect(survey.pathCauses == [.tcpRefused])
        #expect(try survey.pathFinding(.tcpRefused).claim == .certain)
    }

    @Test func `counts as refused where the target itself sends ICMP port unreachable`() {
        let survey = Survey.healthy.connecting(.hubAMQP) {
            .failed($0, "ECONNREFUSED", icmp: .v4(3, 3, from: "203.0.113.20"))
        }
        #expect(survey.pathCauses == [.tcpRefused])
    }

    @Test func `is one finding where the whole address refuses`() throws {
        let survey = Survey.healthy.connecting(Endpoint.hubEndpoints) { .refused($0) }
        #expect(survey.pathCauses == [.tcpRefused])
        #expect(try survey.pathFinding(.tcpRefused).subject.port == nil)
        #expect(try survey.pathFinding(.tcpRefused).severity == .error)
    }

    @Test(arguments: [
        Survey.healthy,
        Survey.healthy.connecting(.hubAMQP) { .silent($0) },
        Survey.healthy.connecting(.hubAMQP) { .failed($0, "ECONNREFUSED", icmp: .v4(3, 3, from: "10.1.0.1")) },
        Survey.healthy.connecting(.hubAMQP) {
            .failed($0, "ECONNREFUSED", icmp: .v4(3, 3, from: "10.3.0.17", isLocal: true))
        },
        Survey.healthy.connecting(.hubAMQPOverWebSocket) { .refused($0) },
    ])
    func `is not found`(in survey: Survey) {
        #expect(survey.findings(by: PortIsRefused.self).isEmpty)
        #expect(survey.findings(by: ResetComesFromMiddlebox.self).isEmpty)
    }
}
