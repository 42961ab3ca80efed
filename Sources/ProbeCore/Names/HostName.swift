/// A host name in the syntax of RFC 1123 section 2.1, lower case, without a trailing dot.
package struct HostName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// Parses a name.
    ///
    /// - Throws: what is wrong with the text, as a clause that completes "the name …".
    package init(validating text: String) throws(Invalid) {
        var name = Substring(text)
        if name.hasSuffix(".") { name.removeLast() }
        guard !name.isEmpty else { throw Invalid(reason: "is empty") }
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw Invalid(reason: "has characters outside ASCII; write its xn-- form (RFC 5890)")
        }
        guard name.utf8.count <= 253 else { throw Invalid(reason: "is longer than 253 characters (RFC 1123)") }
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard !label.isEmpty else {
                throw Invalid(reason: "has an empty label (two dots in a row, or a leading dot)")
            }
            guard label.utf8.count <= 63 else {
                throw Invalid(reason: "has a label longer than 63 characters (RFC 1123)")
            }
            guard label.utf8.allSatisfy(Self.isLabelByte) else {
                throw Invalid(reason: "has a character that no host name may have")
            }
            guard label.first != "-", label.last != "-" else {
                throw Invalid(reason: "has a label that begins or ends with a hyphen")
            }
        }
        guard IPAddress(name) == nil else { throw Invalid(reason: "is an IP address, not a name") }
        guard !Self.endsInNumber(name) else {
            throw Invalid(reason: "ends in a number, as only an IP address does (RFC 1123)")
        }
        description = name.lowercased()
    }

    /// What is wrong with a name.
    package struct Invalid: Error, Hashable, CustomStringConvertible {
        package let sentence: Sentence

        package var reason: String { sentence.english }
        package var description: String { reason }

        init(reason: Sentence) { sentence = reason }
    }

    package static func < (left: HostName, right: HostName) -> Bool { left.description < right.description }

    /// Whether inet_aton(3), and with it getaddrinfo(3), may take the text for an address, as in `127.1` or `0x7f.1`.
    private static func endsInNumber(_ name: Substring) -> Bool {
        let last = name.split(separator: ".").last?.utf8 ?? name.utf8
        if last.starts(with: "0x".utf8) || last.starts(with: "0X".utf8) {
            return last.dropFirst(2).allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit }
        }
        return last.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Letters, digits, hyphen; the underscore too, because real zones contain it.
    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
        default: false
        }
    }
}

extension HostName: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            self = try HostName(validating: container.decode(String.self))
        } catch let invalid as Invalid {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: invalid.reason)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
