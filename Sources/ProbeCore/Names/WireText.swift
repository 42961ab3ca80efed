/// Text that came from the network, made harmless when it is made: printable ASCII, the rest escaped, bounded.
///
/// Terminal escapes, control characters, NUL bytes and bidirectional marks become `\xNN`, so no report has to remember
/// to escape them. Markup stays as it is: a renderer that writes markup quotes every text anyway.
package struct WireText: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    package static let longest = 200

    /// Keeps the first bytes, escaped; an ellipsis marks what was cut.
    package init(_ bytes: some Sequence<UInt8>, limit: Int = WireText.longest) {
        var text = ""
        var count = 0
        for byte in bytes {
            guard count < limit else {
                text += "..."
                break
            }
            count += 1
            switch byte {
            case 0x5c: text += "\\\\"
            case 0x20...0x7e: text.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x0d: text += "\\r"
            case 0x0a: text += "\\n"
            case 0x09: text += "\\t"
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        description = text
    }

    package init(_ text: String, limit: Int = WireText.longest) { self.init(text.utf8, limit: limit) }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        // A report may have been edited by hand: what is not printable ASCII is escaped again.
        let isHarmless = text.utf8.allSatisfy { (0x20...0x7e).contains($0) } && text.utf8.count <= Self.longest * 4 + 3
        description = isHarmless ? text : WireText(text.utf8).description
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
