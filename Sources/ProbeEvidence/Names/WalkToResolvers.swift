package import ProbeCore

/// Walks the path to resolvers that are silent, with the query that nobody answered.
package struct WalkToResolvers: Question {
    package static let id: ProbeID = "dns.walk"
    package static let question: Sentence = "Behind which router do queries to a silent resolver vanish?"
    package typealias About = Name
    package typealias Evidence = ResolverWalks

    package init() {}
}
