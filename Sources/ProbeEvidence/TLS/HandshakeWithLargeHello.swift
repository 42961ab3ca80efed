package import ProbeCore

/// Repeats a handshake that completed with a hello too large for one segment.
package struct HandshakeWithLargeHello: Question {
    package static let id: ProbeID = "tls.large-hello"
    package static let question: Sentence =
        "Does the handshake complete as well with a hello that takes two segments, as those with post-quantum keys do?"
    package typealias About = Endpoint
    package typealias Evidence = LargeHellos

    package init() {}
}
