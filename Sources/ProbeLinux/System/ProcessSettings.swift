import CLinux
import Glibc

/// Settings of this process that are made once, at its start.
package enum ProcessSettings {
    /// Raises the soft limit of open descriptors to the hard one, and gives the limit that then holds.
    ///
    /// Not above 65536, because programs started from here inherit it and some try to close every descriptor below it.
    @discardableResult
    package static func raiseDescriptorLimit() throws(SystemCallError) -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        _ = try systemCall("getrlimit") { unsafe getrlimit(resource, &limit) }
        let wanted = min(limit.rlim_max, 65_536)
        guard wanted > limit.rlim_cur else { return Int(clamping: limit.rlim_cur) }
        limit.rlim_cur = wanted
        _ = try systemCall("setrlimit") { unsafe setrlimit(resource, &limit) }
        return Int(wanted)
    }

    /// Keeps a crash from leaving the memory, and in it the proxy's password, on the disk (core(5)), and others of the
    /// same user from reading it (PR_SET_DUMPABLE).
    package static func forbidInspection() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        // Lowering a limit is always allowed.
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = CLinux_forbid_inspection()
    }

    /// Lets a write to a closed pipe fail with EPIPE instead of ending the process.
    package static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Leaves SIGINT to the parent: a terminal sends it to every process of the foreground group.
    package static func ignoreInterrupts() { _ = signal(SIGINT, SIG_IGN) }

    /// The last guard of a run that does not end: ends the process some seconds after those given; none takes it back.
    package static func endAfter(_ seconds: Double?) {
        CLinux_end_after(seconds.map { UInt32(max(1, min($0, 86_400)).rounded(.up)) } ?? 0)
    }

    /// Waits for what may take as long as it likes: the last guard goes on behind it.
    package static func unguarded<Value>(_ wait: () -> Value) -> Value {
        let left = CLinux_put_off_end()
        defer { if left > 0 { CLinux_end_after(left) } }
        return wait()
    }
}
