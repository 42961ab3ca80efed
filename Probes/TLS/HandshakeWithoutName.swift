package import ProbeCore

/// Does the same address complete a handshake without a name?
package struct HandshakeWithoutName: Probe {
    package static let id: ProbeID = "tls.no-name"
    package static let question = "Does the same address complete a handshake without a name?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Following<HandshakeTLS>, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}
