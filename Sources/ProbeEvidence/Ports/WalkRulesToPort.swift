package import ProbeCore

/// Walks the translations that a connection from outside meets on its way to a port of this device.
///
/// Nobody has to listen on a port for its connections to go elsewhere: `hostPort` of Kubernetes' CNI plugins, its services and
/// its load balancers are rules alone.
package struct WalkRulesToPort: Question {
    package static let id: ProbeID = "ports.walk"
    package static let question: Sentence =
        "Does a rule of this device send what comes in for edgeHub's port to somebody else?"
    package typealias About = LocalPort
    package typealias Evidence = PacketWalks

    package static let bearing = Bearing.state

    package init() {}
}
