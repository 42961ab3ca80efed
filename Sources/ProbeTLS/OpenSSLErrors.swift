internal import COpenSSL
package import ProbeCore

/// The thread's queue of OpenSSL errors, which must be empty before a call and be drained after it (ERR_get_error(3)).
package enum OpenSSLErrors {
    /// A hostile peer cannot make the queue longer than OpenSSL's own ring of 16.
    private static let most = 16

    package static func clear() { ERR_clear_error() }

    /// Empties the queue and gives its reasons, oldest first.
    static func drain() -> [String] {
        var reasons: [String] = []
        while reasons.count < most {
            let code = ERR_get_error()
            guard code != 0 else { break }
            reasons.append(reason(of: code))
        }
        ERR_clear_error()
        return reasons
    }

    /// Makes the error of a call that only this machine's state can have failed.
    package static func library(_ doing: Sentence) -> ProbeError {
        let reasons = drain()
        guard !reasons.isEmpty else { return .libraryRefused("OpenSSL could not \(doing)") }
        return .libraryRefused("OpenSSL could not \(doing): \(listing: reasons.map { LocalText($0) })")
    }

    private static func reason(of code: UInt) -> String {
        // A static string of the library; nothing for codes that it has no text for.
        guard let text = unsafe ERR_reason_error_string(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
