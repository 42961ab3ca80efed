package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Asks a silent resolver once more from a socket that is connected to nobody.
///
/// A resolver with several addresses may answer from another one than was asked, and behind some translations it always does: the
/// kernel keeps such an answer from a client that is connected, and other clients turn it down.
extension AskFromAnySource: Probe {
    package func subjects(in plan: Plan) -> [Name] { ResolveName().subjects(in: plan) }

    package func occasion(for about: Name, of input: Following<ResolveName>, in plan: Plan) -> [SocketAddress]? {
        guard input.isFinal || input.evidence.isStuck else { return nil }
        let silent = input.evidence.servers.filter(\.isSilent).map(\.server)
        return silent.isEmpty ? nil : silent
    }

    package func measure(
        _ about: Name, _ servers: [SocketAddress], _ context: Context<AnswersFromAnySource>
    ) async throws(ProbeError) -> Measured<AnswersFromAnySource, NoLive> {
        let waits = Waits(context)
        let results = await servers.eachAtOnce { server in
            await Result { () async throws(ProbeError) in
                try await DNSClient(server: server, waits: waits).responder(for: about.host, .a)
            }
        }
        var evidence = AnswersFromAnySource()
        for result in results {
            if let answer = try result.get() { evidence.answers.append(answer) }
        }
        return Measured(evidence)
    }
}
