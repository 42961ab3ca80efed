package import ProbeCore

/// Do the name's other addresses accept a TCP connection too?
package struct ConnectOtherAddresses: Probe {
    package static let id: ProbeID = "tcp.other-addresses"
    package static let question = "Do the name's other addresses accept a TCP connection too?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: After<ConnectEndpoint>, _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> Measured<ConnectEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}
