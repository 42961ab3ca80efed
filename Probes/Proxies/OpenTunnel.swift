package import ProbeCore
package import ProbeTransport
/// Does the proxy open a tunnel to the endpoint?
package struct OpenTunnel: Probe {
    package static let id: ProbeID = "proxy.tunnel"
    package static let question = "Does the proxy open a tunnel to the endpoint?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: On<ConnectEndpoint>, _ context: Context<TunnelEvidence>
    ) async throws(ProbeError) -> Measured<TunnelEvidence, Connection> {
        throw ProbeError(.library, "not built yet")
    }
}

/// The proxy's answer to CONNECT (RFC 9110 section 9.3.6).
package struct TunnelEvidence: Codable, Hashable, Sendable {
    package var proxy: SocketAddress
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    package var sentCredentials: Bool
    /// The schemes of Proxy-Authenticate, lower case.
    package var schemes: [WireText] = []

    package init(proxy: SocketAddress, exchange: Exchange, sentCredentials: Bool) {
        self.proxy = proxy
        self.exchange = exchange
        self.sentCredentials = sentCredentials
    }

    package var isOpen: Bool { answer.map { (200..<300).contains($0.status) } ?? false }
}
