package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Speaks AMQP with SASL, when the plain header gets no hub's answer.
///
/// Differs from the ladder in the protocol header alone: mechanisms, ANONYMOUS, then OPEN, as the C SDK begins.
extension NegotiateSASL: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.transport == .amqp || $0.transport == .amqpOverWebSocket }
    }

    package func occasion(for about: Endpoint, of input: Following<OpenAMQP>, in plan: Plan) -> SocketAddress? {
        let exchange = input.evidence.exchange
        return input.evidence.proof == nil && exchange.result != .superseded ? exchange.remote : nil
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<SASLEvidence>
    ) async throws(ProbeError) -> Measured<SASLEvidence, NoLive> {
        let (attempt, handshake, connection) = try await FreshLadder(about, to: remote).secure(context)
        var evidence = SASLEvidence(connect: attempt)
        evidence.handshake = handshake
        guard let connection else { return Measured(evidence) }
        if about.transport.usesWebSocket {
            let upgrade = await connection.upgradeToWebSocket(
                host: about.host, path: UpgradeWebSocket.path, subprotocol: about.transport.subprotocol,
                waits: Waits(context)
            ) { _ in }
            guard upgrade.answer?.status == 101 else {
                await connection.close()
                return Measured(evidence)
            }
        }
        let (conversation, exchange) = await connection.converse(
            AMQPSASLConversation(hub: about.host), waits: Waits(context)
        ) { _, _ in }
        await connection.close()
        evidence.conversation = AMQPEvidence(conversation.server, exchange, remote)
        return Measured(evidence)
    }
}
