import CCapability
import CLinux
import Glibc

/// A user and a group that nobody else is, for a process that root started.
///
/// A number of its own rather than nobody's: others who run as nobody could stop the process.
package struct ProcessUser: Hashable, Sendable {
    package let user: UInt32
    package let group: UInt32

    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

    /// Where systemd knows of no use by anybody (its UIDS-GIDS document).
    private static let unused: ClosedRange<UInt32> = 0x7000_0000...0x7ffd_ffff
    /// The kernel's overflow user (user_namespaces(7)), where a user namespace has no higher number.
    private static let nobody: UInt32 = 65_534

    /// Chooses one.
    ///
    /// - Parameter group: another group than its own.
    /// - Returns: nothing unless root runs this process and may make others somebody else's.
    package static func choose(group: UInt32? = nil) -> ProcessUser? {
        guard ProcessIdentity.isRoot, cap_get_bound(CAP_SETUID) == 1, cap_get_bound(CAP_SETGID) == 1,
            (try? TextFile.read("/proc/self/setgroups", limit: 64))?.hasPrefix("deny") != true
        else { return nil }
        let number = [UInt32.random(in: unused), nobody].first { isMapped($0, "uid_map") && isMapped($0, "gid_map") }
        return number.map { ProcessUser(user: $0, group: group ?? $0) }
    }

    /// Whether the user namespace knows the number; each line has a first number inside, one outside, and how many.
    private static func isMapped(_ number: UInt32, _ map: String) -> Bool {
        // Without /proc there is nothing to be known; a number that is none shows when it is taken.
        guard let text = try? TextFile.read("/proc/self/\(map)", limit: 65_536) else { return true }
        return text.split(separator: "\n").contains { line in
            let fields = line.split(separator: " ").compactMap { UInt64($0) }
            return fields.count == 3 && UInt64(number) >= fields[0] && UInt64(number) - fields[0] < fields[2]
        }
    }

    /// Becomes it, for good as far as this process holds no CAP_SETUID; needs CAP_SETUID and CAP_SETGID.
    func take() throws(SystemCallError) {
        _ = try systemCall("setgroups") { CLinux_leave_groups() }
        _ = try systemCall("setresgid") { CLinux_become_group(group) }
        _ = try systemCall("setresuid") { CLinux_become_user(user) }
    }
}
