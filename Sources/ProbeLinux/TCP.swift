package import ProbeCore

/// Opening TCP connections and reading what the kernel says about them.
package enum TCP {
    /// What one attempt may vary.
    package struct Options: Sendable {
        /// IP_TTL or IPV6_UNICAST_HOPS.
        package var hopLimit: Int?
        /// TCP_MAXSEG in bytes.
        package var segmentClamp: Int?

        package init(hopLimit: Int? = nil, segmentClamp: Int? = nil) {
            self.hopLimit = hopLimit
            self.segmentClamp = segmentClamp
        }
    }

    /// One attempt; ends at the deadline (`silent`) or when the task is cancelled (`superseded`).
    package static func connect(
        to remote: SocketAddress, options: Options = Options(), deadline: ContinuousClock.Instant
    ) async throws(ProbeError) -> (attempt: ConnectAttempt, socket: ConnectedSocket?) {
        throw ProbeError(.library, "not built yet")
    }

    /// A TCP traceroute: all hop limits at once.
    package static func walk(
        to remote: SocketAddress, hops: Int = 16, deadline: ContinuousClock.Instant
    ) async throws(ProbeError) -> HopWalk {
        throw ProbeError(.library, "not built yet")
    }
}

/// A connected, non-blocking TCP socket that has one owner; closed when nobody took its descriptor.
package final class ConnectedSocket: Sendable {
    /// Gives the descriptor away; nothing the second time.
    package func takeDescriptor() -> CInt? { nil }
    /// TCP_INFO at this moment.
    package func info() -> TCPInfo? { nil }
    package func close() {}
    /// Sends all bytes.
    package func send(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async throws(ProbeError) -> SystemError? { nil }
    /// Waits for the next bytes; empty at end of file.
    package func receive(atMost limit: Int, deadline: ContinuousClock.Instant) async throws(ProbeError) -> Received {
        .silent
    }

    package enum Received: Sendable {
        case bytes([UInt8])
        case closed
        case silent
        case failed(SystemError)
    }
}
