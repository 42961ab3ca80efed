package import ProbeCore

/// Asks the resolvers that the host's own resolver asks, directly.
package struct AskUpstreams: Question {
    package static let id: ProbeID = "dns.upstreams"
    package static let question: Sentence =
        "What do the resolvers behind the host's own answer to the host itself?"
    package typealias About = Name
    package typealias Evidence = UpstreamAnswers

    package init() {}
}
