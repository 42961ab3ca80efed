package import ProbeCore

/// What a time server said (RFC 5905), and by how much the device's clock differs from it.
package struct TimeEvidence: Codable, Hashable, Sendable {
    package enum Result: String, Codable, Hashable, Sendable {
        case answered
        case silent
        /// An error of the network, or none of our addresses leads there.
        case unreachable
        /// The server's name has no address here.
        case unresolved
        /// The server answered, and says that it has no time to give.
        case unsynchronized
    }

    package var result: Result
    package var server: SocketAddress?
    package var error: SystemError?
    package var icmp: ICMPError?
    /// Positive where the device is behind.
    package var offset: Seconds?
    package var roundTrip: Seconds?
    package var stratum: Int?
    /// The code of a server that turns clients away (RFC 5905 section 7.4).
    package var kissCode: WireText?
    package var serverTime: Timestamp?
    /// This device's clock when the answer came.
    package var deviceTime: Timestamp?

    package init(_ result: Result, server: SocketAddress? = nil) {
        self.result = result
        self.server = server
    }
}
