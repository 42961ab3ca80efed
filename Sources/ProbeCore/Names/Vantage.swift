/// The place a probe measures from.
package enum Vantage: Hashable, Sendable {
    case host
    /// A network of the container engine, by its name.
    case network(String)
    /// A running container, by its name.
    case container(String)
    /// A network namespace, by its name or path.
    case namespace(String)

    /// The network that every engine has.
    package static let bridge = Vantage.network("bridge")

    /// A network or a container of the engine; a namespace that somebody named is nobody's container.
    package var isEngines: Bool {
        switch self {
        case .network, .container: true
        case .host, .namespace: false
        }
    }
}

/// As the command line and reports write it: `host`, `docker:NETWORK`, `container:NAME`, `netns:NAME` or `netns:/path`.
extension Vantage: LosslessStringConvertible, Codable {
    package init?(_ description: String) {
        guard description != "host" else {
            self = .host
            return
        }
        guard let colon = description.firstIndex(of: ":") else { return nil }
        let name = String(description[description.index(after: colon)...])
        guard !name.isEmpty else { return nil }
        switch description[..<colon] {
        case "docker": self = .network(name)
        case "container": self = .container(name)
        case "netns": self = .namespace(name)
        default: return nil
        }
    }

    package var description: String {
        switch self {
        case .host: "host"
        case .network(let name): "docker:\(name)"
        case .container(let name): "container:\(name)"
        case .namespace(let name): "netns:\(name)"
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // The name stands in whatever is written of a recording, and whoever wrote that may have written anything.
        guard let vantage = Vantage(Self.harmless(try container.decode(String.self))) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a vantage")
        }
        self = vantage
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.harmless(description))
    }

    /// Longer than any path that can be opened (PATH_MAX).
    private static let longest = 4096 + 16

    /// Letters of every script stay; what moves a terminal's cursor, turns the direction of text or ends a line is written out.
    private static func harmless(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(longest) {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// The host first, then the network that every engine has, then the engine's others, as people look at them.
extension Vantage: Comparable {
    private var rank: Int {
        switch self {
        case .host: 0
        case .bridge: 1
        case .network: 2
        case .container: 3
        case .namespace: 4
        }
    }

    package static func < (left: Vantage, right: Vantage) -> Bool {
        (left.rank, left.description) < (right.rank, right.description)
    }
}
