import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Synchronization

/// The tracer's side: a process that may administer the network and talks to the kernel alone.
///
/// It is sent the connections as one line, says when their packets are traced, listens until its standard input ends, and
/// then says what it heard. However it ends, the kernel removes its table with its socket.
package enum Tracer {
    /// A run traces few connections.
    private static let longestOrder = 1 << 16
    /// Longer than a parent waits; a backstop.
    private static let longestLife = Duration.seconds(30)

    /// Runs until standard input ends.
    ///
    /// - Returns: false when standard input held no connections.
    package static func run() async -> Bool {
        let input = StandardStreams.inputLines(atMost: longestOrder)
        guard let order = await input.first(where: { _ in true }),
            let connections = try? JSONDecoder().decode([TracedConnection].self, from: Data(order))
        else { return false }
        guard Capabilities.missing(of: [.administerNetwork]) == nil else {
            say(.refused(.missingRight))
            return true
        }
        // As they are now; the table of its own is not among them.
        guard let rules = try? await RulesetListing.read([]).rules else {
            say(.refused(.unreadable))
            return true
        }
        let isOver = Flag()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in input {}
                isOver.raise()
            }
            group.addTask {
                do throws(NetlinkError) {
                    say(.heard(try trace(connections, rules, until: isOver)))
                } catch {
                    say(.refused(error.refusal))
                }
            }
        }
        return true
    }

    private static func trace(
        _ connections: [TracedConnection], _ rules: Ruleset, until isOver: Flag
    ) throws(NetlinkError) -> PacketTraces {
        let listener = try TraceListener()
        var table = try TraceTable()
        var account = TraceAccount(connections, table: table.name, rules: rules)
        for connection in connections { try table.trace(PacketFlow(connection)) }
        say(.ready)
        let end = ContinuousClock.now + longestLife
        var isLast = false
        while !isLast, .now < end {
            // What is on its way when standard input ends is still heard.
            isLast = isOver.isRaised
            let (events, hasLost) = try listener.listen()
            if hasLost { account.miss() }
            for event in events {
                if let answers = account.take(event) { try table.trace(answers) }
            }
        }
        return account.traces
    }

    private static func say(_ message: TracerMessage) {
        guard let line = try? JSONEncoder().encode(message) else { return }
        // A parent that has gone takes no more; standard input ends too.
        try? StandardStreams.write(Array(line) + [0x0a], to: .output)
    }
}

/// Raised once, by whoever sees the end of standard input.
private final class Flag: Sendable {
    private let state = Mutex(false)

    func raise() { state.withLock { $0 = true } }
    var isRaised: Bool { state.withLock { $0 } }
}

extension NetlinkError {
    fileprivate var refusal: TracerMessage.Refusal {
        if isForWantOfRights { return .missingRight }
        return isForWantOfOwnedTables ? .noOwnedTables : .failed
    }
}
