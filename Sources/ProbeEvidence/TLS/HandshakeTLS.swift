package import ProbeCore

/// Shakes hands with the service's own name and looks at whose certificate is shown.
package struct HandshakeTLS: Question {
    package static let id: ProbeID = "tls.handshake"
    package static let question: Sentence =
        "Does a TLS handshake with the service's own name complete, and whose certificate is shown?"
    package typealias About = Endpoint
    package typealias Evidence = Handshake

    package init() {}
}
