package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Repeats a CONNECT that got no answer, on a new connection.
extension RepeatMQTT: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter { $0.transport == .mqtt } }

    package func isCalledFor(by input: Following<ConnectMQTT>, about: Endpoint) -> Bool {
        switch input.evidence.exchange.result {
        case .silent, .closed, .reset: true
        case .answered, .otherProtocol, .malformed, .superseded: false
        }
    }

    package func measure(
        _ about: Endpoint, _ input: Following<ConnectMQTT>, _ context: Context<RepeatedMQTT>
    ) async throws(ProbeError) -> Measured<RepeatedMQTT, NoLive> {
        guard let remote = input.evidence.exchange.remote else {
            throw ProbeError(.library, "the ladder has no address")
        }
        let (attempt, handshake, connection) = try await FreshLadder(about, to: remote).secure(context)
        var evidence = RepeatedMQTT(connect: attempt)
        evidence.handshake = handshake
        guard let connection else { return Measured(evidence) }
        evidence.conversation = await connection.connectMQTT(to: about, context.nested())
        await connection.close()
        return Measured(evidence)
    }
}
