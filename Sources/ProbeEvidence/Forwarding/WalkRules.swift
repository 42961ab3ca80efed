package import ProbeCore

/// Walks the rules that packets to an endpoint meet: the device's own, and a container's there and back.
package struct WalkRules: Question {
    package static let id: ProbeID = "fwd.walk"
    package static let question: Sentence =
        "Which rule would drop a packet of the device or of a container to the endpoint?"
    package typealias About = Endpoint
    package typealias Evidence = PacketWalks

    package static let bearing = Bearing.state

    package init() {}
}
