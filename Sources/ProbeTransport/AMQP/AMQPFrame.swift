/// A frame (AMQP 1.0 part 2, section 2.3): a header, a performative, and for some of them a payload.
package struct AMQPFrame: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case amqp = 0
        case sasl = 1
    }

    package let kind: Kind
    package let channel: UInt16
    package let body: [UInt8]

    package init(kind: Kind, channel: UInt16, body: [UInt8]) {
        self.kind = kind
        self.channel = channel
        self.body = body
    }

    package init(_ performative: AMQPValue, kind: Kind = .amqp, channel: UInt16 = 0, payload: [UInt8] = []) {
        self.init(kind: kind, channel: channel, body: performative.encoded + payload)
    }

    /// A heartbeat.
    package static let empty = AMQPFrame(kind: .amqp, channel: 0, body: [])

    static let headerLength = 8

    package var encoded: [UInt8] {
        UInt32(clamping: body.count + Self.headerLength).bigEndianBytes + [2, kind.rawValue] + channel.bigEndianBytes
            + body
    }

    /// The performative and what follows it; nothing in a heartbeat.
    ///
    /// - Throws: a fault of the performative's encoding.
    package func content() throws(AMQPFault) -> (performative: AMQPPerformative, payload: [UInt8])? {
        guard !body.isEmpty else { return nil }
        var decoder = AMQPDecoder(body)
        guard let performative = AMQPPerformative(try decoder.value()) else { throw .malformed }
        return (performative, decoder.rest)
    }
}
