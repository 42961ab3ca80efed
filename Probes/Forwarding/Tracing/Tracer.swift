import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Synchronization

/// Has the kernel name the rules that packets meet, and listens to it.
///
/// However the process ends, the kernel removes its table with its socket.
enum Tracer {
    /// Longer than a parent waits; a backstop.
    private static let longestLife = Duration.seconds(30)

    /// Says when the packets of some connections are traced, listens until the input ends, and then says what it heard.
    static func run(_ connections: [TracedConnection], until input: AsyncStream<[UInt8]>) async {
        guard Capabilities.missing(of: [.administerNetwork]) == nil else {
            return NetfilterHelper.say(.refused(.missingRight))
        }
        // As they are now; the table of its own is not among them.
        let listing = await RulesetListing().read()
        guard listing.refusal == nil, let rules = listing.ruleset()?.rules else {
            return NetfilterHelper.say(.refused(.unreadable))
        }
        let isOver = Flag()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in input {}
                isOver.raise()
            }
            group.addTask {
                do throws(NetlinkError) {
                    NetfilterHelper.say(.heard(try trace(connections, rules, until: isOver)))
                } catch {
                    NetfilterHelper.say(.refused(error.refusal))
                }
            }
        }
    }

    private static func trace(
        _ connections: [TracedConnection], _ rules: Ruleset, until isOver: Flag
    ) throws(NetlinkError) -> PacketTraces {
        let listener = try TraceListener()
        var table = try TraceTable()
        var account = TraceAccount(connections, table: table.name, rules: rules)
        for connection in connections { try table.trace(PacketFlow(connection)) }
        NetfilterHelper.say(.ready)
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
}

/// Raised once, by whoever sees the end of standard input.
private final class Flag: Sendable {
    private let state = Mutex(false)

    func raise() { state.withLock { $0 = true } }
    var isRaised: Bool { state.withLock { $0 } }
}

extension NetlinkError {
    fileprivate var refusal: NetfilterAnswer.Refusal {
        if isForWantOfRights { return .missingRight }
        return isForWantOfOwnedTables ? .noOwnedTables : .failed
    }
}
