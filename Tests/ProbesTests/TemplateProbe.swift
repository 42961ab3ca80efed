import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Probes
import Testing

/// Connects a second time; a template: copy it and ask your own question.
///
/// Say here why the question is asked, and what differs from the probe it explains.
struct TemplateProbe: Probe {
    static let id: ProbeID = "template.again"
    static let question: Sentence = "Does the hub's address accept a connection on this port a second time?"
    typealias About = Endpoint
    typealias Evidence = TemplateEvidence

    /// Which endpoints it is about; the plan may turn it off.
    func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.service == .hub && $0.via == .direct }
    }

    /// What calls for it, with all that it needs; controls run only when something needs explaining.
    func occasion(for about: Endpoint, of input: After<ConnectEndpoint>, in plan: Plan) -> SocketAddress? {
        input.outcome.evidence?.connected
    }

    /// Returns what it saw, whatever that is; throws only when the question could not be asked.
    func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<TemplateEvidence>
    ) async throws(ProbeError) -> Measured<TemplateEvidence, NoLive> {
        let (attempt, socket) = try await TCP.connect(to: remote, deadline: context.quietDeadline)
        socket?.close()
        return Measured(TemplateEvidence(attempt: attempt))
    }
}

/// What the probe saw: plain values that survive being written to a report and read back.
struct TemplateEvidence: Codable, Hashable, Sendable {
    var attempt: ConnectAttempt
}

struct TemplateProbeTests {
    @Test func `a refused connection is evidence, not an error`() async throws {
        let closed = try RefusingPort(at: try #require(IPAddress("127.0.0.1")))
        var connected = ConnectEvidence()
        connected.connected = closed.address
        let hub = Endpoint(.hub, try HostName(validating: "hub.example.com"), .amqp)
        let plan = Plan(hub: hub.host)
        let occasion = try #require(TemplateProbe().occasion(for: hub, of: After(hub, .seen(connected)), in: plan))
        let measured = try await TemplateProbe().measure(hub, occasion, .forTesting(plan))
        #expect(measured.evidence.attempt.result == .failed)
        #expect(measured.evidence.attempt.error == "ECONNREFUSED")
    }
}
