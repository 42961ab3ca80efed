/// An errno by its symbolic name, which is the same on every architecture while the number is not.
package struct SystemError: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// `ECONNREFUSED` and the like; `errno 200` for a number without a name.
    package let description: String

    package init(name: String) { description = name }
    package init(stringLiteral value: String) { description = value }

    package init(from decoder: any Decoder) throws {
        description = WireText(try decoder.singleValueContainer().decode(String.self)).description
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
