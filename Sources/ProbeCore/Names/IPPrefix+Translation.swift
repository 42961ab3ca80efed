/// Addresses of IPv6 that stand for one of IPv4, which a resolver makes (DNS64, RFC 6147) and a translator takes packets to
/// (NAT64, RFC 6146).
extension IPPrefix {
    /// The prefix under which an IPv6 address holds an IPv4 one (RFC 6052 section 2.2); nothing where it holds none.
    package init?(of translated: IPAddress, embedding address: IPAddress) {
        guard translated.family == .v6, address.family == .v4 else { return nil }
        for length in Self.lengthsOfTranslators where Self.embedded(in: translated, behind: length) == address.bytes {
            self.init(translated, length: length)
            return
        }
        return nil
    }

    /// The prefix of the translator that an address belongs to, where it is one that nothing else has (RFC 6052 section 2.1,
    /// RFC 8215).
    package init?(ofTranslator address: IPAddress) {
        guard address.family == .v6, address.bytes.starts(with: [0x00, 0x64, 0xff, 0x9b]) else { return nil }
        let isWellKnown = address.bytes[4..<12].allSatisfy { $0 == 0 }
        guard isWellKnown || address.bytes[4..<6].elementsEqual([0, 1]) else { return nil }
        self.init(address, length: 96)
    }

    private static let lengthsOfTranslators = [96, 64, 56, 48, 40, 32]

    /// The four bytes behind a prefix, the ninth byte of the address left out; what follows them has to be zero.
    private static func embedded(in address: IPAddress, behind length: Int) -> [UInt8]? {
        let behind = address.bytes.enumerated().dropFirst(length / 8)
        guard length < 96 else { return behind.map(\.element) }
        guard address.bytes[8] == 0 else { return nil }
        let bytes = behind.filter { $0.offset != 8 }.map(\.element)
        return bytes.dropFirst(4).allSatisfy { $0 == 0 } ? Array(bytes.prefix(4)) : nil
    }
}
