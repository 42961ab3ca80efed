package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Tries a handshake that failed without a name.
///
/// A filter that matches the server name has nothing to match here. A server that answers nobody without a name is not asked.
extension HandshakeWithoutName: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints }

    package func occasion(for about: Endpoint, of input: Following<HandshakeTLS>, in plan: Plan) -> SocketAddress? {
        about.host.requiresServerName ? nil : HandshakeVariation.remote(ofFailed: input.evidence)
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await HandshakeVariation.serverName(nil).measure(about, at: remote, context)
    }
}
