package import ProbeCore

/// What does a resolver outside the site answer, when the site's own give no usable address?
package struct AskControlResolver: Probe {
    package static let id: ProbeID = "dns.control"
    package static let question = "What does a resolver outside the site answer, when the site's own give no usable address?"

    package init() {}

    package func subjects(in plan: Plan) -> [Name] { [] }

    package func measure(
        _ about: Name, _ input: Following<ResolveName>, _ context: Context<ControlAnswers>
    ) async throws(ProbeError) -> Measured<ControlAnswers, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// What the control resolver answered, over UDP and, where that was silent, over TCP.
package struct ControlAnswers: Codable, Hashable, Sendable {
    package var answers: [DNSAnswer]

    package init(answers: [DNSAnswer]) { self.answers = answers }

    package var addresses: [IPAddress] { answers.flatMap(\.addresses) }
}
