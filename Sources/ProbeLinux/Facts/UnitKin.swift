/// Whether a process is a unit's own, or somebody else's that the unit runs: cron, at and a console's getty keep in their control
/// groups what any user has them start.
struct UnitKin: Hashable, Sendable {
    var pid: Int
    var parent: Int
    /// The real one: whom a program is run by that takes another's rights.
    var user: UInt32
    /// Since the machine was started, in the kernel's ticks.
    var begin: UInt64
    /// Nothing where this user may not see it.
    var executable: String?

    /// Where the hierarchy is that systemd keeps its units in (systemd's docs/CGROUP_DELEGATION), that of cgroup v1 first.
    private static let hierarchies = ["/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified", "/sys/fs/cgroup"]
    /// What is looked through of a group; one with more is not judged.
    private static let longestList = 4_096

    static func isOwn(_ pid: Int, of unit: String, in path: String) -> Bool {
        let components = path.split(separator: "/")
        guard let end = components.firstIndex(of: unit[...]), let process = UnitKin(pid: pid) else { return false }
        let group = components[...end].joined(separator: "/")
        let list = hierarchies.lazy.compactMap { folder in
            try? TextFile.read("\(folder)/\(group)/cgroup.procs", limit: longestList)
        }.first { !$0.isEmpty }
        guard let list else { return false }
        let members = list.split(separator: "\n").compactMap { Int($0).flatMap { UnitKin(pid: $0) } }
        return process.isOwn(among: members)
    }

    /// The unit's main process is the one that it began with; what has the same user is its own as well, and so is what runs the same
    /// program for it as another user, as the workers of a web server do.
    func isOwn(among members: [UnitKin]) -> Bool {
        guard let main = members.min(by: { ($0.begin, $0.pid) < ($1.begin, $1.pid) }) else { return false }
        return pid == main.pid || user == main.user
            || (parent == main.pid && executable != nil && executable == main.executable)
    }
}

extension UnitKin {
    /// Nothing when the process is gone, or hidden.
    init?(pid: Int) {
        guard let stat = try? TextFile.read("/proc/\(pid)/stat", limit: 4_096),
            let status = try? TextFile.read("/proc/\(pid)/status", limit: 65_536),
            let identity = Self.identity(stat: stat, status: status)
        else { return nil }
        self.init(
            pid: pid, parent: identity.parent, user: identity.user, begin: identity.begin,
            executable: Folder.target(ofLink: "/proc/\(pid)/exe"))
    }

    /// See proc_pid_stat(5) and proc_pid_status(5): behind the name in parentheses, which may hold anything, the state, the parent,
    /// and as the 22nd of all the start.
    static func identity(stat: String, status: String) -> (parent: Int, begin: UInt64, user: UInt32)? {
        guard let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        let users = status.split(separator: "\n").first { $0.hasPrefix("Uid:") }
        guard fields.count > 19, let parent = Int(fields[1]), let begin = UInt64(fields[19]),
            let user = users?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ UInt32($0) })
        else { return nil }
        return (parent, begin, user)
    }
}
