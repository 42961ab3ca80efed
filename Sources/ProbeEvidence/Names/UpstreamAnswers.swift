import ProbeCore

/// What the resolvers behind a stub answer when they are asked directly; the stub may ask others for a single domain.
package struct UpstreamAnswers: Codable, Hashable, Sendable {
    package var answers: [DNSAnswer]

    package init(answers: [DNSAnswer]) { self.answers = answers }
}
