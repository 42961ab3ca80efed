internal import ProbeCore

/// The request to open a session (MQTT 3.1.1 section 3.1); prints without its password.
package struct MQTTConnect: Hashable, Sendable {
    /// What the server publishes when the client goes without DISCONNECT.
    package struct Will: Hashable, Sendable {
        package let topic: String
        package let message: [UInt8]
        package let quality: UInt8
        package let isRetained: Bool

        package init(topic: String, message: [UInt8], quality: UInt8 = 0, isRetained: Bool = false) {
            self.topic = topic
            self.message = message
            self.quality = quality
            self.isRetained = isRetained
        }
    }

    package var clientID: String
    package var userName: String?
    package var password: [UInt8]?
    package var will: Will?
    package var cleanSession: Bool
    /// Seconds.
    package var keepAlive: UInt16

    package init(
        clientID: String, userName: String? = nil, password: [UInt8]? = nil, will: Will? = nil,
        cleanSession: Bool = true, keepAlive: UInt16 = 60
    ) {
        self.clientID = clientID
        self.userName = userName
        self.password = password
        self.will = will
        self.cleanSession = cleanSession
        self.keepAlive = keepAlive
    }

    /// `MQTT`, level 4 (section 3.1.2).
    static let protocolName: [UInt8] = [0, 4, 0x4d, 0x51, 0x54, 0x54, 4]

    var body: [UInt8] {
        var flags: UInt8 = cleanSession ? 0x02 : 0
        if userName != nil { flags |= 0x80 }
        if password != nil { flags |= 0x40 }
        if let will { flags |= 0x04 | (will.quality & 3) << 3 | (will.isRetained ? 0x20 : 0) }
        var bytes = Self.protocolName + [flags] + keepAlive.bigEndianBytes + MQTTField.text(clientID)
        if let will { bytes += MQTTField.text(will.topic) + MQTTField.data(will.message) }
        if let userName { bytes += MQTTField.text(userName) }
        if let password { bytes += MQTTField.data(password) }
        return bytes
    }

    init(from fields: inout MQTTFields) throws(MQTTFault) {
        guard try fields.bytes(Self.protocolName.count).elementsEqual(Self.protocolName) else { throw .malformed }
        let flags = try fields.byte()
        // The lowest bit is reserved, and a password needs a user name (sections 3.1.2.3 and 3.1.2.9).
        guard flags & 0x01 == 0, flags & 0xc0 != 0x40, flags & 0x18 != 0x18 else { throw .malformed }
        keepAlive = try fields.number()
        clientID = try fields.text()
        cleanSession = flags & 0x02 != 0
        if flags & 0x04 != 0 {
            will = Will(
                topic: try fields.text(), message: try fields.data(), quality: flags >> 3 & 3,
                isRetained: flags & 0x20 != 0)
        } else {
            guard flags & 0x38 == 0 else { throw .malformed }
            will = nil
        }
        userName = flags & 0x80 != 0 ? try fields.text() : nil
        password = flags & 0x40 != 0 ? try fields.data() : nil
    }
}

extension MQTTConnect: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        "CONNECT \(WireText(clientID)) \(password == nil ? "without" : "with") a password"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["clientID": clientID]) }
}
