/// All answers to single questions, one for each resolver, in the order in which they came.
package struct AnswersInOrder: Codable, Hashable, Sendable {
    package var answers: [DNSAnswer]

    package init(answers: [DNSAnswer]) { self.answers = answers }
}
