package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Sends an AMQP OPEN as edgeAgent and edgeHub do.
///
/// They speak the plain header without SASL; a hub answers with its OPEN before any authentication.
extension OpenAMQP: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.transport == .amqp || $0.transport == .amqpOverWebSocket }
    }

    package func occasion(
        for about: Endpoint, of input: OnEither<UpgradeWebSocket, HandshakeTLS>, in plan: Plan
    ) -> OnEither<UpgradeWebSocket, HandshakeTLS>? {
        if case .lower = input, about.transport.usesWebSocket { nil } else { input }
    }

    package func measure(
        _ about: Endpoint, _ input: OnEither<UpgradeWebSocket, HandshakeTLS>, _ context: Context<AMQPEvidence>
    ) async throws(ProbeError) -> Measured<AMQPEvidence, NoLive> {
        let connection = input.product
        let remote = connection.remote
        let (conversation, exchange) = await connection.converse(
            AMQPOpenConversation(hub: about.host), waits: Waits(context)
        ) { conversation, exchange in
            var interim = AMQPEvidence(conversation.server, exchange, remote)
            interim.isStuck = true
            context.report(interim)
        }
        return Measured(AMQPEvidence(conversation.server, exchange, remote))
    }
}

extension AMQPEvidence {
    /// What a server said of itself, and what that proves: only a hub's gateway opens as `DeviceGateway_…`.
    init(_ server: AMQPServer, _ exchange: Exchange, _ remote: SocketAddress) {
        self.init(exchange: exchange)
        self.exchange.remote = remote
        header = server.header?.hexadecimal
        containerID = server.containerID
        hostname = server.hostname
        mechanisms = server.mechanisms.map { SASLMechanism($0) }
        leftOut = [LeftOut(.mechanisms, server.mechanismsLeftOut)].recorded
        closeCondition = server.closeCondition.map { AMQPCondition($0) }
        if server.containerID?.description.hasPrefix("DeviceGateway_") ?? false {
            proof = .amqpOpen
        } else if !server.mechanisms.isEmpty {
            proof = .saslMechanisms
        }
    }
}
