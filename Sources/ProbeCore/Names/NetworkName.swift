/// The name that the container engine has for a network, such as `bridge` or `azure-iot-edge`.
///
/// Whoever may ask the engine chooses it: made harmless as `WireText` is.
package struct NetworkName: Hashable, Sendable, Codable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    private let text: WireText

    package var description: String { text.description }

    package init(_ name: String) { text = WireText(name) }

    /// As the engine's name for it stands in an older report.
    package init(_ text: LocalText) { self.text = WireText(escaped: text.description) }

    package init(stringLiteral value: String) { self.init(value) }

    package init(from decoder: any Decoder) throws { text = try WireText(from: decoder) }

    package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }

    package static func < (left: NetworkName, right: NetworkName) -> Bool { left.description < right.description }
}
