import Glibc
package import ProbeCore

/// What uname(2) says of this machine.
package struct Machine: Hashable, Sendable {
    /// The kernel's host name, of this process's UTS namespace.
    package let hostname: LocalText
    /// The kernel's word for the processor, such as `aarch64`.
    package let architecture: LocalText

    package static func read() -> Machine? {
        var names = utsname()
        guard (try? systemCall("uname", { unsafe uname(&names) })) != nil else { return nil }
        func field(_ bytes: borrowing some BitwiseCopyable) -> LocalText {
            LocalText(unsafe withUnsafeBytes(of: bytes) { unsafe Array($0.prefix { $0 != 0 }) })
        }
        return Machine(hostname: field(names.nodename), architecture: field(names.machine))
    }

    /// Bytes of memory that the kernel uses (`MemTotal`).
    package static func memory() -> UInt64? {
        guard let text = try? TextFile.read("/proc/meminfo", limit: 65_536) else { return nil }
        return memory(in: text)
    }

    static func memory(in text: String) -> UInt64? {
        text.split(separator: "\n").lazy.filter { $0.hasPrefix("MemTotal:") }
            .compactMap { line in line.split(separator: " ").dropFirst().first.flatMap { UInt64($0) } }
            .first.map { $0.multipliedReportingOverflow(by: 1024).partialValue }
    }
}
