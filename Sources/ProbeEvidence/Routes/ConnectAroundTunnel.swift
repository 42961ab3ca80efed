package import ProbeCore

/// Makes the connection that fails through a VPN again, bound to the physical interface.
package struct ConnectAroundTunnel: Question {
    package static let id: ProbeID = "route.around"
    package static let question = "Does the connection that fails through a VPN work by the physical interface?"
    package typealias About = Endpoint
    package typealias Evidence = DetourEvidence

    package init() {}
}
