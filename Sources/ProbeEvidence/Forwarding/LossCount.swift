package import ProbeCore

/// How far counters of thrown away packets rose while a few connections were tried again, and in the moments beside it.
package struct LossCount: Codable, Hashable, Sendable {
    /// What the kernel counts (TcpExt in proc_pid_net(5), xfrm_proc in the kernel's documentation).
    package enum Counter: String, Codable, Hashable, Sendable, CaseIterable {
        /// The reverse-path filter did not believe a packet's source.
        case reversePath = "IPReversePathFilter"
        // IPsec: what a policy forbids, and what it wants protected and nothing protects.
        case outPolicyBlocks = "XfrmOutPolBlock"
        case outWithoutState = "XfrmOutNoStates"
        case outPolicyDead = "XfrmOutPolDead"
        case outPolicyError = "XfrmOutPolError"
        case outBundleError = "XfrmOutBundleGenError"
        case outStateExpired = "XfrmOutStateExpired"
        case acquireError = "XfrmAcquireError"
        case inPolicyBlocks = "XfrmInPolBlock"
        case inUnprotected = "XfrmInTmplMismatch"
        case inWithoutPolicy = "XfrmInNoPols"
        case inPolicyError = "XfrmInPolError"

        package var isOfIPsec: Bool { self != .reversePath }

        /// Of packets on their way in.
        package var isInbound: Bool {
            switch self {
            case .reversePath, .inPolicyBlocks, .inUnprotected, .inWithoutPolicy, .inPolicyError: true
            case .outPolicyBlocks, .outWithoutState, .outPolicyDead, .outPolicyError, .outBundleError,
                .outStateExpired, .acquireError:
                false
            }
        }
    }

    package struct Rise: Codable, Hashable, Sendable {
        package var counter: Counter
        /// While nothing was tried: in the quieter one of two moments.
        package var idle: Int
        /// In as long a time, while SYNs were sent.
        package var trying: Int

        package init(_ counter: Counter, idle: Int, trying: Int) {
            self.counter = counter
            self.idle = idle
            self.trying = trying
        }

        /// What can only be the answers, or the SYNs, of what was tried.
        package var own: Int { trying - idle }
    }

    /// Where the connections were tried to; nothing where no counter has ever counted.
    package var remote: SocketAddress?
    /// How many SYNs were sent.
    package var connections = 0
    /// Those that moved while it was tried.
    package var rises: [Rise] = []

    package init() {}
}
