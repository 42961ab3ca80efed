/// A control packet of MQTT 3.1.1 (OASIS standard, section 3).
package enum MQTTPacket: Hashable, Sendable {
    case connect(MQTTConnect)
    case connack(sessionPresent: Bool, returnCode: UInt8)
    case publish(MQTTPublish)
    case puback(UInt16)
    case pubrec(UInt16)
    case pubrel(UInt16)
    case pubcomp(UInt16)
    case subscribe(identifier: UInt16, subscriptions: [Subscription])
    case suback(identifier: UInt16, returnCodes: [UInt8])
    case unsubscribe(identifier: UInt16, filters: [String])
    case unsuback(UInt16)
    case pingreq
    case pingresp
    case disconnect

    /// A topic filter with the greatest quality of service wanted for it.
    package struct Subscription: Hashable, Sendable {
        package let filter: String
        package let quality: UInt8

        package init(filter: String, quality: UInt8) {
            self.filter = filter
            self.quality = quality
        }
    }

    /// The packet's type and flags, the first byte of its fixed header (section 2.2).
    var firstByte: UInt8 {
        switch self {
        case .connect: 0x10
        case .connack: 0x20
        case .publish(let publish): 0x30 | publish.flags
        case .puback: 0x40
        case .pubrec: 0x50
        case .pubrel: 0x62
        case .pubcomp: 0x70
        case .subscribe: 0x82
        case .suback: 0x90
        case .unsubscribe: 0xa2
        case .unsuback: 0xb0
        case .pingreq: 0xc0
        case .pingresp: 0xd0
        case .disconnect: 0xe0
        }
    }
}

/// An application message on its way (section 3.3).
package struct MQTTPublish: Hashable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var quality: UInt8
    /// Present from quality of service 1 on.
    package var identifier: UInt16?
    package var isDuplicate: Bool
    package var isRetained: Bool

    package init(
        topic: String, payload: [UInt8], quality: UInt8 = 0, identifier: UInt16? = nil, isDuplicate: Bool = false,
        isRetained: Bool = false
    ) {
        self.topic = topic
        self.payload = payload
        self.quality = quality
        self.identifier = identifier
        self.isDuplicate = isDuplicate
        self.isRetained = isRetained
    }

    var flags: UInt8 { (isDuplicate ? 8 : 0) | (quality & 3) << 1 | (isRetained ? 1 : 0) }
}
