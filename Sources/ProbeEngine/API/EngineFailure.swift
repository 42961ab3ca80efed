package import ProbeCore

/// Why the engine's API gave no answer.
package enum EngineFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no socket.
    case absent
    /// The socket is there, and this user may not connect to it.
    case denied
    /// The socket is there, and nobody listens at it.
    case stopped
    case system(SystemError)
    case timeout
    /// The answer is longer than any that is expected.
    case tooLong
    /// An answer that is no HTTP, or whose body is not what the API has.
    case malformed
    case status(Int)

    package var description: String {
        switch self {
        case .absent: "there is no socket"
        case .denied: "this user may not connect to it"
        case .stopped: "nobody listens at it"
        case .system(let error): "connecting fails with \(error)"
        case .timeout: "no answer came in time"
        case .tooLong: "the answer is too long"
        case .malformed: "the answer is not the Engine API's"
        case .status(let code): "the answer has status \(code)"
        }
    }
}
