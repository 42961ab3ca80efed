package import ProbeCore

/// What was wrong with a file: the path, the call that failed, and its errno.
///
/// EFBIG stands for a file above the reader's limit, EINVAL for one that is not a regular file.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let call: String
    package let error: SystemError

    package init(path: String, _ failure: SystemCallError) {
        self.path = path
        call = failure.call
        error = failure.error
    }

    /// Path, call and errno, as in `/etc/hosts: open: EACCES`.
    package var description: String { "\(path): \(call): \(error)" }
}
