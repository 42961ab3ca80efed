package import ProbeCore

/// Asks the resolvers that the host's own stub has in its flat list, directly.
package struct AskUpstreams: Question {
    package static let id: ProbeID = "dns.upstreams"
    package static let question =
        "What do the resolvers of the flat list behind the host's own stub answer to the host?"
    package typealias About = Name
    package typealias Evidence = UpstreamAnswers

    package init() {}
}
