package import ProbeCore

/// Asks the kernel where packets to a service go: the device's own, and a container's on each of the engine's networks.
package struct LookUpRoutes: Question {
    package static let id: ProbeID = "route.lookup"
    package static let question: Sentence = "By which routes do packets of the device and of its containers leave?"
    package typealias About = Endpoint
    package typealias Evidence = RouteLookups

    package static let bearing = Bearing.state

    package init() {}
}
