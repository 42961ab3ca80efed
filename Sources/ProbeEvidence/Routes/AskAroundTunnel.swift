package import ProbeCore

/// Asks the resolvers that are silent through a VPN again, bound to the physical interface.
package struct AskAroundTunnel: Question {
    package static let id: ProbeID = "dns.around"
    package static let question = "Does the resolver that is silent through a VPN answer by the physical interface?"
    package typealias About = Name
    package typealias Evidence = AnswersAroundTunnel

    package init() {}
}
