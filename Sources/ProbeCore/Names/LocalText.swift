/// Text of this device's own: the name of an interface, of a network or of a program, a path, a unit.
///
/// Made harmless as `WireText` is, because a recording may hold anything. What tells the two apart is who chose the text:
/// this one the device's administrator, the other one the network. A report that is redacted keeps this one.
package struct LocalText: Hashable, Sendable, Codable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    private let text: WireText

    package var description: String { text.description }

    package init(_ text: String, limit: Int = WireText.longest) { self.text = WireText(text, limit: limit) }

    package init(_ bytes: some Sequence<UInt8>, limit: Int = WireText.longest) {
        text = WireText(bytes, limit: limit)
    }

    package init(stringLiteral value: String) { self.init(value) }

    package init(from decoder: any Decoder) throws { text = try WireText(from: decoder) }

    package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }

    package static func < (left: LocalText, right: LocalText) -> Bool { left.description < right.description }
}
