package import ProbeCore

/// Asks for the names that a client makes of the search list and tries before the name itself.
package struct AskSearchList: Question {
    package static let id: ProbeID = "dns.search"
    package static let question: Sentence =
        "Does a domain of the search list answer for the name before the name itself does?"
    package typealias About = Name
    package typealias Evidence = SearchEvidence

    package init() {}
}
