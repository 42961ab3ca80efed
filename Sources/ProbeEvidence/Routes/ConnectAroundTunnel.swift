package import ProbeCore

/// Makes the connection that fails by the preferred way out again, bound to each other interface with a gateway.
package struct ConnectAroundTunnel: Question {
    package static let id: ProbeID = "route.around"
    package static let question: Sentence =
        "Does the connection that fails by the preferred way out work by another interface?"
    package typealias About = Endpoint
    package typealias Evidence = DetourEvidence

    package static let bearing = Bearing.control

    package init() {}
}
