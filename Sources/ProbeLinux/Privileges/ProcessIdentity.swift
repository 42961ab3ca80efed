import Glibc

/// Who runs this process.
package enum ProcessIdentity {
    /// The user who started it is root, so that nothing is gained by it that he did not have.
    package static var isRoot: Bool { getuid() == 0 }

    /// The user and the group whose the sockets of this process are.
    package static var user: UInt32 { geteuid() }
    package static var group: UInt32 { getegid() }

    package static var number: Int { Int(getpid()) }

    /// The threads of this process (proc(5)); nothing where /proc is not mounted.
    static var threadCount: Int? {
        var status = stat()
        guard (try? systemCall("stat", { unsafe stat("/proc/self/task", &status) })) != nil else { return nil }
        // One link for each thread, one for the folder and one for its `.`.
        return Int(status.st_nlink) - 2
    }
}
