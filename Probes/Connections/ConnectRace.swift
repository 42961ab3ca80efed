import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement

/// Connects to several addresses at once, a little apart (RFC 8305), and tries again what stays silent.
///
/// A silence needs two attempts: the second starts from another source port once the first is stuck. Transient
/// unreachability, which the error queue turns into an immediate failure, is tried again as well.
struct ConnectRace {
    var evidence: ConnectEvidence
    /// The first connection ends the race; without it every address is judged and every connection closed.
    private let isWonByFirst: Bool
    private var unstarted: ArraySlice<SocketAddress>
    private var open: [SocketAddress: Int] = [:]
    private var triedAgain: Set<SocketAddress> = []

    /// RFC 8305 section 5, Connection Attempt Delay.
    private static let stagger = Duration.milliseconds(250)

    /// Less than the second attempts of a silence have by themselves: what was tried for a moment only was not silent.
    private static let leastWait = Duration.milliseconds(1500)

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
        evidence.isStuck = false
        if let failure, won == nil { throw failure }
        return won
    }

    private mutating func startNext(_ attempt: (SocketAddress, Duration) -> Void) {
        guard let remote = unstarted.popFirst() else { return }
        open[remote, default: 0] += 1
        attempt(remote, .zero)
    }

    private mutating func tryAgain(_ attempt: (SocketAddress, Duration) -> Void) {
        for remote in open.keys where triedAgain.insert(remote).inserted {
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
        pace.note(roundTrip: ended.attempt.latency.duration)
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
        if icmp.offenderIsLocal { return icmp.meaning == .hostUnreachable && attempt.latency.value < 0.9 }
        return icmp.meaning == .hostUnreachable || icmp.meaning == .netUnreachable
    }
}
