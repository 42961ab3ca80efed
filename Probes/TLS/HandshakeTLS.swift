package import ProbeCore
package import ProbeTransport
/// Does a TLS handshake with the service's own name complete, and whose certificate is shown?
package struct HandshakeTLS: Probe {
    package static let id: ProbeID = "tls.handshake"
    package static let question = "Does a TLS handshake with the service's own name complete, and whose certificate is shown?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: OnEither<OpenTunnel, ConnectEndpoint>, _ context: Context<Handshake>
    ) async throws(ProbeError) -> Measured<Handshake, Connection> {
        throw ProbeError(.library, "not built yet")
    }
}
