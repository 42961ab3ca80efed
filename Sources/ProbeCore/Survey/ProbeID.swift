/// The stable name of a probe, `layer.question`.
package struct ProbeID: Hashable, Sendable, Codable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let description: String

    package init(_ text: String) { description = text }
    package init(stringLiteral value: String) { description = value }

    package static func < (left: ProbeID, right: ProbeID) -> Bool { left.description < right.description }

    package init(from decoder: any Decoder) throws {
        description = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
