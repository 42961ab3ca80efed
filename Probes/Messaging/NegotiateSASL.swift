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

    package func isCalledFor(by input: Following<OpenAMQP>, about: Endpoint) -> Bool {
        input.evidence.proof == nil && input.evidence.exchange.result != .superseded
    }

    package func measure(
        _ about: Endpoint, _ input: Following<OpenAMQP>, _ context: Context<SASLEvidence>
    ) async throws(ProbeError) -> Measured<SASLEvidence, NoLive> {
        guard let remote = input.evidence.exchange.remote else {
            throw ProbeError(.library, "the ladder has no address")
        }
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
