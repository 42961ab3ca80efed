@testable import ProbeTransport
import TestSupport
import Testing

struct AMQPValueTests {
    private static let values: [AMQPValue] = [
        .null, .boolean(true), .boolean(false), .ubyte(1), .ushort(8191), .uint(0), .uint(255), .uint(65_536),
        .ulong(0),
        .ulong(0x10), .ulong(.max), .byte(-1), .short(-2), .int(-128), .int(129), .long(-5), .long(.min),
        .timestamp(-1),
        .fixed(code: 0x72, bytes: [1, 2, 3, 4]), .fixed(code: 0x98, bytes: Array(repeating: 5, count: 16)),
        .binary([]), .binary(Array(repeating: 1, count: 256)), .string("é"),
        .string(String(repeating: "x", count: 300)), .symbol("amqp:not-found"), .list([]),
        .list([.null, .list([.uint(1)])]), .list(Array(repeating: .ulong(.max), count: 100)),
        .map([]), .map([.init(.symbol("product"), .string("x"))]),
        .array([]), .array([.symbol("PLAIN"), .symbol("ANONYMOUS")]), .array([.uint(1), .uint(70_000)]),
        .array(Array(repeating: .boolean(true), count: 300)),
        .described(descriptor: .symbol("amqp:close:list"), value: .list([])),
    ]

    private func decode(_ bytes: [UInt8]) throws -> AMQPValue {
        var decoder = AMQPDecoder(bytes)
        let value = try decoder.value()
        #expect(decoder.rest.isEmpty)
        return value
    }

    @Test(arguments: values) func `a value is read as it was written`(value: AMQPValue) throws {
        #expect(try decode(value.encoded) == value)
    }

    @Test(arguments: values) func `a truncated value is malformed`(value: AMQPValue) {
        for count in 0..<value.encoded.count {
            #expect(throws: AMQPFault.malformed) { try decode(Array(value.encoded.prefix(count))) }
        }
    }

    @Test func `an array of differing types is written as a list`() throws {
        #expect(try decode(AMQPValue.array([.uint(1), .null]).encoded) == .list([.uint(1), .null]))
    }

    @Test(arguments: [
        "d0 ffffffff ffffffff",  // a list of four gigabytes
        "c0 02 02 40",  // two elements announced, one there
        "c0 03 01 40 40",  // bytes left over inside
        "c1 02 01 40",  // a key without a value
        "56 02", "a1 01 ff", "a3 01 80", "ff", "01", "e0 02 01 00",
    ])
    func `what breaks the type system is malformed`(digits: String) {
        #expect(throws: AMQPFault.self) { try decode(hexadecimal(digits)) }
    }

    @Test func `an array of four billion nulls is refused`() {
        #expect(throws: AMQPFault.tooDeep) { try decode(hexadecimal("f0 00000005 ffffffff 40")) }
    }

    @Test func `arrays of arrays without bytes stay within the allowance`() {
        let inner = hexadecimal("e0 02 ff 40")
        let bytes =
            [0xf0] + UInt32(5 + inner.count * 0xff).bigEndianBytes
            + hexadecimal("000000ff e0") + Array(repeating: inner.dropFirst(), count: 0xff).joined()
        #expect(throws: AMQPFault.self) { try decode(bytes) }
    }

    @Test func `nesting without end is refused`() {
        #expect(throws: AMQPFault.tooDeep) { try decode(Array(repeating: 0, count: 100_000)) }
        var bytes: [UInt8] = [0x40]
        for _ in 0..<40 { bytes = [0xc0, UInt8(bytes.count + 1), 1] + bytes }
        #expect(throws: AMQPFault.tooDeep) { try decode(bytes) }
    }

    @Test func `random bytes never trap, and what is understood reads the same again`() throws {
        var generator = SeededGenerator(seed: 3)
        let codes: [UInt8] = [0x00, 0x40, 0x45, 0x53, 0xa1, 0xa3, 0xb3, 0xc0, 0xc1, 0xd0, 0xe0, 0xf0]
        for _ in 0..<30_000 {
            var bytes = generator.bytes(Int.random(in: 1...40, using: &generator))
            for index in bytes.indices where Int.random(in: 0...2, using: &generator) > 0 {
                bytes[index] =
                    Bool.random(using: &generator) ? codes.randomElement(using: &generator) ?? 0 : bytes[index] & 7
            }
            var decoder = AMQPDecoder(bytes)
            guard let value = try? decoder.value() else { continue }
            var second = AMQPDecoder(value.encoded)
            let again = try second.value()
            #expect(again.encoded == value.encoded)
        }
    }
}
