package import ProbeCore

/// Tries a handshake that failed with another name of equal length.
package struct HandshakeWithOtherName: Question {
    package static let id: ProbeID = "tls.other-name"
    package static let question: Sentence =
        "Does the same address complete a handshake for another name of equal length?"
    package typealias About = Endpoint
    package typealias Evidence = ControlHandshake

    package static let bearing = Bearing.control

    package init() {}
}
