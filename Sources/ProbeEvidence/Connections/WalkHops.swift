package import ProbeCore

/// Walks the path hop by hop, to this port and to a control port.
package struct WalkHops: Question {
    package static let id: ProbeID = "tcp.hops"
    package static let question: Sentence =
        "After which hop do connection attempts to this port vanish, and to a control port?"
    package typealias About = Endpoint
    package typealias Evidence = HopComparison

    package init() {}
}
