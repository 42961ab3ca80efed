package import ProbeCore

/// Tries to connect to an address that no network may own (192.0.2.1, RFC 5737).
package struct ConnectNowhere: Question {
    package static let id: ProbeID = "tcp.half-open"
    package static let question: Sentence =
        "Does an address that no network may own (192.0.2.1) accept a connection too?"
    package typealias About = Device
    package typealias Evidence = NowhereEvidence

    package static let bearing = Bearing.control

    package init() {}
}
