package import ProbeCore

/// Asks the proxy for a tunnel to the endpoint.
package struct OpenTunnel: Question {
    package static let id: ProbeID = "proxy.tunnel"
    package static let question: Sentence = "Does the proxy open a tunnel to the endpoint?"
    package typealias About = Endpoint
    package typealias Evidence = TunnelEvidence

    package init() {}
}
