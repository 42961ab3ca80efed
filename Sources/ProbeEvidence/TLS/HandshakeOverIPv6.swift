package import ProbeCore

/// Shakes hands over IPv6 with a service that proved itself over IPv4.
package struct HandshakeOverIPv6: Question {
    package static let id: ProbeID = "tls.over-ipv6"
    package static let question: Sentence =
        "Does a registry that proves itself over IPv4 do so over IPv6 too, which the engine takes first?"
    package typealias About = Endpoint
    package typealias Evidence = HandshakesOverIPv6

    package init() {}
}
