package import ProbeCore
package import ProbeEvidence

extension TCP {
    /// A TCP traceroute: all hop limits at once, in at most 1.5 s.
    ///
    /// Ends early when a SYN was answered at its destination (or rejected) and every smaller hop limit has its answer.
    /// With few descriptors left fewer hops are asked at a time, each for its share of the time. Hops beyond the end are
    /// left out; none at all means that no SYN could leave.
    package static func walk(
        to remote: SocketAddress, hops: Int = 16, deadline: ContinuousClock.Instant
    ) async throws(ProbeError) -> HopWalk {
        let walk = Walk(
            remote: remote, last: min(max(hops, 1), 64), deadline: min(deadline, .now + .milliseconds(1500)))
        return HopWalk(remote: remote, hops: try await walk.hops())
    }
}

/// The attempts of one walk, as many at a time as there are descriptors for.
private struct Walk {
    let remote: SocketAddress
    let last: Int
    let deadline: ContinuousClock.Instant

    private enum Step: Sendable {
        case answered(HopWalk.Hop)
        /// The SYN did not leave, or the walk ended before its answer.
        case unasked(Int)
        case failed(ProbeError)
    }

    func hops() async throws(ProbeError) -> [HopWalk.Hop] {
        var (ready, shortage) = open(1...last)
        if let shortage, ready.isEmpty { throw shortage }
        let perHop = (deadline - .now) / ((last + ready.count - 1) / ready.count)
        var next = ready.count + 1
        let steps = await withTaskGroup(of: Step.self) { group in
            func ask(_ connecting: Connecting) {
                let end = min(deadline, .now + perHop)
                group.addTask { await Self.ask(connecting, deadline: end) }
            }
            for connecting in ready { ask(connecting) }
            ready = []
            var steps: [Int: HopWalk.Hop] = [:]
            var trouble: ProbeError?
            for await step in group {
                switch step {
                case .answered(let hop): steps[hop.limit] = hop
                case .unasked: break
                case .failed(let error): trouble = trouble ?? error
                }
                if isClear(steps) { group.cancelAll() }
                guard next <= last, !group.isCancelled, let connecting = open(next...next).opened.first else {
                    continue
                }
                next += 1
                ask(connecting)
            }
            return (steps, trouble)
        }
        if steps.0.isEmpty, let trouble = steps.1 { throw trouble }
        return trimmed(steps.0)
    }

    /// Opens sockets for the hop limits until descriptors run out.
    private func open(_ limits: ClosedRange<Int>) -> (opened: [Connecting], shortage: ProbeError?) {
        var opened: [Connecting] = []
        for limit in limits {
            do throws(SystemCallError) {
                opened.append(try Connecting(to: remote, options: TCP.Options(hopLimit: limit)))
            } catch {
                return (opened, ProbeError(error, doing: "opening a connection to \(remote)"))
            }
        }
        return (opened, nil)
    }

    private static func ask(_ connecting: Connecting, deadline: ContinuousClock.Instant) async -> Step {
        defer { connecting.socket.close() }
        let limit = connecting.options.hopLimit ?? 0
        do throws(ProbeError) {
            let attempt = try await connecting.attempt(deadline: deadline)
            return HopWalk.Hop(attempt, limit: limit).map(Step.answered) ?? .unasked(limit)
        } catch {
            return .failed(error)
        }
    }

    /// Something ended the way, and nothing before it is still open.
    private func isClear(_ steps: [Int: HopWalk.Hop]) -> Bool {
        let ends = steps.values.filter { [.accepted, .refused, .rejected].contains($0.answer) }
        guard let end = ends.map(\.limit).min() else { return false }
        return (1...end).allSatisfy { steps[$0] != nil }
    }

    /// The hops from 1 up to the end, or to the last that was asked.
    private func trimmed(_ steps: [Int: HopWalk.Hop]) -> [HopWalk.Hop] {
        var hops: [HopWalk.Hop] = []
        for limit in 1...last {
            guard let hop = steps[limit] else { break }
            hops.append(hop)
            if hop.answer == .accepted || hop.answer == .refused { break }
        }
        return hops
    }
}

extension HopWalk.Hop {
    /// What an attempt says about its hop limit; nothing when its SYN never left or its wait was cut short.
    init?(_ attempt: ConnectAttempt, limit: Int) {
        switch attempt.result {
        case .superseded: return nil
        case .silent: self.init(limit: limit, answer: .silent)
        case .connected: self.init(limit: limit, answer: .accepted, latency: attempt.latency)
        case .failed:
            guard !attempt.isSynchronous else { return nil }
            let answer: Answer =
                switch attempt.icmp?.meaning {
                case .hopLimitExceeded: .router
                case nil where attempt.error == "ECONNREFUSED" || attempt.error == "ECONNRESET": .refused
                default: .rejected
                }
            self.init(
                limit: limit, answer: answer, address: attempt.icmp?.offender, icmp: attempt.icmp,
                latency: attempt.latency)
        }
    }
}
