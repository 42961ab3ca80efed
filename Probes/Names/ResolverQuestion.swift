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
        let (answers, failure) = await withTaskGroup { group in
            for (index, question) in questions.enumerated() {
                group.addTask { () -> (Int, Result<DNSAnswer, ProbeError>) in
                    do throws(ProbeError) {
                        let client = DNSClient(server: question.server, waits: waits, egress: question.egress)
                        return (index, .success(try await client.ask(for: host, question.type, over: question.network)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var answers: [Int: DNSAnswer] = [:]
            var failure: ProbeError?
            for await (index, result) in group {
                switch result {
                case .success(let answer): answers[index] = answer
                case .failure(let error): failure = error
                }
            }
            return (questions.indices.compactMap { answers[$0] }, failure)
        }
        if let failure, answers.isEmpty { throw failure }
        return answers
    }
}
