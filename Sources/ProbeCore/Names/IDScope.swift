/// The ID scope of a provisioning service's instance: no secret, and known to its owner alone.
package struct IDScope: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let description: String

    package init(_ text: String) { description = text }

    package init(stringLiteral value: String) { self.init(value) }

    package init(from decoder: any Decoder) throws {
        description = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
