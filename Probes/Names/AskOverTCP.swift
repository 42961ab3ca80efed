package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Asks a resolver that is silent over UDP again, over TCP.
extension AskOverTCP: Probe {
    package func subjects(in plan: Plan) -> [Name] { ResolveName().subjects(in: plan) }

    /// Called for once a resolver is stuck, so that its answer over TCP is there when the silence is concluded.
    package func occasion(
        for about: Name, of input: Following<ResolveName>, in plan: Plan
    ) -> Following<ResolveName>? {
        let isAsked = (input.isFinal || input.evidence.isStuck) && input.evidence.servers.contains(where: \.isSilent)
        return isAsked ? input : nil
    }

    package func measure(
        _ about: Name, _ input: Following<ResolveName>, _ context: Context<AnswersOverTCP>
    ) async throws(ProbeError) -> Measured<AnswersOverTCP, NoLive> {
        let questions = input.evidence.servers.filter(\.isSilent).flatMap { server in
            [DNSAnswer.QueryType.a, .aaaa].map { ResolverQuestion(server: server.server, type: $0, network: .tcp) }
        }
        let answers = try await ResolverQuestion.answers(to: questions, about: about.host, Waits(context))
        return Measured(AnswersOverTCP(answers: answers))
    }
}
