import ProbeCore

/// The same questions over TCP, to the resolvers that gave no answer over UDP.
package struct AnswersOverTCP: Codable, Hashable, Sendable {
    package var answers: [DNSAnswer]

    package init(answers: [DNSAnswer]) { self.answers = answers }
}
