/// Text that came from the network, made harmless when it is made: printable ASCII, the rest escaped, bounded.
///
/// Terminal escapes, control characters, NUL bytes and bidirectional marks become `\xNN`, so no report has to remember
/// to escape them; the run's own secrets become `***`. Markup stays as it is: a renderer that writes markup quotes every text anyway.
package struct WireText: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    package static let longest = 200

    /// The longest text read back from a report: 2048 bytes, the most that any limit keeps, each escaped, and an ellipsis.
    package static let longestRecorded = 2048 * 4 + 3

    /// Keeps the first bytes, escaped; an ellipsis marks what was cut.
    package init(_ bytes: some Sequence<UInt8>, limit: Int = WireText.longest) {
        description = Self.escaped(bytes, limit: limit) { $0 == 0x5c }
    }

    package init(_ text: String, limit: Int = WireText.longest) { self.init(text.utf8, limit: limit) }

    /// - Parameter text: what was made harmless before, whose backslashes are escapes already.
    package init(escaped text: String) {
        description = Self.escaped(text.utf8, limit: Self.longestRecorded) { _ in false }
    }

    private static func escaped(
        _ bytes: some Sequence<UInt8>, limit: Int, doubling isDoubled: (UInt8) -> Bool
    ) -> String {
        var text = ""
        var count = 0
        for byte in Scrubber.scrubbed(Array(bytes)) {
            guard count < limit else {
                text += "..."
                break
            }
            count += 1
            switch byte {
            case _ where isDoubled(byte): text += "\\\\"
            case 0x20...0x7e: text.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x0d: text += "\\r"
            case 0x0a: text += "\\n"
            case 0x09: text += "\\t"
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return text
    }

    package init(from decoder: any Decoder) throws {
        // A report may have been edited by hand: what is not printable ASCII is escaped.
        self.init(escaped: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
