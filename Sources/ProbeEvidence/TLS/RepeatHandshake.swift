package import ProbeCore

/// Repeats a handshake that failed, from another port.
package struct RepeatHandshake: Question {
    package static let id: ProbeID = "tls.repeat"
    package static let question: Sentence =
        "Does the same handshake fail the same way a second time, from another port?"
    package typealias About = Endpoint
    package typealias Evidence = ControlHandshake

    package init() {}
}
