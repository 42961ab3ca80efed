import ProbeCore
import ProbeTransport
import Testing

struct DNSNameTests {
    @Test func `a name is equal to itself in another case of letters`() throws {
        var upper = ByteReader([1, 0x41, 2, 0x5a, 0x5b, 0])
        var lower = ByteReader([1, 0x61, 2, 0x7a, 0x5b, 0])
        var other = ByteReader([1, 0x61, 2, 0x7a, 0x7b, 0])  // 0x5b and 0x7b are no letters.
        let names = try [DNSName(from: &upper), DNSName(from: &lower), DNSName(from: &other)]
        #expect(names[0] == names[1])
        #expect(names[0].hashValue == names[1].hashValue)
        #expect(names[1] != names[2])
    }

    @Test func `what is no host name character is escaped`() throws {
        var reader = ByteReader([6, 0x61, 0x2e, 0x1b, 0x5c, 0xff, 0x5f, 1, 0x20, 0])
        #expect(try DNSName(from: &reader).description == #"a\046\027\092\255_.\032"#)
        var root = ByteReader([0])
        #expect(try DNSName(from: &root).description == ".")
    }

    @Test func `a pointer ends a name and the reader goes on behind it`() throws {
        var reader = ByteReader([1, 0x61, 0, 1, 0x62, 0xc0, 0, 9])
        _ = reader.skip(3)
        #expect(try DNSName(from: &reader).description == "b.a")
        #expect(reader.readByte() == 9)
    }

    @Test(arguments: [
        [0xc0, 0] as [UInt8],  // to itself
        [0xc0, 2, 0xc0, 0],  // forwards
        [1, 0x61, 0xc0, 0],  // to the name that it ends
        [0xc0],  // cut in two
        [0x40, 0], [0x80, 0],  // reserved label types
        [1, 0], [5, 0x61], [], [1, 0x61],  // no end
    ])
    func `a pointer that does not go back, a reserved label and a missing end are refused`(bytes: [UInt8]) {
        #expect(throws: DNSMessage.Malformed.self) {
            var reader = ByteReader(bytes)
            _ = try DNSName(from: &reader)
        }
    }

    @Test func `a chain of pointers backwards ends at its first name, unless it is longer than any name needs`() throws
    {
        func name(pointers: Int) throws -> DNSName {
            var bytes: [UInt8] = [1, 0x61, 0]
            for pointer in 0..<pointers {
                let target = pointer == 0 ? 0 : bytes.count - 2
                bytes += [0xc0 | UInt8(target >> 8), UInt8(target & 0xff)]
            }
            var reader = ByteReader(bytes, from: bytes.count - 2, count: 2)
            return try DNSName(from: &reader)
        }
        #expect(try name(pointers: 127).description == "a")
        #expect(throws: DNSMessage.Malformed.badPointer) { try name(pointers: 128) }
    }

    @Test func `255 bytes are the longest name`() throws {
        let label = [63] + [UInt8](repeating: 0x61, count: 63)
        var longest = ByteReader(label + label + label + [61] + [UInt8](repeating: 0x61, count: 61) + [0])
        #expect(try DNSName(from: &longest).encoded.count == 255)
        var longer = ByteReader(label + label + label + [62] + [UInt8](repeating: 0x61, count: 62) + [0])
        #expect(throws: DNSMessage.Malformed.nameTooLong) { try DNSName(from: &longer) }
    }

    @Test func `compression makes no name longer than 255 bytes`() {
        // Each piece adds 63 bytes and points to the one before.
        var bytes: [UInt8] = [0]
        var target = 0
        for _ in 0..<5 {
            let start = bytes.count
            bytes += [63] + [UInt8](repeating: 0x61, count: 63) + [0xc0 | UInt8(target >> 8), UInt8(target & 0xff)]
            target = start
        }
        var reader = ByteReader(bytes)
        _ = reader.skip(target)
        #expect(throws: DNSMessage.Malformed.nameTooLong) { try DNSName(from: &reader) }
    }
}
