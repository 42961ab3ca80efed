package import ProbeCore

/// Asks the resolvers that are silent by the preferred way out again, bound to another interface.
package struct AskAroundTunnel: Question {
    package static let id: ProbeID = "dns.around"
    package static let question: Sentence =
        "Does the resolver that is silent by the preferred way out answer by another interface?"
    package typealias About = Name
    package typealias Evidence = AnswersAroundTunnel

    package static let bearing = Bearing.control

    package init() {}
}
