package import ProbeCore
package import ProbeEvidence
import ProbeLinux
import Synchronization

extension DNSClient {
    /// Sends one datagram, and takes every reply to it that comes until then.
    ///
    /// - Throws: `ProbeError.Code.interrupted` when the task is cancelled, since a wait cut short has not heard all.
    package func everyAnswer(
        for host: HostName, _ type: DNSAnswer.QueryType, until deadline: ContinuousClock.Instant
    ) async throws(ProbeError) -> [DNSAnswer] {
        let query = DNSQuery(host, type)
        let start = ContinuousClock.now
        let heard = Mutex<[(bytes: [UInt8], latency: Seconds)]>([])
        _ = try await UDP.exchange(
            query.encoded, with: server, sendAgainAfter: [], egress: egress, deadline: deadline
        ) { bytes in
            guard query.isAnswered(by: bytes) else { return false }
            let latency = Seconds(start.duration(to: .now))
            heard.withLock { if $0.count < Self.mostAnswers { $0.append((bytes, latency)) } }
            return false
        }
        return heard.withLock { $0 }.map { bytes, latency in
            var answer = DNSAnswer(DNSReply(content: .message(bytes)), from: server, over: .udp, host, type)
            answer.latency = latency
            return answer
        }
    }

    /// More than a resolver and those who speak in its place would send.
    private static let mostAnswers = 8
}
