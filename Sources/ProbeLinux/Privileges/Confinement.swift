import CCapability
import CLinux
import Glibc
package import ProbeCore

/// Giving up rights for good, before the process has a second thread: capabilities are each thread's own.
package enum Confinement {
    /// Why a process could not be confined; it must not go on.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// What building vantages and looking at the device's ports take, root's right to its own files, and what ending a
    /// worker takes that is another user's; raised around each use.
    private static let parentKeeps: Set<Capability> = [
        .administerSystem, .administerNetwork, .lookIntoProcesses, .readEveryFile, .overrideFileRights, .bindLowPorts,
        .endProcesses,
    ]
    /// What those it starts get by execve(2) besides: entering a namespace is among the above, and giving everything up
    /// and reading the firewall's rules are these.
    private static let startedGet: Set<Capability> = [
        .setCapabilities, .useRawSockets, .changeUser, .changeGroups,
    ]

    /// Leaves this process what building vantages takes, and none of it in force; nobody may look into it.
    package static func confineParent() throws(Failure) {
        try checkThreads()
        ProcessSettings.forbidInspection()
        guard let held = CapabilitySet.ofThisThread() else { throw Failure(description: "cap_get_proc failed") }
        let bounds = Set(parentKeeps.union(startedGet).map(\.number))
        if held.contains(CAP_SETPCAP, in: CAP_EFFECTIVE) { try bound(to: bounds) }
        // Where somebody has forbidden new privileges, execve(2) gives nobody what this process does not hold.
        let keeps = CLinux_has_no_new_privileges() == 1 ? parentKeeps.union(startedGet) : parentKeeps
        try reduce(to: keeps.map(\.number), effective: [], inheritable: [])
    }

    /// Leaves a process that the run started some capabilities, in every set, and no way to any other, makes it another
    /// user's, and takes it files and system calls as far as the kernel can (`ConfinementGap`).
    ///
    /// No capability can come back: not by execve(2) (securebits, the bounding set and no_new_privs each prevent it),
    /// not by a change of the user, not by raising ambient ones.
    ///
    /// - Parameters:
    ///   - role: what it is for.
    ///   - kept: the capabilities it keeps, where it holds them.
    ///   - user: whose it becomes; nothing for whose it is.
    ///   - files: what it reads besides what all of its role do.
    ///   - silent: files that do not answer: it does not even look at them.
    /// - Throws: what could not be given up, although the kernel can; the process must not go on.
    package static func confine(
        _ role: ProcessRole, keeping kept: Set<Capability>, as user: ProcessUser?, reading files: [String],
        avoiding silent: [String] = []
    ) throws(Failure) {
        try checkThreads()
        try confineThread(keeping: kept, as: user)
        ProcessSettings.forbidInspection()
        do throws(SystemCallError) {
            if FileConfinement.isKnown { try FileConfinement.apply(to: role, reading: files, avoiding: silent) }
            if CallFilter.isKnown { try CallFilter(for: role).apply() }
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    /// As above, for this thread and those that it starts; the whole process only where there is no other.
    static func confineThread(keeping kept: Set<Capability>, as user: ProcessUser? = nil) throws(Failure) {
        guard let held = CapabilitySet.ofThisThread() else { throw Failure(description: "cap_get_proc failed") }
        let kept = kept.map(\.number).filter { held.contains($0, in: CAP_PERMITTED) }
        // An ordinary user can neither bound nor lock anything, and no_new_privs suffices there.
        let isAllowed = held.contains(CAP_SETPCAP, in: CAP_EFFECTIVE)
        cap_reset_ambient()
        if isAllowed {
            try bound(to: Set(kept))
            try keepInheritable(kept)
            for number in kept {
                guard cap_set_ambient(number, CAP_SET) == 0 else { throw failure("cap_set_ambient") }
            }
            guard cap_set_secbits(lockedSecureBits) == 0 else { throw failure("cap_set_secbits") }
        }
        if let user {
            do throws(SystemCallError) { try user.take() } catch { throw Failure(description: "\(error)") }
        }
        let inheritable = isAllowed ? kept : []
        try reduce(to: kept, effective: kept, inheritable: inheritable)
        _ = try call("prctl") { CLinux_forbid_new_privileges() }
        try verify(Set(kept))
    }

    /// <linux/securebits.h>: no capabilities for being root, none lost or kept by a change of the user, no ambient ones
    /// raised; each locked.
    private static let lockedSecureBits: UInt32 = 0b1110_1111

    private static func checkThreads() throws(Failure) {
        let count = ProcessIdentity.threadCount
        guard count == 1 || count == nil else {
            throw Failure(description: "the process has \(count ?? 0) threads before it gave up its rights")
        }
    }

    private static func bound(to kept: Set<cap_value_t>) throws(Failure) {
        for number in 0..<cap_max_bits() where !kept.contains(number) && cap_get_bound(number) == 1 {
            guard cap_drop_bound(number) == 0 else { throw failure("cap_drop_bound") }
        }
    }

    private static func keepInheritable(_ kept: [cap_value_t]) throws(Failure) {
        guard let set = CapabilitySet.ofThisThread() else { throw failure("cap_get_proc") }
        set.clear(CAP_INHERITABLE)
        for number in kept { set.put(number, in: CAP_INHERITABLE) }
        guard set.apply() else { throw failure("cap_set_proc") }
    }

    private static func reduce(
        to permitted: [cap_value_t], effective: [cap_value_t], inheritable: [cap_value_t]
    ) throws(Failure) {
        guard let set = CapabilitySet.ofThisThread() else { throw failure("cap_get_proc") }
        let allowed = permitted.filter { set.contains($0, in: CAP_PERMITTED) }
        for flag in [CAP_EFFECTIVE, CAP_PERMITTED, CAP_INHERITABLE] { set.clear(flag) }
        for number in allowed { set.put(number, in: CAP_PERMITTED) }
        for number in effective { set.put(number, in: CAP_EFFECTIVE) }
        for number in inheritable { set.put(number, in: CAP_INHERITABLE) }
        guard set.apply() else { throw failure("cap_set_proc") }
    }

    /// Reads back what now holds.
    private static func verify(_ kept: Set<cap_value_t>) throws(Failure) {
        guard let set = CapabilitySet.ofThisThread() else { throw failure("cap_get_proc") }
        let isMore = (0..<cap_max_bits()).contains { number in
            !kept.contains(number)
                && [CAP_EFFECTIVE, CAP_PERMITTED, CAP_INHERITABLE].contains { set.contains(number, in: $0) }
        }
        guard !isMore else { throw Failure(description: "capabilities were left over") }
    }

    private static func call(_ name: String, _ body: () -> CInt) throws(Failure) -> CInt {
        do throws(SystemCallError) {
            return try systemCall(name, body)
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    private static func failure(_ call: String) -> Failure {
        Failure(description: "\(SystemCallError(call: call, code: errno))")
    }
}
