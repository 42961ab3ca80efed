package import ProbeCore

/// Does the same address complete a handshake for another name of equal length?
package struct HandshakeWithOtherName: Probe {
    package static let id: ProbeID = "tls.other-name"
    package static let question = "Does the same address complete a handshake for another name of equal length?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Following<HandshakeTLS>, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}
