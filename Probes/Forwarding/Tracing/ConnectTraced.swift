package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Makes connections from known ports, whose packets the kernel is asked to trace.
extension ConnectTraced: Probe {
    /// A SYN and two retransmissions of it (after 1 s and 3 s, RFC 6298), with the answer to the first of these.
    private static let wait = Duration.milliseconds(2600)

    package func subjects(in plan: Plan) -> [Device] { plan.briefing.traced.isEmpty ? [] : [Device()] }

    /// Those whom the run has contacted before.
    package func contacts(in plan: Plan) -> Set<Contacted> {
        Set(
            plan.services.endpoints.filter { $0.via == .direct }.map {
                Contacted(.service($0.service, $0.host), ports: [$0.port])
            })
    }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> Measured<ConnectEvidence, NoLive> {
        let deadline = min(context.deadline, .now + Self.wait)
        let attempts = await context.plan.briefing.traced.eachAtOnce { await Self.attempt($0, deadline) }
        return Measured(ConnectEvidence(attempts: attempts.compactMap(\.self)))
    }

    /// Nothing where the port was taken meanwhile.
    private static func attempt(
        _ connection: TracedConnection, _ deadline: ContinuousClock.Instant
    ) async -> ConnectAttempt? {
        let options = TCP.Options(origin: TCP.Origin(address: connection.source, port: connection.port))
        guard
            let (attempt, socket) = try? await TCP.connect(
                to: connection.remote, options: options, deadline: deadline)
        else { return nil }
        socket?.close()
        return attempt
    }
}
