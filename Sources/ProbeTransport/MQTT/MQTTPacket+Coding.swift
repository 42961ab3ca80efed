// MARK: - Writing

extension MQTTPacket {
    /// The packet on the wire.
    package var encoded: [UInt8] {
        let body = body
        return [firstByte] + MQTTField.remainingLength(body.count) + body
    }

    private var body: [UInt8] {
        switch self {
        case .connect(let connect): connect.body
        case .connack(let sessionPresent, let returnCode): [sessionPresent ? 1 : 0, returnCode]
        case .publish(let publish):
            MQTTField.text(publish.topic)
                + (publish.quality > 0 ? (publish.identifier ?? 1).bigEndianBytes : []) + publish.payload
        case .puback(let identifier), .pubrec(let identifier), .pubrel(let identifier), .pubcomp(let identifier),
            .unsuback(let identifier):
            identifier.bigEndianBytes
        case .subscribe(let identifier, let subscriptions):
            identifier.bigEndianBytes + subscriptions.flatMap { MQTTField.text($0.filter) + [$0.quality] }
        case .suback(let identifier, let returnCodes): identifier.bigEndianBytes + returnCodes
        case .unsubscribe(let identifier, let filters):
            identifier.bigEndianBytes + filters.flatMap(MQTTField.text)
        case .pingreq, .pingresp, .disconnect: []
        }
    }
}

// MARK: - Reading

extension MQTTPacket {
    /// Reads a packet whose fixed header was taken off.
    init(firstByte: UInt8, body: [UInt8]) throws(MQTTFault) {
        var fields = MQTTFields(body)
        // All flags but those of PUBLISH are fixed (section 2.2.2).
        let fixedFlags: UInt8 = [6, 8, 10].contains(firstByte >> 4) ? 2 : 0
        guard firstByte >> 4 == 3 || firstByte & 0x0f == fixedFlags else { throw .malformed }
        switch firstByte >> 4 {
        case 1: self = .connect(try MQTTConnect(from: &fields))
        case 2:
            let flags = try fields.byte()
            guard flags <= 1 else { throw .malformed }
            self = .connack(sessionPresent: flags == 1, returnCode: try fields.byte())
        case 3: self = .publish(try MQTTPublish(flags: firstByte & 0x0f, from: &fields))
        case 4: self = .puback(try fields.identifier())
        case 5: self = .pubrec(try fields.identifier())
        case 6: self = .pubrel(try fields.identifier())
        case 7: self = .pubcomp(try fields.identifier())
        case 8:
            let identifier = try fields.identifier()
            var subscriptions: [Subscription] = []
            while !fields.isAtEnd {
                let filter = try fields.text()
                let quality = try fields.byte()
                guard quality <= 2 else { throw .malformed }
                subscriptions.append(Subscription(filter: filter, quality: quality))
            }
            guard !subscriptions.isEmpty else { throw .malformed }
            self = .subscribe(identifier: identifier, subscriptions: subscriptions)
        case 9: self = .suback(identifier: try fields.identifier(), returnCodes: try fields.rest())
        case 10:
            let identifier = try fields.identifier()
            var filters: [String] = []
            while !fields.isAtEnd { filters.append(try fields.text()) }
            guard !filters.isEmpty else { throw .malformed }
            self = .unsubscribe(identifier: identifier, filters: filters)
        case 11: self = .unsuback(try fields.identifier())
        case 12: self = .pingreq
        case 13: self = .pingresp
        case 14: self = .disconnect
        default: throw .malformed
        }
        guard fields.isAtEnd else { throw .malformed }
    }
}

extension MQTTPublish {
    fileprivate init(flags: UInt8, from fields: inout MQTTFields) throws(MQTTFault) {
        let quality = flags >> 1 & 3
        guard quality < 3 else { throw .malformed }
        let topic = try fields.text()
        let identifier = quality > 0 ? try fields.identifier() : nil
        self.init(
            topic: topic, payload: try fields.rest(), quality: quality, identifier: identifier,
            isDuplicate: flags & 8 != 0, isRetained: flags & 1 != 0)
    }
}
