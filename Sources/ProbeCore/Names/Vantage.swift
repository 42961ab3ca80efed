/// The place a probe measures from: `host`, `docker:NETWORK`, `container:NAME` or `netns:NAME`.
package struct Vantage: Hashable, Sendable, Codable, CustomStringConvertible {
    package let description: String

    package static let host = Vantage(description: "host")

    /// Parses a vantage as the command line and reports write it.
    package init?(_ text: String) {
        let kinds = ["docker:", "container:", "netns:"]
        guard text == "host" || kinds.contains(where: { text.hasPrefix($0) && text.count > $0.count }) else {
            return nil
        }
        description = text
    }

    private init(description: String) { self.description = description }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let vantage = Vantage(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a vantage")
        }
        self = vantage
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The host first, then the network that every engine has, then the engine's others, as people look at them.
extension Vantage: Comparable {
    private var rank: (Int, String) {
        let kinds = ["host", "docker:bridge", "docker:", "container:", "netns:"]
        return (
            kinds.firstIndex { description == $0 || ($0.hasSuffix(":") && description.hasPrefix($0)) } ?? kinds.count,
            description
        )
    }

    package static func < (left: Vantage, right: Vantage) -> Bool { left.rank < right.rank }
}
