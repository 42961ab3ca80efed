package import ProbeCore

/// What the control resolver answered, over UDP and, where that was silent, over TCP.
package struct ControlAnswers: Codable, Hashable, Sendable {
    package var answers: [DNSAnswer]

    package init(answers: [DNSAnswer]) { self.answers = answers }

    package var addresses: [IPAddress] { answers.flatMap(\.addresses) }
}
