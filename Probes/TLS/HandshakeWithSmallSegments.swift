package import ProbeCore

/// Does the handshake complete when both sides may send only small segments?
package struct HandshakeWithSmallSegments: Probe {
    package static let id: ProbeID = "tls.small-segments"
    package static let question = "Does the handshake complete when both sides may send only small segments?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: Following<HandshakeTLS>, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}
