package import ProbeCore
package import ProbeEvidence
import ProbeLinux

extension DNSClient {
    /// Asks from a socket that is connected to nobody, and takes the answer from whatever address it comes.
    ///
    /// - Returns: who answered; nothing for nobody.
    /// - Throws: `ProbeError.Code.interrupted` when the task is cancelled.
    package func responder(
        for host: HostName, _ type: DNSAnswer.QueryType
    ) async throws(ProbeError) -> AnswersFromAnySource.Answer? {
        // Without EDNS0, which a resolver may not know.
        let query = DNSQuery(host, type, isExtended: false)
        let responder = try await UDP.responder(
            to: query.encoded, sentTo: server, deadline: waits.quiet, accept: query.isAnswered(by:))
        return responder.map { AnswersFromAnySource.Answer(server: server, source: $0.source, latency: $0.latency) }
    }
}
