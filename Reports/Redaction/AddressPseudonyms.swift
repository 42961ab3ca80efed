import ProbeCore

/// Addresses that stand for others of their class, the same for the same address throughout a run.
///
/// Private, shared and link-local addresses stay within their range, and those that shared a prefix still do (as Xu and
/// others' Crypto-PAn has it), so that routes and overlaps are judged alike. Public ones come from the ranges that are
/// kept for documentation (RFC 5737, RFC 3849). What identifies nobody stays: loopback, 0/8, multicast, 192.0.2.1 and
/// the resolvers that the product itself names.
struct AddressPseudonyms {
    private let hash: KeyedHash
    /// Every address of the report, so that no pseudonym is taken for one of them.
    private let originals: Set<IPAddress>
    private(set) var known: [IPAddress: IPAddress] = [:]
    private var publicCount: [IPAddress.Family: Int] = [:]
    /// Varies the permutation where one of its results is an original.
    private var variant: UInt8 = 0

    init(hash: KeyedHash, originals: Set<IPAddress>) {
        self.hash = hash
        self.originals = originals
        let local = originals.filter { !Self.isKept($0) && Self.fixedBits($0) != nil }
        for _ in 0..<32 where local.contains(where: { originals.contains(permuted($0)) }) { variant += 1 }
    }

    mutating func pseudonym(of address: IPAddress) -> IPAddress {
        if Self.isKept(address) { return address }
        if let known = known[address] { return known }
        let pseudonym: IPAddress
        if let mapped = address.mapped {
            pseudonym = IPAddress(bytes: address.bytes.prefix(12) + self.pseudonym(of: mapped).bytes) ?? address
        } else if address.bytes.starts(with: Self.translated) {
            let inner = IPAddress(bytes: address.bytes.suffix(4)).map { self.pseudonym(of: $0).bytes } ?? []
            pseudonym = IPAddress(bytes: Self.translated + inner) ?? address
        } else {
            pseudonym = Self.fixedBits(address) == nil ? nextPublic(address) : permuted(address)
        }
        known[address] = pseudonym
        return pseudonym
    }

    mutating func pseudonym(of prefix: IPPrefix) -> IPPrefix {
        // A range as wide as this names no network of anybody's.
        guard prefix.length >= (prefix.family == .v4 ? 8 : 16), !Self.isKept(prefix.address) else { return prefix }
        return IPPrefix(pseudonym(of: prefix.address), length: prefix.length) ?? prefix
    }

    /// RFC 6052's well-known prefix, which has an IPv4 address in it.
    private static let translated: [UInt8] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]

    static func isKept(_ address: IPAddress) -> Bool {
        if let mapped = address.mapped { return isKept(mapped) }
        if address.isNeverAService && !address.isLinkLocal { return true }
        return constants.contains(address)
    }

    private static let constants = Set(
        ["192.0.2.1", "1.1.1.1", "8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"].compactMap {
            IPAddress($0)
        })

    /// The bits that an address shares with its whole class; nothing for a public one.
    private static func fixedBits(_ address: IPAddress) -> Int? {
        if address.isLinkLocal { return address.family == .v4 ? 16 : 64 }
        guard address.family == .v4 else { return address.isPrivate ? 8 : nil }
        if address.bytes[0] == 100, address.bytes[1] & 0xc0 == 64 { return 10 }
        guard address.isPrivate else { return nil }
        return address.bytes[0] == 10 ? 8 : address.bytes[0] == 172 ? 12 : 16
    }

    /// Each bit is turned or not by a hash of the bits before it.
    private func permuted(_ address: IPAddress) -> IPAddress {
        guard let fixed = Self.fixedBits(address) else { return address }
        var result = address.bytes
        for bit in fixed..<(address.bytes.count * 8) {
            let before = IPPrefix(address, length: bit)?.address.bytes ?? []
            if hash([variant, UInt8(truncatingIfNeeded: bit)] + before) & 1 == 1 {
                result[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            }
        }
        return IPAddress(bytes: result) ?? address
    }

    /// The next address for documentation that the report itself does not have.
    private mutating func nextPublic(_ address: IPAddress) -> IPAddress {
        var candidate: IPAddress?
        for _ in 0...originals.count + 1 {
            let count = publicCount[address.family, default: 0]
            publicCount[address.family] = count + 1
            candidate = IPAddress(
                bytes: address.family == .v4 ? Self.documentation(count) : Self.documentationV6(count))
            if let candidate, !originals.contains(candidate), !Self.isKept(candidate) { return candidate }
        }
        return candidate ?? address
    }

    /// RFC 5737's ranges, then the one of RFC 2544 that no network routes.
    private static func documentation(_ count: Int) -> [UInt8] {
        let ranges: [[UInt8]] = [[198, 51, 100], [203, 0, 113], [192, 0, 2]]
        if count < ranges.count * 254 {
            return ranges[count / 254] + [UInt8(count % 254 + 1)]
        }
        let rest = (count - ranges.count * 254) % (1 << 17)
        return [198, UInt8(18 + (rest >> 16)), UInt8(rest >> 8 & 0xff), UInt8(rest & 0xff)]
    }

    private static func documentationV6(_ count: Int) -> [UInt8] {
        [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0]
            + (0..<8).reversed().map { UInt8(truncatingIfNeeded: (count + 1) >> ($0 * 8)) }
    }
}
