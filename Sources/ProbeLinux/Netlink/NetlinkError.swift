import Glibc
package import ProbeCore

/// Why the kernel did not answer a netlink request, or not in a form that can be read.
package enum NetlinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel said no: its errno, and its reason where it gave one (NLMSGERR_ATTR_MSG).
    case refused(code: CInt, reason: String?)
    /// The socket itself failed.
    case system(SystemCallError)
    /// The answer contradicts itself.
    case malformed(String)
    /// What was listed changed again and again while it was being listed.
    case unsteady

    package var description: String {
        switch self {
        case .refused(let code, let reason): "\(SystemError(errno: code))" + (reason.map { " (\($0))" } ?? "")
        case .system(let error): error.description
        case .malformed(let what): "malformed answer: \(what)"
        case .unsteady: "the kernel's list kept changing while it was read"
        }
    }

    /// The errno behind the failure, whoever reported it.
    package var code: CInt? {
        switch self {
        case .refused(let code, _): code
        case .system(let error): error.code
        case .malformed, .unsteady: nil
        }
    }

    /// Whether a right is missing.
    package var isForWantOfRights: Bool { code == EPERM || code == EACCES }
}

extension ProbeError {
    package init(_ failure: NetlinkError, doing action: Sentence) {
        if case .system(let error) = failure {
            self.init(error, doing: action)
        } else {
            self = .systemRefused("\(action) failed", because: Sentence(quoting: failure))
        }
    }
}

extension NetlinkError {
    /// Reads an acknowledgement: nothing when it says that all went well (nlmsgerr in linux/netlink.h).
    static func read(_ message: NetlinkMessage) throws(NetlinkError) -> NetlinkError? {
        guard let raw = HostOrder.integer(message.body.prefix(4), as: UInt32.self) else {
            return .malformed("an acknowledgement is too short")
        }
        let code = Int32(bitPattern: raw)
        guard code != 0 else { return nil }
        // A positive or absurd number is no errno.
        guard (-4095..<0).contains(code) else { return .malformed("an acknowledgement holds no errno") }
        return .refused(code: -code, reason: reason(in: message))
    }

    /// The reason behind the error and the request that it repeats; a reason that cannot be read is none.
    private static func reason(in message: NetlinkMessage) -> String? {
        guard message.flags.contains(.extended), message.type == .error,
            let length = HostOrder.integer(message.body.dropFirst(4).prefix(4), as: UInt32.self)
        else { return nil }
        let request = message.flags.contains(.capped) ? NetlinkMessage.headerSize : Int(length)
        let start = 4 + (request + 3) & ~3
        guard start <= message.body.count else { return nil }
        // NLMSGERR_ATTR_MSG is 1.
        return (try? NetlinkAttributes(message.body[start...]))?.text(1)
    }
}
