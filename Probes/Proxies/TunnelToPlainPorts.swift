package import ProbeCore

/// Would the proxy open a tunnel to the AMQP and MQTT ports too?
package struct TunnelToPlainPorts: Probe {
    package static let id: ProbeID = "proxy.plain-ports"
    package static let question = "Would the proxy open a tunnel to the AMQP and MQTT ports too?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] { [] }

    package func measure(
        _ about: Endpoint, _ input: After<OpenTunnel>, _ context: Context<PlainPortTunnels>
    ) async throws(ProbeError) -> Measured<PlainPortTunnels, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// The proxy's answers to CONNECT for ports that IoT Edge never sends through it.
package struct PlainPortTunnels: Codable, Hashable, Sendable {
    package struct Port: Codable, Hashable, Sendable {
        package var port: UInt16
        package var tunnel: TunnelEvidence?

        package init(port: UInt16, tunnel: TunnelEvidence?) {
            self.port = port
            self.tunnel = tunnel
        }
    }

    package var ports: [Port]

    package init(ports: [Port]) { self.ports = ports }
}
