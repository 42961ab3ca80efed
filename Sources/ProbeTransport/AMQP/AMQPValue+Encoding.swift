extension AMQPValue {
    /// The value in its shortest encoding.
    package var encoded: [UInt8] {
        switch self {
        case .boolean(let flag): [flag ? 0x41 : 0x42]
        case .uint(0): [0x43]
        case .ulong(0): [0x44]
        case .uint(let number) where number <= 0xff: [0x52, UInt8(number)]
        case .ulong(let number) where number <= 0xff: [0x53, UInt8(number)]
        case .int(let number) where Int8(exactly: number) != nil: [0x54, UInt8(truncatingIfNeeded: number)]
        case .long(let number) where Int8(exactly: number) != nil: [0x55, UInt8(truncatingIfNeeded: number)]
        case .binary(let bytes) where bytes.count <= 0xff: [0xa0, UInt8(bytes.count)] + bytes
        case .string(let text) where text.utf8.count <= 0xff: [0xa1, UInt8(text.utf8.count)] + text.utf8
        case .symbol(let text) where text.utf8.count <= 0xff: [0xa3, UInt8(text.utf8.count)] + text.utf8
        case .list([]): [0x45]
        case .list(let elements): compound(0xc0, count: elements.count, elements.flatMap(\.encoded))
        case .map(let entries):
            compound(0xc1, count: entries.count * 2, entries.flatMap { $0.key.encoded + $0.value.encoded })
        case .array(let elements): array(elements)
        case .described(let descriptor, let value): [0x00] + descriptor.encoded + value.encoded
        default: [wide.code] + wide.payload
        }
    }

    /// The encoding that holds every value of the type, because an array's elements share one format code.
    private var wide: (code: UInt8, payload: [UInt8]) {
        switch self {
        case .null: (0x40, [])
        case .boolean(let flag): (0x56, [flag ? 1 : 0])
        case .ubyte(let number): (0x50, [number])
        case .byte(let number): (0x51, [UInt8(bitPattern: number)])
        case .ushort(let number): (0x60, number.bigEndianBytes)
        case .short(let number): (0x61, number.bigEndianBytes)
        case .uint(let number): (0x70, number.bigEndianBytes)
        case .int(let number): (0x71, number.bigEndianBytes)
        case .ulong(let number): (0x80, number.bigEndianBytes)
        case .long(let number): (0x81, number.bigEndianBytes)
        case .timestamp(let number): (0x83, number.bigEndianBytes)
        case .fixed(let code, let bytes): (code, bytes)
        case .binary(let bytes): (0xb0, UInt32(clamping: bytes.count).bigEndianBytes + bytes)
        case .string(let text): (0xb1, UInt32(clamping: text.utf8.count).bigEndianBytes + text.utf8)
        case .symbol(let text): (0xb3, UInt32(clamping: text.utf8.count).bigEndianBytes + text.utf8)
        case .list, .map, .array, .described: (0x00, [])
        }
    }

    /// A list or a map, with one byte each of size and count where they fit.
    private func compound(_ shortCode: UInt8, count: Int, _ body: [UInt8]) -> [UInt8] {
        guard body.count + 1 > 0xff || count > 0xff else {
            return [shortCode, UInt8(body.count + 1), UInt8(count)] + body
        }
        return [shortCode + 0x10] + UInt32(clamping: body.count + 4).bigEndianBytes
            + UInt32(clamping: count).bigEndianBytes + body
    }

    /// An array; elements that have no common format code are written as a list, which may hold anything.
    private func array(_ elements: [AMQPValue]) -> [UInt8] {
        let forms = elements.map(\.wide)
        let code = forms.first?.code ?? 0x40
        guard code != 0x00, forms.allSatisfy({ $0.code == code }) else { return AMQPValue.list(elements).encoded }
        let payload = [code] + forms.flatMap(\.payload)
        guard payload.count + 1 > 0xff || elements.count > 0xff else {
            return [0xe0, UInt8(payload.count + 1), UInt8(elements.count)] + payload
        }
        return [0xf0] + UInt32(clamping: payload.count + 4).bigEndianBytes
            + UInt32(clamping: elements.count).bigEndianBytes + payload
    }
}
