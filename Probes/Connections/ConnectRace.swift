import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement

/// Connects to several addresses at once, a little apart (RFC 8305), and tries again what stays silent.
///
/// A silence needs two attempts: the second starts from another source port once the first is stuck. Transient
/// unreachability, which the error queue turns into an immediate failure, is tried again as well. And it needs two times: where
/// no connection of the run had opened before the second attempt, a third follows later.
struct ConnectRace {
    var evidence: ConnectEvidence
    /// The first connection ends the race; without it every address is judged and every connection closed.
    private let isWonByFirst: Bool
    private var unstarted: ArraySlice<SocketAddress>
    private var open: [SocketAddress: Int] = [:]
    private var triedAgain: Set<SocketAddress> = []
    private var lastBeginning = ContinuousClock.now

    /// RFC 8305 section 5, Connection Attempt Delay.
    private static let stagger = Duration.milliseconds(250)

    /// Less than the second attempts of a silence have by themselves: what was tried for a moment only was not silent.
    private static let leastWait = Duration.milliseconds(1500)

    /// A third attempt comes so long after the first, where attempts may take that long.
    private static let distance = Duration.seconds(5)

    /// A connection that opens in the end is of use only where its ladder has this time left.
    private static let reserve = Duration.seconds(2)

    private enum Event: Sendable {
        case attempt(Result<Ended, ProbeError>)
        case next
        case stuck
    }

    private struct Ended: Sendable {
        let attempt: ConnectAttempt
        let socket: ConnectedSocket?
    }

    init(candidates: [SocketAddress], isWonByFirst: Bool) {
        evidence = ConnectEvidence()
        evidence.candidates = candidates
        self.isWonByFirst = isWonByFirst
        unstarted = candidates[...]
    }

