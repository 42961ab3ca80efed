/// The name of a network interface.
///
/// Whoever makes an interface chooses its name, and a recording may hold anything: made harmless as `WireText` is. Only one
/// that is valid goes back to the kernel, or into a command.
package struct InterfaceName: Hashable, Sendable, Codable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    private let text: WireText

    package var description: String { text.description }

    package init(_ name: String) { text = WireText(name) }

    package init(_ bytes: some Sequence<UInt8>) { text = WireText(bytes) }

    package init(stringLiteral value: String) { self.init(value) }

    package init(from decoder: any Decoder) throws { text = try WireText(from: decoder) }

    package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }

    /// The longest name in bytes: IFNAMSIZ without the NUL (linux/if.h).
    private static let longest = 15

    /// An interface can have the name (dev_valid_name in net/core/dev.c), and has it as it stands here, unescaped.
    package var isValid: Bool {
        let bytes = description.utf8
        return (1...Self.longest).contains(bytes.count) && description != "." && description != ".."
            && !bytes.contains { $0 == 0x2f || $0 == 0x3a || $0 == 0x20 || $0 == 0x5c }
    }

    package static let loopback: InterfaceName = "lo"

    package static func < (left: InterfaceName, right: InterfaceName) -> Bool { left.description < right.description }
}
