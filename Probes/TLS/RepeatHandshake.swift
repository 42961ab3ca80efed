package import ProbeCore

/// Does the same handshake fail the same way a second time, from another port?
package struct RepeatHandshake: Probe {
    package static let id: ProbeID = "tls.repeat"
    package static let question = "Does the same handshake fail the same way a second time, from another port?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Following<HandshakeTLS>, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}
