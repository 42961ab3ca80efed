/// Cuts a byte stream into MQTT packets, however the bytes are split; holds at most one packet's bytes between calls.
package struct MQTTReader: Sendable {
    /// The longest packet taken, fixed header included.
    private let largestPacket: Int
    /// Bytes that belong to no packet read so far.
    package private(set) var unread: ArraySlice<UInt8> = []

    package init(largestPacket: Int) { self.largestPacket = largestPacket }

    package mutating func append(_ bytes: some Sequence<UInt8>) { unread += bytes }

    /// Takes the next packet; nothing until all of it is there.
    ///
    /// - Throws: a fault that no further byte can mend.
    package mutating func next() throws(MQTTFault) -> MQTTPacket? {
        guard let firstByte = unread.first else { return nil }
        var length = 0
        var digits = 0
        // At most four bytes of seven bits each (section 2.2.3).
        while true {
            guard digits < 4 else { throw .malformed }
            guard unread.count > 1 + digits else { return nil }
            let digit = unread[unread.startIndex + 1 + digits]
            length |= Int(digit & 0x7f) << (7 * digits)
            digits += 1
            if digit & 0x80 == 0 { break }
        }
        let end = 1 + digits + length
        guard end <= largestPacket else { throw .tooLarge }
        guard unread.count >= end else { return nil }
        let packet = try MQTTPacket(firstByte: firstByte, body: Array(unread.prefix(end).dropFirst(1 + digits)))
        // Of a slice, so that nothing moves, however many packets came at once.
        unread.removeFirst(end)
        return packet
    }
}
