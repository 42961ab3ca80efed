/// An IPv4 or IPv6 address as sixteen bytes or four, without a zone.
package struct IPAddress: Hashable, Sendable {
    package enum Family: String, Codable, Hashable, Sendable {
        case v4, v6
    }

    package let family: Family
    /// Network byte order; four bytes or sixteen.
    package let bytes: [UInt8]

    /// Makes an address from its wire form; nothing unless there are four or sixteen bytes.
    package init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: family = .v4
        case 16: family = .v6
        default: return nil
        }
        self.bytes = Array(bytes)
    }
}

// MARK: - Ranges

extension IPAddress {
    /// The IPv4 address inside `::ffff:0:0/96` (RFC 4291 section 2.5.5.2), which is where a connection to it goes.
    package var mapped: IPAddress? {
        guard family == .v6, bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff else {
            return nil
        }
        return IPAddress(bytes: bytes[12...])
    }

    /// True for 127/8 and ::1.
    package var isLoopback: Bool {
        if let mapped { return mapped.isLoopback }
        return family == .v4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// True for RFC 1918 and RFC 4193 (unique local) addresses.
    package var isPrivate: Bool {
        if let mapped { return mapped.isPrivate }
        return switch family {
        case .v4:
            bytes[0] == 10 || (bytes[0] == 172 && bytes[1] & 0xf0 == 16) || (bytes[0] == 192 && bytes[1] == 168)
        case .v6: bytes[0] & 0xfe == 0xfc
        }
    }

    /// True for 169.254/16 and fe80::/10.
    package var isLinkLocal: Bool {
        if let mapped { return mapped.isLinkLocal }
        return family == .v4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
    }

    /// True for 0/8 and ::, which name no host.
    package var isUnspecified: Bool {
        if let mapped { return mapped.isUnspecified }
        return family == .v4 ? bytes[0] == 0 : bytes.allSatisfy { $0 == 0 }
    }

    /// True for ranges no public or private service can have: 0/8, 127/8, 169.254/16, 224/4, 240/4 and their IPv6 likes.
    package var isNeverAService: Bool {
        if let mapped { return mapped.isNeverAService }
        return isUnspecified || isLoopback || isLinkLocal || (family == .v4 ? bytes[0] >= 224 : bytes[0] == 0xff)
    }

    /// True for a global unicast IPv6 address (2000::/3) or a public IPv4 one.
    package var isGlobal: Bool {
        family == .v6 ? bytes[0] & 0xe0 == 0x20 : !(isNeverAService || isPrivate || isShared)
    }

    /// True for 100.64/10, which carriers share behind their NAT (RFC 6598).
    private var isShared: Bool { family == .v4 && bytes[0] == 100 && bytes[1] & 0xc0 == 64 }
}

// MARK: - Text

extension IPAddress: LosslessStringConvertible, Codable {
    /// Parses dotted decimal or RFC 4291 text; brackets and zones are not part of an address.
    package init?(_ text: some StringProtocol) {
        if text.utf8.contains(0x3a) {
            guard let bytes = Self.parseV6(text) else { return nil }
            self.init(bytes: bytes)
        } else {
            guard let bytes = Self.parseV4(text) else { return nil }
            self.init(bytes: bytes)
        }
    }

    package init?(_ description: String) { self.init(description[...]) }

    /// Dotted decimal, or RFC 5952 canonical text.
    package var description: String {
        switch family {
        case .v4: bytes.map(String.init).joined(separator: ".")
        case .v6: Self.formatV6(bytes)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = IPAddress(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an IP address")
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static func parseV4(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (number, digits) = (0, 0)
        for character in text.utf8 {
            switch character {
            // A zero leads no number: some read it as octal.
            case 0x30...0x39 where digits == 0 || number > 0:
                number = number * 10 + Int(character - 0x30)
                digits += 1
                guard number <= UInt8.max else { return nil }
            case 0x2e where digits > 0 && bytes.count < 3:
                bytes.append(UInt8(number))
                (number, digits) = (0, 0)
            default: return nil
            }
        }
        guard digits > 0, bytes.count == 3 else { return nil }
        return bytes + [UInt8(number)]
    }

    private static func parseV6(_ text: some StringProtocol) -> [UInt8]? {
        let halves = splitAtGap(String(text))
        guard let head = groups(halves.head, mayEndInV4: !halves.hasGap),
            let tail = groups(halves.tail, mayEndInV4: true)
        else { return nil }
        guard halves.hasGap else { return head.count == 16 ? head : nil }
        guard head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func splitAtGap(_ text: String) -> (head: Substring, tail: Substring, hasGap: Bool) {
        var previous: String.Index?
        for index in text.indices where text[index] == ":" {
            if let previous, text.index(after: previous) == index {
                return (text[..<previous], text[text.index(after: index)...], true)
            }
            previous = index
        }
        return (text[...], "", false)
    }

    /// The bytes of some groups; only the last four bytes of an address may be dotted decimal (RFC 4291 section 2.2).
    private static func groups(_ text: Substring, mayEndInV4: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if part.contains(".") {
                guard mayEndInV4, index == parts.count - 1, let v4 = parseV4(part) else { return nil }
                bytes += v4
            } else {
                // A sign, which UInt16 would take, is no digit.
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != 0x2b && $0 != 0x2d }),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }

    /// Formats as RFC 5952 section 4 asks: lower case, the longest run of zero groups (of two or more) shortened.
    private static func formatV6(_ bytes: [UInt8]) -> String {
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        func text(_ slice: ArraySlice<UInt16>) -> String {
            slice.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !longest.isEmpty else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}
