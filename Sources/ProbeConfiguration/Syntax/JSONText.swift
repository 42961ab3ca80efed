import ProbeCore
import ProbeEvidence

/// JSON as Go's encoding/json reads it, which is RFC 8259 with two liberties: a member that is given twice counts as the
/// last one says, objects joined, and bytes that are no UTF-8 are replaced.
package enum JSONText {
    /// The only value of a text.
    ///
    /// - Parameters:
    ///   - bytes: the text, blanks around the value included.
    ///   - keepsLines: whether the document has the lines of its members, which takes time for large ones.
    /// - Returns: the value, and where its members stand.
    /// - Throws: where the text is no JSON, or has more than one value.
    package static func parse(
        _ bytes: [UInt8], keepsLines: Bool = true
    ) throws(ConfigurationSyntaxError) -> ConfigurationDocument {
        var reader = JSONReader(bytes, keepsLines: keepsLines)
        let root = try reader.document()
        guard reader.isAtEnd else { throw ConfigurationSyntaxError(.trailing, line: reader.line) }
        return ConfigurationDocument(root, lines: reader.lines)
    }

    package static func parse(_ text: String) throws(ConfigurationSyntaxError) -> ConfigurationDocument {
        try parse(Array(text.utf8))
    }
}
