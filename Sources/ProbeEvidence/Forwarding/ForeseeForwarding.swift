package import ProbeCore

/// Walks the rules that a container's packets to the hub will meet on a device that has no engine yet, there and back.
///
/// Without the chains that the engine goes before (FORWARD of iptables) or is told to (firewalld's).
package struct ForeseeForwarding: Question {
    package static let id: ProbeID = "fwd.foreseen"
    package static let question: Sentence =
        "Which rule would drop a container's packet to the endpoint, once there is an engine?"
    package typealias About = Endpoint
    package typealias Evidence = PacketWalks

    package static let bearing = Bearing.state

    package init() {}
}
