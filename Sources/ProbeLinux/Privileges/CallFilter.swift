import CLinux
import Glibc

/// Refuses system calls that a process has no business with, by EPERM (seccomp(2), a filter of classic BPF).
///
/// The list is of what is dangerous, and all else is allowed: what the C library and OpenSSL call differs from one version to
/// the next, and an unforeseen refusal would look like a fault of the network.
package struct CallFilter {
    private var steps: [CLinux_filter_step] = []

    /// Whether the kernel has it, and this was built for an architecture whose calls somebody has looked at.
    package static var isKnown: Bool { CLinux_architecture != 0 && CLinux_knows_call_filters() == 1 }

    /// A filter for a role of this process, whose number is part of it.
    init(for role: ProcessRole) {
        // A call of another architecture, such as of 32 bits, has other numbers.
        add(.load, Field.architecture)
        add(.testEqual, CLinux_architecture, whenTrue: 1)
        add(.end, Action.kill)
        add(.load, Field.number)
        #if arch(x86_64)
            // Those of the x32 interface (__X32_SYSCALL_BIT).
            add(.testAtLeast, 0x4000_0000, whenFalse: 1)
            add(.end, Action.refuse)
        #endif
        for name in Self.refused(to: role) { on(name) { $0.add(.end, Action.refuse) } }
        addArguments(of: role)
        add(.end, Action.allow)
    }

    /// Puts this thread and those that it starts under the filter, for good.
    func apply() throws(SystemCallError) {
        _ = try systemCall("seccomp") { () -> CInt in
            unsafe steps.withUnsafeBufferPointer { steps in
                guard let first = steps.baseAddress else { return 0 }
                return unsafe CLinux_filter_calls(first, UInt16(clamping: steps.count))
            }
        }
    }
}

// MARK: - Calls whose arguments decide

extension CallFilter {
    private mutating func addArguments(of role: ProcessRole) {
        // Its flags are in memory, where a filter does not see them; the C library then takes clone(2).
        on("clone3") { $0.add(.end, Action.isMissing) }
        on("clone") { filter in
            filter.add(.load, Field.argument(0))
            filter.add(.testAny, CloneFlags.namespaces, whenFalse: 1)
            filter.add(.end, Action.refuse)
            if role != .netfilter {
                filter.add(.testAny, CloneFlags.thread, whenTrue: 1)
                filter.add(.end, Action.refuse)
            }
            filter.add(.end, Action.allow)
        }
        on("socket") { filter in
            filter.add(.load, Field.argument(0))
            for family in role.families { filter.allowIfEqual(UInt32(family)) }
            if role == .netfilter {
                // Over a raw socket iptables-legacy asks the kernel; nothing else is for it to talk to.
                for family in [AF_INET, AF_INET6] {
                    filter.add(.testEqual, UInt32(family), whenFalse: 5)
                    filter.add(.load, Field.argument(1))
                    filter.add(.mask, SocketKind.mask)
                    filter.add(.testEqual, UInt32(SOCK_RAW.rawValue), whenTrue: 1)
                    filter.add(.end, Action.refuse)
                    filter.add(.end, Action.allow)
                }
            }
            filter.add(.testEqual, UInt32(AF_NETLINK), whenTrue: 1)
            filter.add(.end, Action.refuse)
            // NETLINK_ROUTE, and NETLINK_NETFILTER for who talks to that.
            filter.add(.load, Field.argument(2))
            for topic in role == .netfilter ? [NetlinkSocket.Topic.route, .netfilter] : [.route] {
                filter.allowIfEqual(UInt32(topic.rawValue))
            }
            filter.add(.end, Action.refuse)
        }
        on("ioctl") { filter in
            filter.add(.load, Field.argument(1))
            // Typing into the terminal of whoever started the run: TIOCSTI and TIOCLINUX (ioctl_tty(2)).
            for command: UInt32 in [0x5412, 0x541c] {
                filter.add(.testEqual, command, whenFalse: 1)
                filter.add(.end, Action.refuse)
            }
            filter.add(.end, Action.allow)
        }
        guard role != .netfilter else {
            on("bpf") { filter in
                // BPF_PROG_QUERY: how many programs are attached somewhere.
                filter.add(.load, Field.argument(0))
                filter.allowIfEqual(16)
                filter.add(.end, Action.refuse)
            }
            return
        }
        let own = UInt32(clamping: ProcessIdentity.number)
        for call in ["kill", "tgkill"] {
            on(call) { filter in
                filter.add(.load, Field.argument(0))
                filter.allowIfEqual(own)
                filter.add(.end, Action.refuse)
            }
        }
        on("prlimit64") { filter in
            filter.add(.load, Field.argument(0))
            filter.allowIfEqual(0)
            filter.allowIfEqual(own)
            filter.add(.end, Action.refuse)
        }
    }

    /// Of <linux/net.h>.
    private enum SocketKind {
        /// SOCK_TYPE_MASK: without SOCK_CLOEXEC and SOCK_NONBLOCK.
        static let mask: UInt32 = 0xf
    }

    /// Of <linux/sched.h>.
    private enum CloneFlags {
        /// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET.
        static let namespaces: UInt32 = 0x7e02_0000
        static let thread: UInt32 = 0x1_0000
    }
}

extension ProcessRole {
    /// The families of its sockets, besides netlink.
    fileprivate var families: [CInt] {
        switch self {
        case .hostWorker: [AF_INET, AF_INET6, AF_UNIX]
        case .containerWorker: [AF_INET, AF_INET6]
        case .netfilter: [AF_UNIX]
        }
    }
}

// MARK: - Steps

extension CallFilter {
    /// Operations of classic BPF (<linux/bpf_common.h>).
    private enum Operation: UInt16 {
        case load = 0x20
        case testEqual = 0x15
        case testAtLeast = 0x35
        case testAny = 0x45
        case mask = 0x54
        case end = 0x06
    }

    /// Places in struct seccomp_data; of arguments the lower half, for which both architectures are little-endian.
    private enum Field {
        static let number: UInt32 = 0
        static let architecture: UInt32 = 4
        static func argument(_ index: UInt32) -> UInt32 { 16 + 8 * index }
    }

    /// SECCOMP_RET_ of <linux/seccomp.h>.
    private enum Action {
        static let kill: UInt32 = 0x8000_0000
        static let refuse: UInt32 = 0x5_0000 | UInt32(EPERM)
        static let isMissing: UInt32 = 0x5_0000 | UInt32(ENOSYS)
        static let allow: UInt32 = 0x7fff_0000
    }

    /// Adds a step; of a test, how many steps to leave out when it holds, and when it does not.
    private mutating func add(
        _ operation: Operation, _ value: UInt32, whenTrue: UInt8 = 0, whenFalse: UInt8 = 0
    ) {
        steps.append(
            CLinux_filter_step(code: operation.rawValue, when_true: whenTrue, when_false: whenFalse, value: value))
    }

    private mutating func allowIfEqual(_ value: UInt32) {
        add(.testEqual, value, whenFalse: 1)
        add(.end, Action.allow)
    }

    /// Nothing where this architecture has no call of that name.
    static func number(of call: String) -> UInt32? { unsafe UInt32(exactly: CLinux_call_number(call)) }

    /// What becomes of a call; the steps end it in any case, because they may load something else.
    private mutating func on(_ call: String, _ then: (inout CallFilter) -> Void) {
        guard let number = Self.number(of: call) else { return }
        add(.testEqual, number)
        let test = steps.endIndex - 1
        then(&self)
        steps[test].when_false = UInt8(clamping: steps.endIndex - 1 - test)
    }
}
