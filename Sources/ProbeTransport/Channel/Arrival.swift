internal import NIOHTTP1
internal import ProbeCore

/// What somebody who waits on a connection may meet.
enum Arrival: Sendable {
    case bytes([UInt8])
    case part(HTTPClientResponsePart)
    /// A TLS handshake is over, one way or the other.
    case handshakeEnded(TLSHandler.Event)
    /// Nothing more will come; comes again each time it is waited for.
    case over(Ending)
    /// The wait's time is up; with the moment at which bytes last came.
    case timeout(lastBytesAt: ContinuousClock.Instant?)
    /// The waiting task was cancelled.
    case cancelled

    enum Ending: Hashable, Sendable {
        /// FIN, TLS close_notify or a WebSocket close frame.
        case closed
        /// A socket error.
        case failed(SystemError)
        /// Bytes that break the protocol of the connection's uppermost layer.
        case broken
    }
}
