/// Cuts a byte stream into AMQP protocol headers and frames, however the bytes are split.
package struct AMQPReader: Sendable {
    private let largestFrame: Int
    /// Bytes that belong to nothing read so far.
    package private(set) var unread: ArraySlice<UInt8> = []

    package init(largestFrame: Int = 65_536) { self.largestFrame = largestFrame }

    package mutating func append(_ bytes: [UInt8]) { unread += bytes }

    /// Takes a protocol header; nothing until all of it is there.
    ///
    /// - Throws: as soon as a byte shows that it is not one.
    package mutating func nextHeader() throws(AMQPFault) -> AMQPHeader? {
        guard zip(unread, AMQPHeader.magic).allSatisfy({ $0 == $1 }) else { throw .otherProtocol }
        guard unread.count >= AMQPHeader.length else { return nil }
        let fields = Array(unread.prefix(AMQPHeader.length))
        // Of a slice, so that nothing moves, however many frames came at once.
        unread.removeFirst(AMQPHeader.length)
        let header = AMQPHeader(protocolID: fields[4], major: fields[5], minor: fields[6], revision: fields[7])
        return header
    }

    /// Takes a frame; nothing until all of it is there.
    ///
    /// - Throws: a fault that no further byte can mend.
    package mutating func nextFrame() throws(AMQPFault) -> AMQPFrame? {
        var reader = ByteReader(Array(unread.prefix(AMQPFrame.headerLength)))
        guard let size = reader.readUInt32() else { return nil }
        guard size >= UInt32(AMQPFrame.headerLength) else { throw .malformed }
        guard size <= UInt32(clamping: largestFrame) else { throw .tooLarge }
        guard let offset = reader.readByte(), let type = reader.readByte(), let channel = reader.readUInt16() else {
            return nil
        }
        // The offset counts words of four bytes; what it skips is an extended header, which is ignored (section 2.3.1).
        let start = Int(offset) * 4
        guard start >= AMQPFrame.headerLength, start <= Int(size), let kind = AMQPFrame.Kind(rawValue: type) else {
            throw .malformed
        }
        guard unread.count >= Int(size) else { return nil }
        let frame = AMQPFrame(kind: kind, channel: channel, body: Array(unread.prefix(Int(size)).dropFirst(start)))
        unread.removeFirst(Int(size))
        return frame
    }
}
