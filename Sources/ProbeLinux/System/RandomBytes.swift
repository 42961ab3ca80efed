import CLinux

/// Bytes that nobody can guess (getrandom(2)).
package enum RandomBytes {
    package static func make(count: Int) throws(SystemCallError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            filled += try systemCall("getrandom") {
                unsafe bytes.withUnsafeMutableBytes { buffer in
                    guard let base = buffer.baseAddress else { return 0 }
                    return unsafe CLinux_random(base + filled, count - filled)
                }
            }
        }
        return bytes
    }

    /// Two lower-case digits for each byte.
    package static func hex(count: Int) throws(SystemCallError) -> String {
        try make(count: count).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
