import ProbeCore

/// The proxy's answers to CONNECT for ports that IoT Edge never sends through it.
package struct PlainPortTunnels: Codable, Hashable, Sendable {
    package struct Port: Codable, Hashable, Sendable {
        package var port: UInt16
        /// Nothing when the proxy itself could not be reached.
        package var tunnel: TunnelEvidence?

        package init(port: UInt16, tunnel: TunnelEvidence?) {
            self.port = port
            self.tunnel = tunnel
        }
    }

    package var ports: [Port]

    package init(ports: [Port]) { self.ports = ports }
}
