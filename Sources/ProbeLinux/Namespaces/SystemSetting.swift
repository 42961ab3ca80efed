import Glibc

/// Settings under /proc/sys/net, which are those of the network namespace that the writing thread is in.
enum SystemSetting {
    @discardableResult
    static func write(_ name: String, _ value: String) -> Bool {
        let bytes = Array(value.utf8)
        return
            (try? { () throws(SystemCallError) in
                let file = Descriptor(
                    owning: try systemCall("open") { unsafe open("/proc/sys/\(name)", O_WRONLY | O_CLOEXEC) })
                let number = file.number
                return try systemCall("write") {
                    unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
                }
            }()) == bytes.count
    }
}
