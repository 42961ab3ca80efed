package import ProbeCore

/// How a protocol's conversation over an established connection went, whatever the protocol.
package struct Exchange: Codable, Hashable, Sendable {
    package enum Result: String, Codable, Hashable, Sendable {
        /// The protocol's own answer came.
        case answered
        /// The other side closed the connection (FIN or TLS close_notify) before a complete answer.
        case closed
        case reset
        case silent
        /// An answer in another protocol; see `opening`.
        case otherProtocol = "other-protocol"
        /// The protocol's own answer, but broken.
        case malformed
        case superseded
    }

    package var result: Result
    /// Where the connection goes: the service, or the proxy on the way to it.
    package var remote: SocketAddress?
    /// Bytes of the protocol, as it stands inside TLS where there is TLS.
    package var bytesSent: Int
    /// As `bytesSent`.
    package var bytesReceived: Int
    /// The first bytes received.
    package var opening: OpeningBytes?
    /// From the first byte sent to the end of the answer, or of waiting for it.
    package var duration: Seconds
    package var error: SystemError?
    package var tcp: TCPInfo?

    package init(result: Result, bytesSent: Int = 0, bytesReceived: Int = 0, duration: Seconds = Seconds(0)) {
        self.result = result
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.duration = duration
    }
}
