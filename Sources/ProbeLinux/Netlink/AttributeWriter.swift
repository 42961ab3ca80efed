package import ProbeCore

/// Writes the attributes of a netlink message: length, type, value, padded to four bytes (netlink(7)).
package struct AttributeWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// The longest value that an attribute's 16-bit length allows.
    static let longestValue = Int(UInt16.max) - 4

    package mutating func append(_ type: UInt16, bytes value: some Collection<UInt8>) {
        // Nothing in this program writes a value of 64 kB: names, addresses and nests of these.
        precondition(value.count <= Self.longestValue, "an attribute's length has 16 bits")
        bytes += HostOrder.bytes(UInt16(value.count + 4)) + HostOrder.bytes(type)
        bytes += value
        pad()
    }

    package mutating func append<Value: FixedWidthInteger & UnsignedInteger>(_ type: UInt16, _ value: Value) {
        append(type, bytes: HostOrder.bytes(value))
    }

    /// Writes text with the NUL that ends it in the kernel (NLA_NUL_STRING).
    package mutating func append(_ type: UInt16, text: String) { append(type, bytes: Array(text.utf8) + [0]) }

    package mutating func append(_ type: UInt16, _ address: IPAddress) { append(type, bytes: address.bytes) }

    /// Writes attributes inside an attribute, behind a fixed header where the kernel wants one there, as for a veth's peer.
    package mutating func nest(
        _ type: UInt16, header: [UInt8] = [], _ body: (inout AttributeWriter) -> Void
    ) {
        var inner = AttributeWriter()
        body(&inner)
        // Padding counts from the start of the header.
        append(type, bytes: header + [UInt8](repeating: 0, count: -header.count & 3) + inner.bytes)
    }

    private mutating func pad() { bytes += [UInt8](repeating: 0, count: -bytes.count & 3) }
}
