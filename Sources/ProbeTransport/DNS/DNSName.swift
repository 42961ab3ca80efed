package import ProbeCore

/// A domain name as the labels of its wire form; equal names differ at most in the case of ASCII letters (RFC 4343).
package struct DNSName: Sendable {
    /// Without the root's empty label.
    package let labels: [[UInt8]]

    /// RFC 1035 section 2.3.4: 255 bytes with all length bytes and the root.
    static let longestName = 255
    /// No name of 255 bytes has more labels than this, so no honest one needs more pointers.
    static let mostPointers = 127

    package init(_ host: HostName) {
        // A host name was validated to have labels of 1 to 63 bytes and at most 253 characters.
        labels = host.description.split(separator: ".").map { Array($0.utf8) }
    }

    /// Reads a name that may be compressed (RFC 1035 section 4.1.4); the reader ends up behind it.
    ///
    /// A pointer must point before the piece of the name that it ends, so following pointers always ends.
    package init(from reader: inout ByteReader) throws(DNSMessage.Malformed) {
        var labels: [[UInt8]] = []
        var length = 1
        var pointers = 0
        var pieceStart = reader.position
        var piece = reader
        reading: while true {
            guard let first = piece.readByte() else { throw .truncated }
            switch first >> 6 {
            case 0b00 where first == 0:
                break reading
            case 0b00:
                guard let label = piece.readBytes(Int(first)) else { throw .truncated }
                length += 1 + label.count
                guard length <= Self.longestName else { throw .nameTooLong }
                labels.append(Array(label))
            case 0b11:
                guard let second = piece.readByte() else { throw .truncated }
                if pointers == 0 { _ = reader.skip(piece.position - reader.position) }
                let target = Int(first & 0x3f) << 8 | Int(second)
                pointers += 1
                guard target < pieceStart, pointers <= Self.mostPointers else { throw .badPointer }
                pieceStart = target
                piece = ByteReader(reader.bytes, from: target, count: reader.bytes.count - target)
            default:
                // 0b01 and 0b10 are reserved; the extended labels of RFC 2673 never came into use (RFC 6891 section 5).
                throw .badLabel
            }
        }
        if pointers == 0 { _ = reader.skip(piece.position - reader.position) }
        self.labels = labels
    }

    /// The wire form without compression.
    package var encoded: [UInt8] { labels.flatMap { [UInt8($0.count)] + $0 } + [0] }
}

extension DNSName: Hashable {
    package static func == (left: DNSName, right: DNSName) -> Bool { left.folded == right.folded }

    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }

    private var folded: [[UInt8]] { labels.map { $0.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 } } }
}

extension DNSName: CustomStringConvertible {
    /// The presentation form of RFC 1035 section 5.1, lower case, without the trailing dot; `.` for the root.
    ///
    /// What is not a letter, digit, hyphen or underscore becomes `\DDD`, so the text is harmless wherever it is shown.
    package var description: String {
        labels.isEmpty ? "." : folded.map { $0.map(Self.character).joined() }.joined(separator: ".")
    }

    private static func character(_ byte: UInt8) -> String {
        switch byte {
        case 0x30...0x39, 0x61...0x7a, 0x2d, 0x5f: String(Unicode.Scalar(byte))
        default: "\\" + (byte < 100 ? "0" : "") + (byte < 10 ? "0" : "") + String(byte)
        }
    }
}
