import ProbeCore

/// Addresses that stand for others of their class, the same for the same address throughout a run.
///
/// Private, shared and link-local addresses stay within their range, and those that shared a prefix still do (as Xu and
/// others' Crypto-PAn has it), so that routes and overlaps are judged alike. Public ones come from the ranges that are
/// kept for documentation (RFC 5737, RFC 3849), each network from one of its own: a device with a public address is on
/// one link with its router, and not with its hub. What identifies nobody stays: loopback, 0/8, multicast, 192.0.2.1 and
/// the resolvers that the product itself names.
struct AddressPseudonyms {
    private let hash: KeyedHash
    /// Every address of the report, so that no pseudonym is taken for one of them.
    private let originals: Set<IPAddress>
    private(set) var known: [IPAddress: IPAddress] = [:]
    /// Which network of the ranges for documentation stands for a public one.
    private var publicNetworks: [IPPrefix: IPPrefix] = [:]
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
            pseudonym = Self.fixedBits(address) == nil ? documented(address) : permuted(address)
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

    private func permuted(_ address: IPAddress) -> IPAddress {
        Self.fixedBits(address).map { IPAddress(bytes: bytes(of: address, permutedBeyond: $0)) ?? address } ?? address
    }

    /// Each bit is turned or not by a hash of the bits before it.
    private func bytes(of address: IPAddress, permutedBeyond fixed: Int) -> [UInt8] {
        var result = address.bytes
        for bit in fixed..<(address.bytes.count * 8) {
            let before = IPPrefix(address, length: bit)?.address.bytes ?? []
            if hash([variant, UInt8(truncatingIfNeeded: bit)] + before) & 1 == 1 {
                result[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            }
        }
        return result
    }

    /// A public address within the network that stands for its own.
    private mutating func documented(_ address: IPAddress) -> IPAddress {
        let fixed = address.family == .v4 ? 24 : 64
        guard let network = IPPrefix(address, length: fixed), let other = documented(network) else { return address }
        let host = bytes(of: address, permutedBeyond: fixed).dropFirst(fixed / 8)
        return IPAddress(bytes: other.address.bytes.prefix(fixed / 8) + host) ?? address
    }

    /// The next network for documentation in which the report itself has no address.
    private mutating func documented(_ network: IPPrefix) -> IPPrefix? {
        if let known = publicNetworks[network] { return known }
        let taken = Set(publicNetworks.values)
        let networks = Self.documentation(network.family).compactMap { bytes in
            IPAddress(bytes: bytes).flatMap { IPPrefix($0, length: network.length) }
        }
        let free = networks.first { candidate in
            !taken.contains(candidate) && !originals.contains { candidate.contains($0) }
        }
        // More networks than there are for documentation share the last one.
        let chosen = free ?? networks.last
        publicNetworks[network] = chosen
        return chosen
    }

    /// RFC 5737's ranges, but for the one with the address that the product connects to because nobody has it, then those
    /// of RFC 2544 that no network routes; RFC 3849's.
    private static func documentation(_ family: IPAddress.Family) -> [[UInt8]] {
        switch family {
        case .v4:
            let ranges: [[UInt8]] = (0..<512).map { number in [198, UInt8(18 + number / 256), UInt8(number % 256), 0] }
            return [[198, 51, 100, 0], [203, 0, 113, 0]] + ranges
        case .v6:
            let host = [UInt8](repeating: 0, count: 8)
            return (1...512).map { number in
                let network: [UInt8] = [0x20, 0x01, 0x0d, 0xb8, 0, 0, UInt8(number / 256), UInt8(number % 256)]
                return network + host
            }
        }
    }
}
