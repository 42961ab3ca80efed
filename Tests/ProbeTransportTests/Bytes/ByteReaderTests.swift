import Testing

@testable import ProbeTransport

struct ByteReaderTests {
    @Test func `fields are read in network byte order, and nothing beyond the end`() {
        var reader = ByteReader([1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(reader.readByte() == 0x01)
        #expect(reader.readUInt16() == 0x0203)
        #expect(reader.readUInt32() == 0x0405_0607)
        #expect(reader.readUInt32() == nil)
        #expect(reader.readBytes(2) == [8, 9])
        #expect(reader.readByte() == nil)
        #expect(reader.skip(0) && !reader.skip(1))
        #expect(reader.remaining == 0)
    }

    @Test(arguments: [(-1, 2, 0, 2), (2, .max, 2, 2), (9, 1, 4, 0), (1, -1, 1, 0)])
    func `a part is cut to what exists, and keeps its positions`(
        start: Int, count: Int, position: Int, remaining: Int
    ) {
        let reader = ByteReader([1, 2, 3, 4], from: start, count: count)
        #expect(reader.position == position)
        #expect(reader.remaining == remaining)
    }

    @Test(arguments: [0, 1, 0x0102_0304, UInt32.max])
    func `what is written in network byte order is read back`(number: UInt32) {
        var reader = ByteReader(number.bigEndianBytes)
        #expect(reader.readUInt32() == number)
        #expect(UInt16(0x0102).bigEndianBytes == [1, 2])
    }
}
