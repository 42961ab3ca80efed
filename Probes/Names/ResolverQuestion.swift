import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeTransport

/// What one resolver is asked, and how.
struct ResolverQuestion: Sendable {
    let server: SocketAddress
    let type: DNSAnswer.QueryType
    let network: DNSAnswer.Network
    /// Another way out than the routes prefer.
    var egress: TCP.Egress?

    /// Asks all questions about a name at once.
    ///
    /// - Returns: what was answered, in the order of the questions.
    /// - Throws: why a question could not be asked, where none was answered.
    static func answers(
        to questions: [ResolverQuestion], about host: HostName, _ waits: Waits
    ) async throws(ProbeError) -> [DNSAnswer] {
        let results = await questions.eachAtOnce { question in
            await Result { () async throws(ProbeError) in
                let client = DNSClient(server: question.server, waits: waits, egress: question.egress)
                return try await client.ask(for: host, question.type, over: question.network)
            }
        }
        let answers = results.compactMap { try? $0.get() }
        if answers.isEmpty { for result in results { _ = try result.get() } }
        return answers
    }
}
