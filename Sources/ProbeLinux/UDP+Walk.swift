import Glibc
package import ProbeCore
package import ProbeEvidence

extension UDP {
    /// A UDP traceroute: the datagram with all hop limits at once, in at most 1.5 s.
    ///
    /// Ends early when the far end answered and every smaller hop limit has its answer; hops beyond it are left out. Where
    /// descriptors run out, the hops that none was left for are.
    /// - Throws: when the task is cancelled, or no datagram could leave.
    package static func walk(
        _ datagram: [UInt8], to remote: SocketAddress, hops: Int = 12, deadline: ContinuousClock.Instant
    ) async throws(ProbeError) -> HopWalk {
        let end = min(deadline, .now + .milliseconds(1500))
        let steps = await withTaskGroup(of: Result<HopWalk.Hop, ProbeError>.self) { group in
            for limit in 1...min(max(hops, 1), 64) {
                group.addTask {
                    do throws(ProbeError) {
                        let exchange = try await exchange(
                            datagram, with: remote, sendAgainAfter: [], deadline: end,
                            opening: { (kind, family) throws(SystemCallError) in
                                let descriptor = try Socket.open(kind, for: family)
                                try Socket(number: descriptor.number).setHopLimit(limit, family)
                                return descriptor
                            }, accept: { _ in true })
                        return .success(HopWalk.Hop(exchange, limit: limit, from: remote.address))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var steps: [Int: HopWalk.Hop] = [:]
            var trouble: ProbeError?
            for await step in group {
                switch step {
                case .success(let hop): steps[hop.limit] = hop
                // What was cancelled below is no trouble.
                case .failure(let error): if !group.isCancelled { trouble = trouble ?? error }
                }
                let arrived = steps.values.filter(\.isFarEnd).map(\.limit).min()
                if let arrived, (1...arrived).allSatisfy({ steps[$0] != nil }) { group.cancelAll() }
            }
            return (hops: steps, trouble: trouble)
        }
        if Task.isCancelled { throw .cancelled("walking to \(remote)") }
        if steps.hops.isEmpty, let trouble = steps.trouble { throw trouble }
        let all = steps.hops.values.sorted { $0.limit < $1.limit }
        let last = all.first(where: \.isFarEnd)?.limit ?? .max
        return HopWalk(remote: remote, hops: all.filter { $0.limit <= last })
    }
}

extension HopWalk.Hop {
    fileprivate var isFarEnd: Bool { answer == .accepted || answer == .refused }

    /// What an exchange says about its hop limit; a closed port is the far end's own word.
    fileprivate init(_ exchange: UDP.Exchange, limit: Int, from far: IPAddress) {
        switch exchange.result {
        case .silent: self.init(limit: limit, answer: .silent)
        case .reply: self.init(limit: limit, answer: .accepted, latency: exchange.latency)
        case .failed(_, let icmp):
            let answer: Answer =
                switch icmp?.meaning {
                case .hopLimitExceeded: .router
                case _ where icmp?.offender == far: .refused
                default: .rejected
                }
            self.init(limit: limit, answer: answer, address: icmp?.offender, icmp: icmp, latency: exchange.latency)
        }
    }
}
