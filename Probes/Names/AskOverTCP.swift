package import ProbeCore
import ProbeTransport

/// Asks a resolver that is silent over UDP again, over TCP.
package struct AskOverTCP: Probe {
    package static let id: ProbeID = "dns.tcp"
    package static let question = "Does a resolver that is silent over UDP answer over TCP?"

    package init() {}

    package func subjects(in plan: Plan) -> [Name] { ResolveName().subjects(in: plan) }

    /// Called for once a resolver is stuck, so that its answer over TCP is there when the silence is concluded.
    package func isCalledFor(by input: Following<ResolveName>, about: Name) -> Bool {
        (input.isFinal || input.evidence.isStuck) && input.evidence.servers.contains(where: \.isSilent)
    }

    package func measure(
        _ about: Name, _ input: Following<ResolveName>, _ context: Context<AnswersOverTCP>
    ) async throws(ProbeError) -> Measured<AnswersOverTCP, NoLive> {
        let waits = Waits(context)
        let questions = input.evidence.servers.filter(\.isSilent).flatMap { server in
            [DNSAnswer.QueryType.a, .aaaa].map { (server: server.server, type: $0) }
        }
        let (answers, failure) = await withTaskGroup { group in
            for (index, question) in questions.enumerated() {
                group.addTask { () -> (Int, Result<DNSAnswer, ProbeError>) in
                    do throws(ProbeError) {
                        let client = DNSClient(server: question.server, waits: waits)
                        return (index, .success(try await client.ask(for: about.host, question.type, over: .tcp)))
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
        return Measured(AnswersOverTCP(answers: answers))
    }
}

/// The same questions over TCP, to the resolvers that gave no answer over UDP.
package struct AnswersOverTCP: Codable, Hashable, Sendable {
    package var answers: [DNSAnswer]

    package init(answers: [DNSAnswer]) { self.answers = answers }
}
