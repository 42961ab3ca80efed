import Glibc
import ProbeCore

/// Which processes hold which sockets, as far as this user may see, and as far as a moment suffices.
package struct SocketHolders: Sendable {
    private let processes: [UInt64: [Int]]
    /// Some processes did not show their descriptors: a socket without a holder may be theirs.
    package let isPartial: Bool
    /// Processes that there was no time for, or that hold more than anybody looks through.
    package let unseen: Int

    /// Looks through /proc once; sockets are named by their inodes, the same in every namespace.
    ///
    /// - Parameters:
    ///   - sockets: whose holders are wanted.
    ///   - users: who opened them; their processes come first, those of the system's own before an ordinary user's.
    ///   - patience: with all processes: anybody may have many, with many descriptors each.
    package init(
        of sockets: Set<UInt64>, openedBy users: Set<UInt32> = [], within patience: Duration = Self.patience
    ) {
        var search = Search(for: sockets, within: patience)
        if !sockets.isEmpty { search.lookThroughAll(ofFirst: users) }
        processes = search.processes
        isPartial = search.isPartial
        unseen = search.unseen
    }

    package static let patience = Duration.seconds(1)

    /// The holders of a socket, the oldest first: workers inherit it from the one that opened it; and how many there are more.
    package func holders(of inode: UInt64) -> (kept: [ProcessFacts], leftOut: Int) {
        let (pids, leftOut) = (processes[inode] ?? []).divided(at: Self.most)
        return (pids.compactMap { ProcessFacts(pid: $0) }, leftOut)
    }

    private static let most = 4

    /// The number in `socket:[12345]`.
    static func inode(in target: String) -> UInt64? {
        guard target.hasPrefix("socket:["), target.hasSuffix("]") else { return nil }
        return UInt64(target.dropFirst(8).dropLast())
    }
}

/// A look into one process after the other.
private struct Search {
    private let sockets: Set<UInt64>
    private let start = ContinuousClock.now
    private let patience: Duration
    private(set) var processes: [UInt64: [Int]] = [:]
    private(set) var isPartial = false
    private(set) var unseen = 0

    /// Of one process; a server opens its listeners before its connections, and the kernel lists them in that order.
    private static let mostDescriptors = 1 << 16

    init(for sockets: Set<UInt64>, within patience: Duration) {
        self.sockets = sockets
        self.patience = patience
    }

    mutating func lookThroughAll(ofFirst users: Set<UInt32>) {
        guard let names = try? Folder.names(in: "/proc") else {
            isPartial = true
            return
        }
        let all = names.compactMap { Int($0) }.sorted()
        let owners = users.isEmpty ? [:] : Dictionary(uniqueKeysWithValues: all.map { ($0, Self.owner(of: $0)) })
        let ordered = Dictionary(grouping: all) { owners[$0].flatMap(\.self) }
        let first = users.sorted().flatMap { ordered[$0] ?? [] }
        // Whoever serves may have given up the right that it opened the socket with.
        let others = all.filter { pid in owners[pid].flatMap(\.self).map { !users.contains($0) } ?? true }
        for pid in first { look(into: pid, until: start + patience / 2) }
        for pid in others { look(into: pid, until: start + patience) }
        processes = processes.mapValues { $0.sorted() }
    }

    private mutating func look(into pid: Int, until end: ContinuousClock.Instant) {
        // Who else holds what has a holder already is worth a part of the time.
        let end = processes.count == sockets.count ? min(end, start + patience / 4) : end
        guard ContinuousClock.now < end else {
            unseen += 1
            return
        }
        var count = 0
        do throws(FileError) {
            let isAll = try Folder.forEachTarget(in: "/proc/\(pid)/fd") { target in
                count += 1
                if target.starts(with: "socket:[".utf8),
                    let inode = SocketHolders.inode(in: String(decoding: target, as: UTF8.self)),
                    sockets.contains(inode), processes[inode]?.last != pid
                {
                    processes[inode, default: []].append(pid)
                }
                return count < Self.mostDescriptors && (count % 64 != 0 || ContinuousClock.now < end)
            }
            if !isAll { unseen += 1 }
        } catch {
            isPartial = true
        }
    }

    /// Its effective user, whom the kernel has own its folder (proc_pid(5)).
    private static func owner(of pid: Int) -> UInt32? {
        var status = stat()
        return unsafe stat("/proc/\(pid)", &status) == 0 ? status.st_uid : nil
    }
}
