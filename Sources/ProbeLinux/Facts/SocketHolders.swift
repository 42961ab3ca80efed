import ProbeCore

/// Which processes hold which sockets, as far as this user may see.
package struct SocketHolders: Sendable {
    private let processes: [UInt64: [Int]]
    /// Some processes did not show their descriptors: a socket without a holder may be theirs.
    package let isPartial: Bool

    /// Looks through /proc once; sockets are named by their inodes, the same in every namespace.
    package init(of sockets: Set<UInt64>) {
        var processes: [UInt64: [Int]] = [:]
        var isPartial = false
        guard !sockets.isEmpty, let names = try? Folder.names(in: "/proc") else {
            self.processes = [:]
            self.isPartial = !sockets.isEmpty
            return
        }
        for pid in names.compactMap({ Int($0) }).sorted() {
            let folder = "/proc/\(pid)/fd"
            guard let descriptors = try? Folder.names(in: folder) else {
                isPartial = true
                continue
            }
            for descriptor in descriptors {
                guard let target = Folder.target(ofLink: "\(folder)/\(descriptor)"),
                    let inode = Self.inode(in: target), sockets.contains(inode)
                else { continue }
                if processes[inode]?.last != pid { processes[inode, default: []].append(pid) }
            }
        }
        self.processes = processes
        self.isPartial = isPartial
    }

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
