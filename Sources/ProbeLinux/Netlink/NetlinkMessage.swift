/// A netlink message without its header: what for, how meant, and the bytes behind.
package struct NetlinkMessage: Hashable, Sendable {
    package var type: NetlinkType
    package var flags: NetlinkFlags
    /// The family's own header and the attributes.
    package var body: [UInt8]

    package init(_ type: NetlinkType, _ flags: NetlinkFlags = [], body: [UInt8]) {
        self.type = type
        self.flags = flags
        self.body = body
    }

    /// Makes a message of a fixed header and attributes.
    package init(
        _ type: NetlinkType, _ flags: NetlinkFlags = [], header: [UInt8],
        _ attributes: (inout AttributeWriter) -> Void = { _ in }
    ) {
        var writer = AttributeWriter()
        attributes(&writer)
        self.init(type, flags, body: header + [UInt8](repeating: 0, count: -header.count & 3) + writer.bytes)
    }

    /// The size of a nlmsghdr.
    static let headerSize = 16

    /// The bytes on the socket; the kernel fills in the sender.
    func encoded(sequence: UInt32) -> [UInt8] {
        HostOrder.bytes(UInt32(Self.headerSize + body.count)) + HostOrder.bytes(type.rawValue)
            + HostOrder.bytes(flags.rawValue) + HostOrder.bytes(sequence) + HostOrder.bytes(UInt32(0)) + body
    }

    /// The fixed header and the attributes behind it.
    ///
    /// - Throws: when the body is shorter than the header, or its attributes do not fit in it.
    package func split(
        headerSize: Int
    ) throws(NetlinkError) -> (header: ArraySlice<UInt8>, attributes: NetlinkAttributes) {
        guard body.count >= headerSize else { throw .malformed("a message is shorter than its header") }
        let start = min((headerSize + 3) & ~3, body.count)
        return (body[..<headerSize], try NetlinkAttributes(body[start...]))
    }
}

extension NetlinkMessage {
    /// A message as it was received.
    struct Received: Hashable, Sendable {
        let message: NetlinkMessage
        let sequence: UInt32
    }

    /// Takes apart what one recv() gave.
    ///
    /// - Throws: when a length is shorter than a header or longer than what is there.
    static func parse(_ bytes: [UInt8]) throws(NetlinkError) -> [Received] {
        var received: [Received] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let length = HostOrder.integer(rest.prefix(4), as: UInt32.self).map(Int.init),
                length >= headerSize, length <= rest.count,
                let type = HostOrder.integer(rest.dropFirst(4).prefix(2), as: UInt16.self),
                let flags = HostOrder.integer(rest.dropFirst(6).prefix(2), as: UInt16.self),
                let sequence = HostOrder.integer(rest.dropFirst(8).prefix(4), as: UInt32.self)
            else { throw .malformed("a message's length does not fit") }
            let message = NetlinkMessage(
                NetlinkType(rawValue: type), NetlinkFlags(rawValue: flags),
                body: Array(rest.prefix(length).dropFirst(headerSize)))
            received.append(Received(message: message, sequence: sequence))
            rest = rest.dropFirst(min((length + 3) & ~3, rest.count))
        }
        return received
    }
}
