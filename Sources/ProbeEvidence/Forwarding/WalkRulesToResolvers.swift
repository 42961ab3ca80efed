package import ProbeCore

/// Walks the rules that queries to the resolvers meet.
package struct WalkRulesToResolvers: Question {
    package static let id: ProbeID = "fwd.resolvers"
    package static let question: Sentence =
        "Which rule would drop a query of the device or of a container to a resolver?"
    package typealias About = Device
    package typealias Evidence = PacketWalks

    package init() {}
}
