/// Reads values of AMQP's type system (part 1, section 1.6) that a stranger wrote.
///
/// Bounded thrice: by the bytes there are, by depth, and by the number of values, because elements of an array may take
/// no bytes at all (an array of 2^32 nulls is nine bytes long).
package struct AMQPDecoder {
    private var reader: ByteReader
    private var allowance: Int

    private static let deepest = 12

    package init(_ bytes: [UInt8], mostValues: Int = 8192) {
        reader = ByteReader(bytes)
        allowance = mostValues
    }

    package var rest: [UInt8] { Array(reader.bytes[reader.position..<reader.end]) }

    package mutating func value() throws(AMQPFault) -> AMQPValue { try value(depth: 0) }

    private mutating func value(depth: Int) throws(AMQPFault) -> AMQPValue {
        let code = try byte()
        guard code == 0x00 else { return try value(code, depth: depth) }
        guard depth < Self.deepest else { throw .tooDeep }
        return .described(descriptor: try value(depth: depth + 1), value: try value(depth: depth + 1))
    }

    private mutating func value(_ code: UInt8, depth: Int) throws(AMQPFault) -> AMQPValue {
        guard depth < Self.deepest, allowance > 0 else { throw .tooDeep }
        allowance -= 1
        switch code {
        case 0x40: return .null
        case 0x41: return .boolean(true)
        case 0x42: return .boolean(false)
        case 0x43: return .uint(0)
        case 0x44: return .ulong(0)
        case 0x45: return .list([])
        case 0x50: return .ubyte(try byte())
        case 0x51: return .byte(Int8(bitPattern: try byte()))
        case 0x52: return .uint(UInt32(try byte()))
        case 0x53: return .ulong(UInt64(try byte()))
        case 0x54: return .int(Int32(Int8(bitPattern: try byte())))
        case 0x55: return .long(Int64(Int8(bitPattern: try byte())))
        case 0x56:
            let flag = try byte()
            guard flag <= 1 else { throw .malformed }
            return .boolean(flag == 1)
        case 0x60: return .ushort(try number())
        case 0x61: return .short(try number())
        case 0x70: return .uint(try number())
        case 0x71: return .int(try number())
        case 0x80: return .ulong(try number())
        case 0x81: return .long(try number())
        case 0x83: return .timestamp(try number())
        case 0x72, 0x73, 0x74: return .fixed(code: code, bytes: try bytes(4))
        case 0x82, 0x84: return .fixed(code: code, bytes: try bytes(8))
        case 0x94, 0x98: return .fixed(code: code, bytes: try bytes(16))
        case 0xa0, 0xb0: return .binary(try sized(code))
        case 0xa1, 0xb1: return .string(try text(code))
        case 0xa3, 0xb3:
            let text = try text(code)
            guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .malformed }
            return .symbol(text)
        case 0xc0, 0xd0: return .list(try compound(code, depth: depth))
        case 0xc1, 0xd1:
            let values = try compound(code, depth: depth)
            guard values.count.isMultiple(of: 2) else { throw .malformed }
            return .map(stride(from: 0, to: values.count, by: 2).map { AMQPValue.Entry(values[$0], values[$0 + 1]) })
        case 0xe0, 0xf0: return .array(try array(code, depth: depth))
        default: throw .malformed
        }
    }

    // MARK: - Parts

    private mutating func byte() throws(AMQPFault) -> UInt8 {
        guard let byte = reader.readByte() else { throw .malformed }
        return byte
    }

    private mutating func bytes(_ count: Int) throws(AMQPFault) -> [UInt8] {
        guard let bytes = reader.readBytes(count) else { throw .malformed }
        return Array(bytes)
    }

    private mutating func number<Number: FixedWidthInteger>() throws(AMQPFault) -> Number {
        try bytes(Number.bitWidth / 8).reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    /// A size or a count: one byte in the short encodings, four in the long ones.
    private mutating func width(_ isLong: Bool) throws(AMQPFault) -> Int {
        guard isLong else { return Int(try byte()) }
        let number: UInt32 = try number()
        return Int(clamping: number)
    }

    private mutating func sized(_ code: UInt8) throws(AMQPFault) -> [UInt8] {
        try bytes(try width(code & 0xf0 == 0xb0))
    }

    private mutating func text(_ code: UInt8) throws(AMQPFault) -> String {
        guard let text = String(validating: try sized(code), as: UTF8.self) else { throw .malformed }
        return text
    }

    private mutating func compound(_ code: UInt8, depth: Int) throws(AMQPFault) -> [AMQPValue] {
        try inside(isLong: code & 0xf0 == 0xd0) { (decoder, count) throws(AMQPFault) in
            var values: [AMQPValue] = []
            for _ in 0..<count { values.append(try decoder.value(depth: depth + 1)) }
            return values
        }
    }

    private mutating func array(_ code: UInt8, depth: Int) throws(AMQPFault) -> [AMQPValue] {
        try inside(isLong: code == 0xf0) { (decoder, count) throws(AMQPFault) in
            var elementCode = try decoder.byte()
            var descriptor: AMQPValue?
            if elementCode == 0x00 {
                descriptor = try decoder.value(depth: depth + 1)
                elementCode = try decoder.byte()
            }
            var values: [AMQPValue] = []
            for _ in 0..<count {
                let value = try decoder.value(elementCode, depth: depth + 1)
                values.append(descriptor.map { .described(descriptor: $0, value: value) } ?? value)
            }
            return values
        }
    }

    /// Reads a size and a count, and then exactly the bytes that the size names.
    private mutating func inside(
        isLong: Bool, _ read: (inout AMQPDecoder, Int) throws(AMQPFault) -> [AMQPValue]
    ) throws(AMQPFault) -> [AMQPValue] {
        let size = try width(isLong)
        let start = reader.position
        guard reader.skip(size) else { throw .malformed }
        var inner = self
        inner.reader = ByteReader(reader.bytes, from: start, count: size)
        let count = try inner.width(isLong)
        guard count <= inner.allowance else { throw .tooDeep }
        let values = try read(&inner, count)
        guard inner.reader.remaining == 0 else { throw .malformed }
        allowance = inner.allowance
        return values
    }
}
