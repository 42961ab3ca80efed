import ProbeTransport

/// The parts of a message that the claims node reads and writes (AMQP 1.0 part 3, section 3.2).
struct AMQPMessage {
    var messageID = AMQPValue.null
    var correlationID = AMQPValue.null
    var applicationProperties: [AMQPValue.Entry] = []
    var body = AMQPValue.null

    init() {}

    /// Reads the sections; nothing when they are no message.
    init?(_ bytes: [UInt8]) {
        var decoder = AMQPDecoder(bytes, mostValues: 1000)
        while !decoder.rest.isEmpty {
            guard let section = try? decoder.value(), case .described(.ulong(let code), let value) = section else {
                return nil
            }
            switch (code, value) {
            case (Self.properties, .list(let fields)):
                messageID = fields.first ?? .null
                correlationID = fields.count > 5 ? fields[5] : .null
            case (Self.applicationProperties, .map(let entries)): applicationProperties = entries
            case (Self.value, let value): body = value
            default: break
            }
        }
    }

    private static let properties: UInt64 = 0x73
    private static let applicationProperties: UInt64 = 0x74
    private static let value: UInt64 = 0x77

    subscript(property name: String) -> String? {
        applicationProperties.first { $0.key.text == name }?.value.text
    }

    var encoded: [UInt8] {
        let fields: [AMQPValue] = [messageID, .null, .null, .null, .null, correlationID]
        return section(Self.properties, .list(fields))
            + section(Self.applicationProperties, .map(applicationProperties))
            + section(Self.value, body)
    }

    private func section(_ code: UInt64, _ value: AMQPValue) -> [UInt8] {
        AMQPValue.described(descriptor: .ulong(code), value: value).encoded
    }
}
