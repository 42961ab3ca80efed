/// A domain name as a DNS message, a file or a TLS extension has it: text that need not be the name of any host.
///
/// Made harmless as `WireText` is. A redacted report has a pseudonym in its place, because rules compare names.
package struct DomainName: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let text: WireText

    package var description: String { text.description }

    /// - Parameter text: in the presentation form of RFC 1035 section 5.1, whose backslashes are escapes already.
    package init(_ text: String) { self.text = WireText(escaped: text) }

    package init(stringLiteral value: String) { self.init(value) }

    package init(from decoder: any Decoder) throws { text = try WireText(from: decoder) }

    package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}
