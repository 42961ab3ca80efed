import ProbeEvidence

/// A flow collection, `[…]` or `{…}`; JSON is one.
struct YAMLFlow {
    private(set) var rest: Substring
    private let line: Int
    private var depth = 0

    private static let deepest = 48

    init(_ text: Substring, _ line: Int) {
        rest = text
        self.line = line
    }

    /// The value that the text begins with; nothing where the text ends before it does.
    mutating func value() throws(ConfigurationSyntaxError) -> ConfigurationValue? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw .unsupported(line: line) }
        skipBlanks()
        switch rest.first {
        case nil: return nil
        case "[":
            rest.removeFirst()
            return try list()
        case "{":
            rest.removeFirst()
            return try mapping()
        case "\"", "'": return try quoted().map { .text($0) }
        case "*", "&", "!": throw .unsupported(line: line)
        default: return YAMLScalar.value(ofPlain: plain(isKey: false))
        }
    }

    private mutating func list() throws(ConfigurationSyntaxError) -> ConfigurationValue? {
        var items: [ConfigurationValue] = []
        while true {
            skipBlanks()
            if rest.first == "]" {
                rest.removeFirst()
                return .list(items)
            }
            guard let item = try value() else { return nil }
            items.append(item)
            guard try separates("]") else { return nil }
        }
    }

    private mutating func mapping() throws(ConfigurationSyntaxError) -> ConfigurationValue? {
        var members: [String: ConfigurationValue] = [:]
        while true {
            skipBlanks()
            if rest.first == "}" {
                rest.removeFirst()
                return .table(members)
            }
            guard let first = rest.first else { return nil }
            let key: String
            if first == "\"" || first == "'" {
                guard let text = try quoted() else { return nil }
                key = text
            } else {
                key = plain(isKey: true)
            }
            skipBlanks()
            guard let mark = rest.first else { return nil }
            if mark == ":" {
                rest.removeFirst()
                skipBlanks()
                if let end = rest.first, end == "," || end == "}" {
                    members[key] = .nothing
                } else {
                    guard let value = try value() else { return nil }
                    members[key] = value
                }
            } else {
                members[key] = .nothing
            }
            guard try separates("}") else { return nil }
        }
    }

    /// Takes a comma, if one is there, or leaves the closing bracket; false where the text ends.
    private mutating func separates(_ closing: Character) throws(ConfigurationSyntaxError) -> Bool {
        skipBlanks()
        guard let mark = rest.first else { return false }
        if mark == "," {
            rest.removeFirst()
        } else if mark != closing {
            throw ConfigurationSyntaxError(.bracket, line: line)
        }
        return true
    }

    private mutating func quoted() throws(ConfigurationSyntaxError) -> String? {
        guard let (text, rest) = try YAMLScalar.quoted(rest, line) else { return nil }
        self.rest = rest
        return text
    }

    private mutating func plain(isKey: Bool) -> String {
        var text = ""
        while let character = rest.first, !",[]{}\n".contains(character) {
            if character == "#", text.last?.isWhitespace == true { break }
            let after = rest.dropFirst().first
            if character == ":", after == nil || after?.isWhitespace == true || after == "," || after == "}" { break }
            text.append(character)
            rest.removeFirst()
        }
        return text.trimmed
    }

    /// Blanks, line ends, and comments up to them.
    private mutating func skipBlanks() {
        while let character = rest.first {
            if character == "#" {
                rest = rest.drop { $0 != "\n" }
            } else if character.isWhitespace {
                rest.removeFirst()
            } else {
                return
            }
        }
    }
}
