import CLinux
import Glibc

/// The arguments as ps(1) and /proc/PID/cmdline show them.
package enum ProcessTitle {
    /// The arguments after the program's name, as they were given; bytes that are not UTF-8 are replaced.
    package static let arguments: [String] = (1..<max(1, CLinux_argument_count())).compactMap { index in
        unsafe CLinux_argument(index).map { unsafe String(cString: $0) }
    }

    /// Overwrites one of `arguments` whole.
    package static func blank(argument index: Int) {
        guard let argument = unsafe CLinux_argument(Int32(index + 1)) else { return }
        for offset in 0..<(unsafe strlen(argument)) { unsafe argument[offset] = 0x2a }
    }

    /// Overwrites every occurrence of a secret in the process's own argument area with `*`.
    package static func mask(_ secret: String) {
        let bytes = Array(secret.utf8)
        guard !bytes.isEmpty else { return }
        for index in 0..<CLinux_argument_count() {
            guard let argument = unsafe CLinux_argument(index) else { continue }
            let length = unsafe strlen(argument)
            guard length >= bytes.count else { continue }
            for start in 0...(length - bytes.count) {
                let isMatch = bytes.indices.allSatisfy { offset in
                    unsafe UInt8(bitPattern: argument[start + offset]) == bytes[offset]
                }
                guard isMatch else { continue }
                for offset in bytes.indices { unsafe argument[start + offset] = 0x2a }
            }
        }
    }
}
