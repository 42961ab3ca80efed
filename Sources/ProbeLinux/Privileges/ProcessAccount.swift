import CLinux
import FoundationEssentials
import Glibc

/// What a process can still do, found out from inside by trying.
package struct ProcessAccount: Codable, Sendable {
    /// Real, effective, saved and for files (proc_pid_status(5)).
    package var users: [UInt32] = []
    package var groups: [UInt32] = []
    package var furtherGroups: [UInt32] = []
    /// The sets of capabilities, as masks in hexadecimal: CapInh, CapPrm, CapEff, CapBnd and CapAmb.
    package var capabilities: [String: String] = [:]
    package var hasNoNewPrivileges = false
    /// 2 under a filter.
    package var seccomp = 0
    package var mayBeInspected = true
    /// The soft and the hard limit of core files, in bytes.
    package var coreLimits: [UInt64] = []
    /// What each descriptor is, as /proc/self/fd has it.
    package var descriptors: [String] = []
    /// Calls and what they gave: `ok`, or the error.
    package var calls: [String: String] = [:]
    /// Files that were opened for reading, and what that gave.
    package var reads: [String: String] = [:]
    /// Files that were opened for writing, or made, and what that gave.
    package var writes: [String: String] = [:]

    /// Takes it.
    ///
    /// - Parameters:
    ///   - readable: files to open for reading.
    ///   - writable: files to open for writing; one that is not there is made, and removed again.
    package init(reading readable: [String], writing writable: [String]) {
        let status = Self.status()
        func numbers(_ name: String) -> [UInt32] {
            (status[name] ?? "").split(whereSeparator: \.isWhitespace).compactMap { UInt32($0) }
        }
        users = numbers("Uid")
        groups = numbers("Gid")
        furtherGroups = numbers("Groups")
        for name in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] { capabilities[name] = status[name] }
        hasNoNewPrivileges = status["NoNewPrivs"] == "1"
        seccomp = status["Seccomp"].flatMap { Int($0) } ?? 0
        mayBeInspected = CLinux_may_be_inspected() != 0
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 {
            coreLimits = [UInt64(limit.rlim_cur), UInt64(limit.rlim_max)]
        }
        descriptors = ((try? Folder.names(in: "/proc/self/fd")) ?? []).compactMap { Int($0) }.sorted().compactMap {
            Folder.target(ofLink: "/proc/self/fd/\($0)").map { "\($0)" }
        }
        for attempt in Attempt.all { calls[attempt.name] = attempt.outcome }
        for path in readable { reads[path] = Self.outcome { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) } }
        for path in writable { writes[path] = Self.write(path) }
    }

    private static func status() -> [String: String] {
        let text = (try? TextFile.read("/proc/self/status", limit: 65_536)) ?? ""
        return text.split(separator: "\n").reduce(into: [:]) { fields, line in
            guard let colon = line.firstIndex(of: ":") else { return }
            let value = line[line.index(after: colon)...].drop { $0.isWhitespace }
            fields[String(line[..<colon])] = String(value)
        }
    }

    private static func outcome(_ open: () -> CInt) -> String {
        do throws(SystemCallError) {
            _ = Descriptor(owning: try systemCall("open", open))
            return "ok"
        } catch {
            return "\(error.error)"
        }
    }

    private static func write(_ path: String) -> String {
        let made = outcome { unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        if made == "ok" { unsafe unlink(path) }
        return made == "EEXIST" ? outcome { unsafe open(path, O_WRONLY | O_CLOEXEC) } : made
    }
}

extension ProcessAccount {
    /// What an account is asked for by: a line of JSON in place of a process's usual order.
    package struct Order: Codable, Sendable {
        package let reading: [String]
        package let writing: [String]

        package init(reading: [String], writing: [String]) {
            self.reading = reading
            self.writing = writing
        }
    }

    /// Prints this process's account, if a line asks for one.
    ///
    /// - Returns: whether it did.
    package static func print(askedBy line: [UInt8]) -> Bool {
        guard let order = try? JSONDecoder().decode(Order.self, from: Data(line)),
            let account = try? JSONEncoder().encode(ProcessAccount(reading: order.reading, writing: order.writing))
        else { return false }
        try? StandardStreams.write(Array(account) + [0x0a], to: .output)
        return true
    }
}

/// A call that does nothing: without a filter it fails for its arguments, or succeeds without effect.
private struct Attempt {
    let name: String
    let call: String
    let arguments: [Int]

    init(_ name: String, _ call: String? = nil, _ arguments: Int...) {
        self.name = name
        self.call = call ?? name
        self.arguments = arguments + [Int](repeating: 0, count: 5 - arguments.count)
    }

    var outcome: String {
        guard let number = CallFilter.number(of: call) else { return "absent" }
        let code = CLinux_try_call(CInt(number), arguments[0], arguments[1], arguments[2], arguments[3], arguments[4])
        return code == 0 ? "ok" : "\(SystemCallError(call: call, code: code).error)"
    }

    /// A number that no process has.
    private static let nobody = 0x7fff_ffff

    static let all = [
        // Without a path they fail with EFAULT.
        Attempt("execve"), Attempt("execveat", nil, -1, 0, 0, 0, 0),
        // CLONE_SIGHAND, which takes CLONE_VM, alone or in another user namespace.
        Attempt("clone", nil, 0x800), Attempt("clone into a namespace", "clone", 0x1000_0800 | 0x1_0000),
        Attempt("clone3"), Attempt("unshare", nil, 1), Attempt("setns", nil, -1, 0),
        Attempt("ptrace", nil, 0x7fff, nobody),
        Attempt("process_vm_readv", nil, nobody), Attempt("process_vm_writev", nil, nobody),
        Attempt("pidfd_getfd", nil, -1, -1), Attempt("pidfd_open", nil, nobody), Attempt("kill", nil, nobody, 0),
        Attempt("tkill", nil, nobody, 0), Attempt("tgkill", nil, nobody, nobody, 0),
        Attempt("prlimit64", nil, nobody, 4),
        Attempt("keyctl", nil, -1), Attempt("add_key"), Attempt("request_key"), Attempt("userfaultfd", nil, -1),
        Attempt("io_uring_setup"), Attempt("perf_event_open"), Attempt("personality", nil, 0xffff_ffff),
        Attempt("setresuid", nil, -1, -1, -1), Attempt("setgid", nil, -1), Attempt("capset"), Attempt("adjtimex"),
        Attempt("mount"), Attempt("open_tree", nil, -1), Attempt("fsopen"), Attempt("bpf", nil, -1),
        Attempt("socket of algorithms", "socket", 38, 5, 0), Attempt("socket of packets", "socket", 17, 3, 0),
        Attempt("socket of netfilter", "socket", 16, 3, 12), Attempt("socket of audit", "socket", 16, 3, 9),
        Attempt("socket of routes", "socket", 16, 3, 0), Attempt("socket of IPv4", "socket", 2, 1, 0),
        Attempt("socket of names", "socket", 1, 1, 0), Attempt("raw socket", "socket", 2, 3, 255),
        Attempt("typing into a terminal", "ioctl", -1, 0x5412),
    ]
}
