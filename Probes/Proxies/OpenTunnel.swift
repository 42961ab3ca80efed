package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
package import ProbeTransport

/// Asks the proxy for a tunnel to the endpoint.
extension OpenTunnel: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints.filter { $0.via == .proxy } }

    package func measure(
        _ about: Endpoint, _ input: On<ConnectEndpoint>, _ context: Context<TunnelEvidence>
    ) async throws(ProbeError) -> Measured<TunnelEvidence, Connection> {
        let evidence = await input.product.tunnel(to: about.host, port: about.port, context.nested())
        return Measured(evidence, product: evidence.isOpen ? input.product : nil)
    }
}

extension Connection {
    /// Asks the proxy at the other end for a tunnel, as every ladder and control does.
    func tunnel(to host: HostName, port: UInt16, _ context: Context<TunnelEvidence>) async -> TunnelEvidence {
        let credentials = context.plan.services.proxy?.credentials
        let (answer, exchange) = await openTunnel(
            to: host.description, port: port, credentials: credentials, waits: Waits(context)
        ) { _ in }
        var evidence = TunnelEvidence(proxy: remote, exchange: exchange, sentCredentials: credentials != nil)
        evidence.exchange.remote = remote
        evidence.answer = answer
        // RFC 9110 section 11.3: a challenge begins with its scheme.
        evidence.schemes =
            answer?.values(of: "proxy-authenticate").compactMap { challenge in
                challenge.description.split(separator: " ").first.map {
                    AuthenticationScheme(WireText($0.lowercased()))
                }
            } ?? []
        return evidence
    }
}
