import Glibc
package import ProbeCore

/// A system call that failed, by its name and errno.
package struct SystemCallError: Error, Hashable, Sendable, CustomStringConvertible {
    package let call: String
    let code: CInt

    package var error: SystemError { SystemError(errno: code) }

    /// Call and errno, as in `socket: EMFILE`.
    package var description: String { "\(call): \(error)" }

    /// The kernel was started without the address family (`ipv6.disable=1`), or a sandbox keeps it from this process.
    ///
    /// That is a fact about the device's network, not a trouble of the tool: no packet can leave, as without a route.
    var isForWantOfFamily: Bool { call == "socket" && code == EAFNOSUPPORT }
}

/// Calls the system, again when a signal interrupted it, and turns -1 into an error: the one place that reads errno.
///
/// Not for close(2), which on Linux has released the descriptor even when it says EINTR.
func systemCall<Value: FixedWidthInteger & SignedInteger>(
    _ name: String, _ body: () -> Value
) throws(SystemCallError) -> Value {
    while true {
        let value = body()
        guard value == -1 else { return value }
        let code = errno
        guard code == EINTR else { throw SystemCallError(call: name, code: code) }
    }
}

extension ProbeError {
    /// The tool's own trouble behind a failed call: a full descriptor table, or anything else.
    init(_ failure: SystemCallError, doing action: Sentence) {
        switch failure.code {
        case EMFILE:
            self = .outOfDescriptors(
                "no file descriptor was left for \(action) (\(Sentence(quoting: failure))): raise the limit with `ulimit -n 4096`"
            )
        case ENFILE:
            self = .outOfDescriptors(
                "the machine has no file descriptor left for \(action) (\(Sentence(quoting: failure))): raise fs.file-max or close programs"
            )
        default: self = .systemRefused("\(action) failed", because: Sentence(quoting: failure))
        }
    }
}
