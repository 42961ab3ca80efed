package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Sends an MQTT CONNECT and waits for the CONNACK.
///
/// The client id is random and there is no password, so a hub answers with return code 5; any code proves it.
extension ConnectMQTT: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.transport == .mqtt || $0.transport == .mqttOverWebSocket }
    }

    package func occasion(
        for about: Endpoint, of input: OnEither<UpgradeWebSocket, HandshakeTLS>, in plan: Plan
    ) -> OnEither<UpgradeWebSocket, HandshakeTLS>? {
        if case .lower = input, about.transport.usesWebSocket { nil } else { input }
    }

    package func measure(
        _ about: Endpoint, _ input: OnEither<UpgradeWebSocket, HandshakeTLS>, _ context: Context<MQTTEvidence>
    ) async throws(ProbeError) -> Measured<MQTTEvidence, NoLive> {
        let connection = input.product
        return Measured(await connection.connectMQTT(to: about, context))
    }
}

extension Connection {
    /// Sends the CONNECT of an unknown device and waits for the answer, as the ladder and its repetition do.
    func connectMQTT(to endpoint: Endpoint, _ context: Context<MQTTEvidence>) async -> MQTTEvidence {
        let remote = remote
        let conversation =
            switch endpoint.service {
            case .dps: MQTTConversation(provisioningScope: context.plan.services.idScope ?? "0ne00000000")
            // The user name keeps the classic name, whichever is dialled.
            case .hub, .registry: MQTTConversation(hub: endpoint.host.hub?.named(.classic) ?? endpoint.host)
            }
        @Sendable func evidence(_ conversation: MQTTConversation, _ exchange: Exchange) -> MQTTEvidence {
            var evidence = MQTTEvidence(exchange: exchange)
            evidence.exchange.remote = remote
            evidence.returnCode = conversation.returnCode
            evidence.proof = conversation.returnCode.map(Proof.connack)
            return evidence
        }
        let (ended, exchange) = await converse(conversation, waits: Waits(context)) { conversation, exchange in
            var interim = evidence(conversation, exchange)
            interim.isStuck = true
            context.report(interim)
        }
        return evidence(ended, exchange)
    }
}
