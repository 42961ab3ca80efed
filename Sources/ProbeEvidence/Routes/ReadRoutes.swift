package import ProbeCore

/// Reads this device's links, policy rules and routes, and where they send what goes to its resolvers.
package struct ReadRoutes: Question {
    package static let id: ProbeID = "route.tables"
    package static let question: Sentence = "Which links, policy rules and routes does this device have?"
    package typealias About = Device
    package typealias Evidence = RoutingState

    package init() {}
}
