package import ProbeCore

/// Asks a resolver outside the site, when nothing proves itself at the address that the site's own gave.
package struct AskSecondOpinion: Question {
    package static let id: ProbeID = "dns.second-opinion"
    package static let question: Sentence =
        "What does a resolver outside the site answer, when nothing proves itself at the site's address?"
    package typealias About = Name
    package typealias Evidence = ControlAnswers

    package static let bearing = Bearing.control

    package init() {}
}
