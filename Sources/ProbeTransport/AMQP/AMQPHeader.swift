/// The eight bytes with which either side opens a layer of the protocol (AMQP 1.0 part 2, section 2.2).
package struct AMQPHeader: Hashable, Sendable {
    /// 0 is AMQP, 2 TLS, 3 SASL.
    package let protocolID: UInt8
    package let major: UInt8
    package let minor: UInt8
    package let revision: UInt8

    package init(protocolID: UInt8, major: UInt8 = 1, minor: UInt8 = 0, revision: UInt8 = 0) {
        self.protocolID = protocolID
        self.major = major
        self.minor = minor
        self.revision = revision
    }

    package static let plain = AMQPHeader(protocolID: 0)
    package static let sasl = AMQPHeader(protocolID: 3)

    static let magic: [UInt8] = [0x41, 0x4d, 0x51, 0x50]
    static let length = 8

    package var encoded: [UInt8] { Self.magic + [protocolID, major, minor, revision] }

    /// As evidence carries it: `414d515000010000`.
    package var hexadecimal: String {
        encoded.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// True when it opens a layer of AMQP 1.0, be it one that was not asked for.
    var isVersion1: Bool { major == 1 && minor == 0 && [0, 2, 3].contains(protocolID) }
}
