/// Integers in the byte order of this machine, which is what netlink(7) speaks.
enum HostOrder {
    static func bytes<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) -> [UInt8] {
        let bytes = (0..<MemoryLayout<Value>.size).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        #if _endian(little)
            return bytes
        #else
            return bytes.reversed()
        #endif
    }

    /// Nothing unless there are exactly as many bytes as the integer has.
    static func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ bytes: some BidirectionalCollection<UInt8>, as type: Value.Type = Value.self
    ) -> Value? {
        guard bytes.count == MemoryLayout<Value>.size else { return nil }
        #if _endian(little)
            return bytes.reversed().reduce(0) { value, byte in value << 8 | Value(byte) }
        #else
            return bytes.reduce(0) { value, byte in value << 8 | Value(byte) }
        #endif
    }
}
