import ProbeCore
import ProbeLinux
import ProbeMeasurement

/// The listeners on a port that a report has room for: a few of each user's, so that nobody's thousands hide another's.
struct ListenerChoice {
    /// Those that clash with the binding first.
    let kept: [LocalListener]
    let leftOut: Int

    private static let mostOfUser = 4
    private static let most = 32

    init(of all: [LocalListener], for binding: PortBinding) {
        let listeners = all.filter { $0.port == binding.port }
        let clashing = Self.choice(of: listeners.filter { binding.clashes(with: $0.address) })
        let others = Self.choice(of: listeners.filter { !binding.clashes(with: $0.address) })
        kept = clashing + others
        leftOut = listeners.count - kept.count
    }

    /// On every address before on one, the system's own users before ordinary ones.
    private static func choice(of listeners: [LocalListener]) -> [LocalListener] {
        func rank(_ listener: LocalListener) -> Int {
            (listener.address.isUnspecified ? 0 : 2) + (listener.userID < firstOrdinaryUser ? 0 : 1)
        }
        var counts: [UInt32: Int] = [:]
        let few = listeners.enumerated()
            .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
            .filter { listener in
                counts[listener.userID, default: 0] += 1
                return counts[listener.userID, default: 0] <= mostOfUser
            }
        return Array(few.prefix(most))
    }

    /// UID_MIN of login.defs(5), as distributions set it.
    private static let firstOrdinaryUser: UInt32 = 1_000
}
