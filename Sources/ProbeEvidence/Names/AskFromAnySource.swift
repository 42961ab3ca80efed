package import ProbeCore

/// Asks a silent resolver once more, and takes its answer from whatever address it comes.
package struct AskFromAnySource: Question {
    package static let id: ProbeID = "dns.any-source"
    package static let question: Sentence =
        "Does the answer of a resolver that is silent come from another address than the one that was asked?"
    package typealias About = Name
    package typealias Evidence = AnswersFromAnySource

    package init() {}
}
