// The kernel's interface to nftables (linux/netfilter/nfnetlink.h, nf_tables.h); integers in network order.

/// Integers in network order.
enum NetworkOrder {
    static func bytes<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) -> [UInt8] {
        (0..<MemoryLayout<Value>.size).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// Nothing unless there are exactly as many bytes as the integer has.
    static func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ bytes: some Collection<UInt8>, as type: Value.Type = Value.self
    ) -> Value? {
        guard bytes.count == MemoryLayout<Value>.size else { return nil }
        return bytes.reduce(0) { value, byte in value << 8 | Value(byte) }
    }
}

/// The header of nfnetlink: `nfgenmsg`.
struct NetfilterHeader {
    static let size = 4

    /// NFPROTO_: AF_UNSPEC for what concerns all.
    var family: UInt8
    var resource: UInt16 = 0

    /// NFPROTO_INET.
    static let inet: UInt8 = 1

    var bytes: [UInt8] { [family, 0] + NetworkOrder.bytes(resource) }
}

extension NetlinkMessage {
    /// NFNL_SUBSYS_NFTABLES.
    private static let tables: UInt16 = 10

    static let beginTables = NetlinkMessage(
        .beginBatch, header: NetfilterHeader(family: 0, resource: tables).bytes)
    static let endTables = NetlinkMessage(.endBatch, header: NetfilterHeader(family: 0, resource: tables).bytes)
}

extension NetlinkAttributes {
    /// An integer in network order; nothing when the attribute is missing or has another size.
    func networkInteger<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: UInt16, as integer: Value.Type = Value.self
    ) -> Value? {
        self[type].flatMap { NetworkOrder.integer($0, as: integer) }
    }
}

extension AttributeWriter {
    mutating func append(_ type: UInt16, network value: UInt32) { append(type, bytes: NetworkOrder.bytes(value)) }

    // MARK: Expressions of a rule

    /// Register 1 is all that these need: each is compared before the next is loaded (NFT_REG_1).
    private static let register: UInt32 = 1

    /// NFTA_LIST_ELEM with NFTA_EXPR_NAME and NFTA_EXPR_DATA.
    private mutating func expression(_ name: String, _ data: (inout AttributeWriter) -> Void) {
        nest(1) { element in
            element.append(1, text: name)
            element.nest(2, data)
        }
    }

    /// The rule goes on only where register 1 holds these bytes (NFTA_CMP_, NFT_CMP_EQ).
    private mutating func compare(with bytes: [UInt8]) {
        expression("cmp") { comparison in
            comparison.append(1, network: Self.register)
            comparison.append(2, network: 0)
            comparison.nest(3) { $0.append(1, bytes: bytes) }
        }
    }

    /// `meta KEY == value` (NFTA_META_DREG, NFTA_META_KEY).
    mutating func match(_ key: NetfilterMeta, _ bytes: [UInt8]) {
        expression("meta") { meta in
            meta.append(1, network: Self.register)
            meta.append(2, network: key.rawValue)
        }
        compare(with: bytes)
    }

    /// Bytes of a header (NFTA_PAYLOAD_DREG, BASE, OFFSET, LEN); the base is 1 for the network's header, 2 for the
    /// transport's.
    mutating func match(header base: UInt32, at offset: Int, _ bytes: [UInt8]) {
        expression("payload") { payload in
            payload.append(1, network: Self.register)
            payload.append(2, network: base)
            payload.append(3, network: UInt32(offset))
            payload.append(4, network: UInt32(bytes.count))
        }
        compare(with: bytes)
    }

    /// `meta nftrace set 1` (NFTA_IMMEDIATE_DREG and DATA; NFTA_META_KEY and SREG).
    mutating func setTrace() {
        expression("immediate") { immediate in
            immediate.append(1, network: Self.register)
            immediate.nest(2) { $0.append(1, bytes: [1]) }
        }
        expression("meta") { meta in
            meta.append(2, network: NetfilterMeta.trace.rawValue)
            meta.append(3, network: Self.register)
        }
    }
}

/// NFT_META_ keys.
enum NetfilterMeta: UInt32 {
    case trace = 12
    case networkProtocol = 15
    case transportProtocol = 16
}
