import CLinux
import Glibc

/// The file systems of this process's mount namespace.
struct MountTable {
    private enum Kind {
        case local
        /// It may never answer.
        case distant
        /// It mounts another one when it is asked for anything, and may wait for ever for that (autofs).
        case automount
    }

    private let mounts: [(point: String, kind: Kind)]
    /// Mounts change while a run lasts: automounts, containers that start.
    private let time = ContinuousClock.now

    /// Types of file systems that the kernel answers for by itself, from the machine's own disks and memory.
    ///
    /// Whatever is not among them gets its answers from a program or over a network, or may: those nobody can list.
    private static let local: Set = [
        "adfs", "affs", "aufs", "bcachefs", "bdev", "befs", "bfs", "binder", "binfmt_misc", "bpf", "btrfs", "cgroup",
        "cgroup2", "configfs", "cpuset", "cramfs", "debugfs", "devpts", "devtmpfs", "efivarfs", "efs", "erofs",
        "exfat", "ext2", "ext3", "ext4", "f2fs", "functionfs", "fusectl", "hfs", "hfsplus", "hpfs", "hugetlbfs",
        "iso9660", "jffs2", "jfs", "minix", "mqueue", "msdos", "nfsd", "nilfs2", "nsfs", "ntfs", "ntfs3", "omfs",
        "overlay", "overlayfs", "pidfs", "pipefs", "proc", "pstore", "qnx4", "qnx6", "ramfs", "reiserfs", "resctrl",
        "romfs", "rootfs", "rpc_pipefs", "securityfs", "selinuxfs", "smackfs", "sockfs", "squashfs", "sysfs", "sysv",
        "tmpfs", "tracefs", "ubifs", "udf", "ufs", "v7", "vfat", "xfs", "yaffs2", "zfs", "zonefs",
    ]

    /// Of a machine without the table nothing is known.
    static func read() -> MountTable {
        MountTable(
            (try? TextFile.read("/proc/self/mountinfo", limit: 16 << 20)) ?? "0 0 0:0 / / - unknown - fuse - -")
    }

    /// `36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw` (proc_pid_mountinfo(5)).
    init(_ table: String) {
        mounts = table.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard let mark = line.firstRange(of: " - "), fields.count > 5 else { return nil }
            let type = String(line[mark.upperBound...].prefix { $0 != " " })
            let point = String(fields[4])
            // That of binfmt_misc is systemd's own, on every machine, and nobody looks for a file there.
            if type == "autofs" { return (point, point.hasPrefix("/proc/") ? .local : .automount) }
            return (point, Self.local.contains(type) ? .local : .distant)
        }
    }

    var hasDistant: Bool { mounts.contains { $0.kind != .local } }

    func isOlder(than age: Duration) -> Bool { ContinuousClock.now - time > age }

    /// The way to a path stays on one local file system; a link to another one leaves that open.
    func isLocal(_ path: String) -> Bool {
        // What `..` leads back to is not what the path begins with.
        guard !path.split(separator: "/").contains("..") else { return false }
        // Each of those on the way has to be local; of several at one point the last one is on top.
        let onTheWay = mounts.filter { path == $0.point || path.hasPrefix($0.point == "/" ? "/" : $0.point + "/") }
        guard !onTheWay.isEmpty, onTheWay.allSatisfy({ $0.kind == .local }),
            let nearest = onTheWay.max(by: { $0.point.utf8.count < $1.point.utf8.count })?.point, nearest != path
        else { return false }
        let rest = path.dropFirst(nearest == "/" ? 1 : nearest.utf8.count + 1)
        guard !rest.isEmpty, !rest.hasPrefix("/"),
            let folder = try? Descriptor(
                owning: systemCall(
                    "open", { unsafe open(nearest, CLinux_path_only | O_DIRECTORY | O_CLOEXEC) }))
        else { return false }
        // Even to look whether a link leads to an automount has it mount.
        let followsLinks: CInt = mounts.contains { $0.kind == .automount } ? 0 : 1
        return unsafe CLinux_is_on_mount(folder.number, String(rest), followsLinks) == 1
    }
}
