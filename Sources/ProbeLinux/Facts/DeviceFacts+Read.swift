import Glibc
import ProbeCore
package import ProbeEvidence

extension DeviceFacts {
    /// Reads what this machine says about itself; the container engine is asked elsewhere.
    package static func read() -> DeviceFacts {
        var names = utsname()
        let isKnown = (try? systemCall("uname") { unsafe uname(&names) }) != nil
        func field(_ bytes: borrowing some BitwiseCopyable) -> String {
            guard isKnown else { return "unknown" }
            let text = unsafe withUnsafeBytes(of: bytes) { unsafe Array($0.prefix { $0 != 0 }) }
            return LocalText(String(decoding: text, as: UTF8.self)).description
        }
        return DeviceFacts(
            hostname: field(names.nodename), os: OSRelease.prettyName() ?? field(names.sysname),
            kernel: field(names.release), engine: nil, capabilities: Capabilities.permitted())
    }
}
