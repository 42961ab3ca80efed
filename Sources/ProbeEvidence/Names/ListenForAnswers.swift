package import ProbeCore

/// Asks each resolver once more, and hears everything that comes back to the one question.
///
/// Who injects answers does not hold the question up: the resolver's own answer follows his, which a client never sees.
package struct ListenForAnswers: Question {
    package static let id: ProbeID = "dns.second-answer"
    package static let question: Sentence = "Does a second answer that says something else come to one question?"
    package typealias About = Name
    package typealias Evidence = AnswersInOrder

    package init() {}
}
