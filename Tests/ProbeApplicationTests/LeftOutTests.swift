@testable import ProbeApplication
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Testing

/// What lists left out is said where everybody reads it.
struct LeftOutTests {
    private func notes(_ observations: Observation...) throws -> [String] {
        let hub = try HostName(validating: "hub.example.com")
        return Survey(assignment: Assignment(hub: hub), startedAt: .now(), observations: observations).leftOutNotes
            .map(\.english)
    }

    private func seen(
        _ probe: ProbeID, _ subject: any Subject, _ evidence: any Codable & Hashable & Sendable
    ) -> Observation {
        Observation(
            index: 0, probe: probe, vantage: .host, subject: subject, outcome: .seen(evidence), startedAt: Seconds(0),
            duration: Seconds(0))
    }

    @Test func `every list that was cut has its note, each once`() throws {
        var port = PortEvidence()
        port.leftOut = [LeftOut(.listeners, 8_996)]
        var routes = RoutingState()
        routes.routesLeftOut = 100_000
        routes.othersLeftOut = [LeftOut(.policyRules, 5_744)]
        let subject = LocalPort(PortBinding(port: 8883))
        let all = try notes(
            seen(CheckPort.id, subject, port), seen(CheckPort.id, subject, port),
            seen(ReadRoutes.id, Device(), routes), seen(ReadLinks.id, Device(), LinkEvidence()))
        #expect(all.count == 3)
        #expect(all.contains { $0.contains("8996 listeners") && $0.contains("8883") })
        #expect(all.contains { $0.contains("100000 routes") } && all.contains { $0.contains("5744 policy rules") })
    }

    @Test func `an answer that was too long is missed`() throws {
        let lost = Observation(
            index: 0, probe: CheckPort.id, vantage: .host, subject: LocalPort(PortBinding(port: 443)),
            outcome: .failed(.tooLong), startedAt: Seconds(0), duration: Seconds(0))
        #expect(try notes(lost) == ["The answer to \(CheckPort.id) from host is left out: it is too long."])
    }
}
