package import ProbeCore

/// Tries a handshake that failed with small segments only, in both directions.
package struct HandshakeWithSmallSegments: Question {
    package static let id: ProbeID = "tls.small-segments"
    package static let question: Sentence = "Does the handshake complete when both sides may send only small segments?"
    package typealias About = Endpoint
    package typealias Evidence = ControlHandshake

    package static let bearing = Bearing.control

    package init() {}
}
