package import ProbeCore

/// Does a resolver that is silent over UDP answer over TCP?
package struct AskOverTCP: Probe {
    package static let id: ProbeID = "dns.tcp"
    package static let question = "Does a resolver that is silent over UDP answer over TCP?"

    package init() {}

    package func subjects(in plan: Plan) -> [Name] { [] }

    package func measure(
        _ about: Name, _ input: Following<ResolveName>, _ context: Context<AnswersOverTCP>
    ) async throws(ProbeError) -> Measured<AnswersOverTCP, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// The same questions over TCP, to the resolvers that gave no answer over UDP.
package struct AnswersOverTCP: Codable, Hashable, Sendable {
    package var answers: [DNSAnswer]

    package init(answers: [DNSAnswer]) { self.answers = answers }
}
