package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Repeats a CONNECT that got no answer, on a new connection.
extension RepeatMQTT: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter { $0.transport == .mqtt } }

    package func occasion(for about: Endpoint, of input: Following<ConnectMQTT>, in plan: Plan) -> SocketAddress? {
        switch input.evidence.exchange.result {
        case .silent, .closed, .reset: input.evidence.exchange.remote
        case .answered, .otherProtocol, .malformed, .superseded: nil
        }
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<RepeatedMQTT>
    ) async throws(ProbeError) -> Measured<RepeatedMQTT, NoLive> {
        let (attempt, handshake, connection) = try await FreshLadder(about, to: remote).secure(context)
        var evidence = RepeatedMQTT(connect: attempt)
        evidence.handshake = handshake
        guard let connection else { return Measured(evidence) }
        evidence.conversation = await connection.connectMQTT(to: about, context.nested())
        await connection.close()
        return Measured(evidence)
    }
}
