import ProbeCore
import ProbeLinux

extension DNSClient {
    /// Asks over UDP; once that is stuck, again, and from another socket without EDNS0.
    ///
    /// So silence is the word of three datagrams from two source ports, and a firewall that drops the DNS it does not know
    /// is not taken for a dead resolver. Who waits for long asks once more towards the end, as clients do: what lost the first
    /// seconds' datagrams may be over.
    func exchangeDatagrams(_ query: DNSQuery, _ waits: Waits) async throws(ProbeError) -> DNSReply {
        // A --timeout below the network's pace leaves time for a second attempt too.
        let start = ContinuousClock.now
        let again = min(waits.stuck, start + start.duration(to: waits.quiet) / 2)
        let result = await withTaskGroup { group in
            group.addTask {
                let wait = start.duration(to: waits.quiet)
                let delays = [start.duration(to: again)] + (wait >= Self.longWait ? [wait * 3 / 4] : [])
                return DNSRace.Ending.first(await self.send(query, againAfter: delays, until: waits.quiet))
            }
            if query.isExtended {
                group.addTask {
                    try? await Task.sleep(until: again)
                    return DNSRace.Ending.plain(await self.send(query.plain, againAfter: [], until: waits.quiet))
                }
            }
            var race = DNSRace(hasPlainQuery: query.isExtended)
            while let ending = await group.next() {
                switch race.take(ending) {
                case .goOn: continue
                case .wait:
                    // A datagram may have been lost by chance: the repeated one gets the time that this reply took.
                    let grace = min(again.duration(to: .now) + .milliseconds(200), .seconds(1))
                    group.addTask {
                        try? await Task.sleep(for: grace)
                        return .graceIsOver
                    }
                case .finish(let result):
                    group.cancelAll()
                    return result
                }
            }
            return .success(race.reply)
        }
        return try result.get()
    }

    /// Longer than an answer takes that is only slow.
    private static let longWait = Duration.milliseconds(3900)

    private func send(
        _ query: DNSQuery, againAfter delays: [Duration], until deadline: ContinuousClock.Instant
    ) async -> Result<DNSReply, ProbeError> {
        do throws(ProbeError) {
            let exchange = try await UDP.exchange(
                query.encoded, with: server, sendAgainAfter: delays, egress: egress, deadline: deadline,
                accept: query.isAnswered(by:))
            let content: DNSReply.Content =
                switch exchange.result {
                case .reply(let bytes): .message(bytes)
                case .silent: .silent
                case .failed(let error, let icmp): .unreachable(error, icmp)
                }
            return .success(
                DNSReply(content: content, attempts: exchange.attempts, rejectedReplies: exchange.rejectedReplies))
        } catch {
            return .failure(error)
        }
    }
}
