package import ProbeCore
package import ProbeEvidence

extension TCP {
    /// A TCP traceroute, many hop limits at once, in at most 1.5 s.
    ///
    /// Ends early when a SYN was answered at its destination (or rejected) and every smaller hop limit has its answer.
    /// With few descriptors left fewer hops are asked at a time. Hops beyond the end, and most of those that follow four
    /// silent ones, are left out; none at all means that no SYN could leave.
    package static func walk(
        to remote: SocketAddress, hops: Int = 16, deadline: ContinuousClock.Instant
    ) async throws(ProbeError) -> HopWalk {
        let walk = Walk(
            remote: remote, last: min(max(hops, 1), 64), deadline: min(deadline, .now + .milliseconds(1500)))
        return HopWalk(remote: remote, hops: try await walk.hops())
    }
}

/// The attempts of one walk: those a little beyond the last router that answered, and a few far beyond where nobody does.
///
/// Routers ration what they say to one source, so what nobody will answer is better not asked.
private struct Walk {
    let remote: SocketAddress
    let last: Int
    let deadline: ContinuousClock.Instant

    /// More routers in a row than this seldom keep silent.
    private static let lookahead = 4
    /// Beyond the silent ones every fourth hop is asked, after this part of the time.
    private static let leap = 4
    private static let patience = 0.4

    private enum Step: Sendable {
        case answered(HopWalk.Hop)
        /// The SYN did not leave, or the walk ended before its answer.
        case unasked(Int)
        case failed(ProbeError)
        case late
    }

    func hops() async throws(ProbeError) -> [HopWalk.Hop] {
        let start = ContinuousClock.now
        let (steps, trouble) = await withTaskGroup(of: Step.self) { group in
            var steps: [Int: HopWalk.Hop] = [:]
            var trouble: ProbeError?
            var asked: Set<Int> = []
            var wanted = Array(1...min(Self.lookahead + 1, last))
            var inFlight = 0
            func askWanted() {
                while let limit = wanted.first {
                    switch open(limit) {
                    case .success(let connecting):
                        wanted.removeFirst()
                        asked.insert(limit)
                        inFlight += 1
                        group.addTask { await Self.ask(connecting, deadline: deadline) }
                    case .failure(let shortage):
                        // With a descriptor that comes free the next one is asked; without any on its way, none.
                        guard inFlight == 0 else { return }
                        trouble = trouble ?? shortage
                        wanted = []
                    }
                }
            }
            func want(_ limits: some Sequence<Int>) {
                wanted += limits.filter { $0 <= last && !asked.contains($0) && !wanted.contains($0) }
            }
            askWanted()
            group.addTask {
                try? await Task.sleep(until: start + start.duration(to: deadline) * Self.patience, clock: .continuous)
                return .late
            }
            for await step in group {
                switch step {
                case .late: want(stride(from: (asked.max() ?? 0) + Self.leap, through: last, by: Self.leap))
                case .answered(let hop):
                    inFlight -= 1
                    steps[hop.limit] = hop
                    if hop.answer != .silent { want(1...(hop.limit + (hop.answer == .router ? Self.lookahead : 0))) }
                case .unasked: inFlight -= 1
                case .failed(let error):
                    inFlight -= 1
                    trouble = trouble ?? error
                }
                if isClear(steps) { group.cancelAll() }
                if !group.isCancelled { askWanted() }
                if inFlight == 0, wanted.isEmpty || group.isCancelled { group.cancelAll() }
            }
            return (steps, trouble)
        }
        if steps.isEmpty, let trouble { throw trouble }
        return trimmed(steps)
    }

    /// A socket for a hop limit, while there are descriptors.
    private func open(_ limit: Int) -> Result<Connecting, ProbeError> {
        do throws(SystemCallError) {
            return .success(try Connecting(to: remote, options: TCP.Options(hopLimit: limit)))
        } catch {
            return .failure(ProbeError(error, doing: "opening a connection to \(remote)"))
        }
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
