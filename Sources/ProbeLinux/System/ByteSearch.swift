import CLinux

/// Finds bytes among bytes.
package enum ByteSearch {
    /// Where bytes stand first, at or behind an index; nothing where they do not, or are none.
    ///
    /// The corresponding C function is `memmem`.
    package static func first(_ wanted: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard !wanted.isEmpty, start >= 0, bytes.count - start >= wanted.count else { return nil }
        let offset = unsafe bytes.withUnsafeBytes { area -> Int in
            guard let base = area.baseAddress else { return -1 }
            return unsafe CLinux_find(base.advanced(by: start), area.count - start, wanted, wanted.count)
        }
        return offset < 0 ? nil : start + offset
    }
}