    /// Runs the race.
    ///
    /// - Returns: the connection that won, for the caller to own.
    mutating func run(
        _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> (socket: ConnectedSocket, remote: SocketAddress)? {
        let start = ContinuousClock.now
        let quiet = context.quietDeadline
        let stuck = context.stuckAt
        let least = min(Self.leastWait, start.duration(to: quiet) / 2)
        var won: (socket: ConnectedSocket, remote: SocketAddress)?
        var failure: ProbeError?
        await withTaskGroup(of: Event.self) { group in
            func attempt(_ remote: SocketAddress, after delay: Duration = .zero) {
                group.addTask {
                    if delay > .zero { try? await Task.sleep(for: delay) }
                    do throws(ProbeError) {
                        // Where the processor was busy with others an attempt begins late.
                        let (attempt, socket) = try await TCP.connect(to: remote, deadline: max(quiet, .now + least))
                        return .attempt(.success(Ended(attempt: attempt, socket: socket)))
                    } catch {
                        return .attempt(.failure(error))
                    }
                }
            }
            func pause() {
                group.addTask {
                    try? await Task.sleep(for: Self.stagger)
                    return .next
                }
            }
            group.addTask {
                try? await Task.sleep(until: stuck, clock: .continuous)
                return .stuck
            }
            startNext(attempt)
            if !unstarted.isEmpty { pause() }

            for await event in group {
                switch event {
                case .attempt(.failure(let error)):
                    failure = error
                    group.cancelAll()
                case .attempt(.success(let ended)):
                    finish(ended, won: &won, pace: context.pace)
                    if won != nil || Task.isCancelled {
                        group.cancelAll()
                    } else if mayBePassing(ended.attempt), triedAgain.insert(ended.attempt.remote).inserted {
                        open[ended.attempt.remote, default: 0] += 1
                        attempt(ended.attempt.remote, after: Self.stagger)
                    } else if open.isEmpty {
                        startNext(attempt)
                    }
                case .next where won == nil && !Task.isCancelled:
                    startNext(attempt)
                    if !unstarted.isEmpty { pause() }
                case .stuck where won == nil && !Task.isCancelled:
                    tryAgain(attempt)
                    evidence.isStuck = true
                    context.report(evidence)
                case .next, .stuck: break
                }
                if open.isEmpty, unstarted.isEmpty || won != nil || failure != nil { group.cancelAll() }
            }
        }
        if won == nil, failure == nil { won = await tryLater(than: start, context) }
        evidence.isStuck = false
        if let failure, won == nil { throw failure }
        return won
    }

    /// Tries once more what met silence, or a neighbour that was not found, while nothing else of the run got through either.
    private mutating func tryLater(
        than start: ContinuousClock.Instant, _ context: Context<ConnectEvidence>
    ) async -> (socket: ConnectedSocket, remote: SocketAddress)? {
        let remotes = evidence.candidates.filter { isInTheDark(about: $0) }
        guard !remotes.isEmpty, !Task.isCancelled, !context.pace.hasOpened(by: lastBeginning) else { return nil }
        let isNeighbour = evidence.attempts.contains(where: isOfMissingNeighbour)
        let timeout = min(context.plan.limits.attemptTimeout.duration, Self.distance)
        // A neighbour is asked for at once, and three times in three seconds.
        let moment = isNeighbour ? .now : max(.now, start + timeout)
        let wait = min(isNeighbour ? Self.neighbourWait : max(Self.leastWait, context.pace.stuckAfter * 1.5), timeout)
        guard moment + wait + Self.reserve <= context.deadline else { return nil }

        evidence.isStuck = true
        context.report(evidence)
        while ContinuousClock.now < moment, !context.pace.hasOpened() {
            guard (try? await Task.sleep(for: .milliseconds(50))) != nil else { return nil }
        }
        let deadline = ContinuousClock.now + wait
        var won: (socket: ConnectedSocket, remote: SocketAddress)?
        let isWonByFirst = isWonByFirst
        let results = await withTaskGroup(of: Result<Ended, ProbeError>.self) { group in
            for remote in remotes {
                group.addTask {
                    do throws(ProbeError) {
                        let (attempt, socket) = try await TCP.connect(to: remote, deadline: deadline)
                        return .success(Ended(attempt: attempt, socket: socket))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var results: [Result<Ended, ProbeError>] = []
            for await result in group {
                results.append(result)
                if isWonByFirst, case .success(let ended) = result, ended.socket != nil { group.cancelAll() }
            }
            return results
        }
        // What could not be asked any more takes nothing from what was seen.
        for case .success(let ended) in results { finish(ended, won: &won, pace: context.pace) }
        return won
    }

    /// A neighbour is given up after three questions, a second apart (net.ipv4.neigh).
    static let neighbourWait = Duration.milliseconds(3500)

    /// Nothing came back from beyond this device.
    private func isInTheDark(about remote: SocketAddress) -> Bool {
        let attempts = evidence.attempts.filter { $0.remote == remote && $0.result != .superseded }
        // On this device nobody sleeps.
        return !attempts.isEmpty && !remote.address.isLoopback
            && attempts.allSatisfy { $0.result == .silent || isOfMissingNeighbour($0) }
    }

    private func isOfMissingNeighbour(_ attempt: ConnectAttempt) -> Bool {
        !attempt.isSynchronous && attempt.icmp?.meansMissingNeighbour(after: attempt.latency) ?? false
    }

    private mutating func startNext(_ attempt: (SocketAddress, Duration) -> Void) {
        guard let remote = unstarted.popFirst() else { return }
        lastBeginning = .now
        open[remote, default: 0] += 1
        attempt(remote, .zero)
    }

    private mutating func tryAgain(_ attempt: (SocketAddress, Duration) -> Void) {
        for remote in open.keys where triedAgain.insert(remote).inserted {
            lastBeginning = .now
            open[remote, default: 0] += 1
            attempt(remote, .zero)
        }
    }

    private mutating func finish(
        _ ended: Ended, won: inout (socket: ConnectedSocket, remote: SocketAddress)?, pace: Pace
    ) {
        let remote = ended.attempt.remote
        open[remote] = open[remote].flatMap { $0 > 1 ? $0 - 1 : nil }
        evidence.attempts.append(ended.attempt)
        guard let socket = ended.socket else { return }
        pace.note(roundTrip: ended.attempt.latency.duration, isOutside: !remote.address.isLoopback)
        if isWonByFirst, won == nil {
            won = (socket, remote)
            evidence.connected = remote
        } else {
            socket.close()
        }
    }

    /// An ICMP unreachable from a router can be a passing state of the network, unlike a refusal or a prohibition.
    ///
    /// One from this device itself that came at once may be the end of an ARP that another program began, and the next one is
    /// our own; a tunnel without a peer, and a rule, say the same again.
    private func mayBePassing(_ attempt: ConnectAttempt) -> Bool {
        guard let icmp = attempt.icmp else { return false }
        if icmp.offenderIsLocal {
            return icmp.meaning == .hostUnreachable && !icmp.meansMissingNeighbour(after: attempt.latency)
        }
        return icmp.meaning == .hostUnreachable || icmp.meaning == .netUnreachable
    }
}
