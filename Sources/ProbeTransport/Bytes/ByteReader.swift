/// Reads big-endian fields from bytes that a stranger wrote; every step is bounds-checked and none can trap.
package struct ByteReader: Sendable {
    package let bytes: [UInt8]
    package private(set) var position: Int
    /// One past the last byte that may be read.
    package let end: Int

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
        end = bytes.count
    }

    /// A reader of a part of the same bytes, cut to what exists, so that positions keep their meaning.
    package init(_ bytes: [UInt8], from start: Int, count: Int) {
        self.bytes = bytes
        position = min(max(start, 0), bytes.count)
        end = position + min(max(count, 0), bytes.count - position)
    }

    package var remaining: Int { end - position }

    package mutating func readByte() -> UInt8? {
        guard remaining >= 1 else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    package mutating func readUInt16() -> UInt16? {
        guard remaining >= 2 else { return nil }
        defer { position += 2 }
        return UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
    }

    package mutating func readUInt32() -> UInt32? {
        guard remaining >= 4, let high = readUInt16(), let low = readUInt16() else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    package mutating func readBytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, remaining >= count else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    package mutating func skip(_ count: Int) -> Bool { readBytes(count) != nil }
}
