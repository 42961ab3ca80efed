package import ProbeCore

/// The attributes of a received message, taken apart within their bounds.
package struct NetlinkAttributes: Sendable {
    /// The attributes in their order, without the flags of their types; a type may occur again.
    package let all: [(type: UInt16, value: ArraySlice<UInt8>)]

    /// Takes attributes apart.
    ///
    /// - Throws: when a length is shorter than an attribute's header, or longer than what is there.
    package init(_ bytes: ArraySlice<UInt8>) throws(NetlinkError) {
        var all: [(type: UInt16, value: ArraySlice<UInt8>)] = []
        var rest = bytes
        // Fewer than four bytes are padding (nla_ok in net/netlink.h).
        while rest.count >= 4 {
            guard let length = HostOrder.integer(rest.prefix(2), as: UInt16.self).map(Int.init),
                length >= 4, length <= rest.count,
                let type = HostOrder.integer(rest.dropFirst(2).prefix(2), as: UInt16.self)
            else { throw .malformed("an attribute's length does not fit") }
            // NLA_F_NESTED and NLA_F_NET_BYTEORDER are the upper two bits.
            all.append((type & 0x3fff, rest.prefix(length).dropFirst(4)))
            rest = rest.dropFirst(min((length + 3) & ~3, rest.count))
        }
        self.all = all
    }

    /// The value of the last attribute of a type, which is the one that holds (nla_parse).
    package subscript(type: UInt16) -> ArraySlice<UInt8>? { all.last { $0.type == type }?.value }

    /// Nothing when the attribute is missing or has another size.
    package func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: UInt16, as integer: Value.Type = Value.self
    ) -> Value? {
        self[type].flatMap { HostOrder.integer($0, as: integer) }
    }

    package func address(_ type: UInt16) -> IPAddress? { self[type].flatMap { IPAddress(bytes: $0) } }

    /// Text up to its NUL, made harmless: an alias or a name may hold anything.
    package func text(_ type: UInt16) -> String? {
        self[type].map { WireText($0.prefix { $0 != 0 }).description }
    }

    /// The name of an interface, up to its NUL; nothing where it is empty.
    package func interfaceName(_ type: UInt16) -> InterfaceName? {
        self[type].map { $0.prefix { $0 != 0 } }.flatMap { $0.isEmpty ? nil : InterfaceName($0) }
    }

    /// The attributes inside an attribute, behind a fixed header where there is one; nothing when it is missing.
    package func nested(_ type: UInt16, headerSize: Int = 0) throws(NetlinkError) -> NetlinkAttributes? {
        guard let value = self[type] else { return nil }
        guard value.count >= headerSize else { throw .malformed("a nest is shorter than its header") }
        return try NetlinkAttributes(value.dropFirst(headerSize))
    }
}
