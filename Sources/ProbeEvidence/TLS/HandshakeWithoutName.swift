package import ProbeCore

/// Tries a handshake that failed without a name.
package struct HandshakeWithoutName: Question {
    package static let id: ProbeID = "tls.no-name"
    package static let question: Sentence = "Does the same address complete a handshake without a name?"
    package typealias About = Endpoint
    package typealias Evidence = ControlHandshake

    package static let bearing = Bearing.control

    package init() {}
}
