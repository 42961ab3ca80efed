/// A range of addresses that share their first bits, as in `172.17.0.0/16` (RFC 4632).
package struct IPPrefix: Hashable, Sendable {
    /// The lowest address of the range.
    package let address: IPAddress
    /// The number of bits that all addresses share: at most 32, or 128 for IPv6.
    package let length: Int

    /// Makes the range that an address lies in; nothing when it cannot have so many bits.
    package init?(_ address: IPAddress, length: Int) {
        guard (0...(address.bytes.count * 8)).contains(length) else { return nil }
        let bytes = address.bytes.enumerated().map { index, byte -> UInt8 in
            let kept = min(max(length - index * 8, 0), 8)
            return byte & ~UInt8(truncatingIfNeeded: 0xff >> kept)
        }
        guard let lowest = IPAddress(bytes: bytes) else { return nil }
        self.address = lowest
        self.length = length
    }

    package var family: IPAddress.Family { address.family }

    package func contains(_ other: IPAddress) -> Bool {
        other.family == family && IPPrefix(other, length: length)?.address == address
    }

    package func contains(_ other: IPPrefix) -> Bool { other.length >= length && contains(other.address) }

    /// Whether the two ranges share an address; one of them contains the other then.
    package func overlaps(_ other: IPPrefix) -> Bool { contains(other) || other.contains(self) }
}

extension IPPrefix: LosslessStringConvertible, Codable {
    /// Parses `address/length`; bits behind the prefix are taken as zero.
    package init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(parts[1])
        else { return nil }
        self.init(address, length: length)
    }

    package var description: String { "\(address)/\(length)" }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let prefix = IPPrefix(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a range of addresses")
        }
        self = prefix
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
