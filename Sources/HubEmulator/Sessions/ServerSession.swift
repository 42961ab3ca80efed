/// A protocol's server side as a pure state machine over bytes: no I/O, no clock, bounded buffers.
protocol ServerSession {
    /// Takes bytes that arrived.
    mutating func receive(_ bytes: [UInt8]) -> [SessionAction]
    /// How long the client may be silent; asked again after each of its bytes.
    var patience: Duration? { get }
    /// What keeps the client from taking the server for dead, and how often.
    var heartbeat: Heartbeat? { get }
}

extension ServerSession {
    var patience: Duration? { nil }
    var heartbeat: Heartbeat? { nil }
}

/// What a session wants done.
enum SessionAction: Hashable {
    case send([UInt8])
    /// In order, after what was sent.
    case close
}

/// Bytes to send when nothing else was to say.
struct Heartbeat: Hashable {
    let interval: Duration
    let bytes: [UInt8]
}
