package import ProbeCore

/// Connects to the endpoint, or to the proxy on its way.
package struct ConnectEndpoint: Question {
    package static let id: ProbeID = "tcp.connect"
    package static let question: Sentence = "Does a TCP connection to the endpoint (or to the proxy on its way) open?"
    package typealias About = Endpoint
    package typealias Evidence = ConnectEvidence

    package init() {}
}
