import ProbeEvidence

/// TOML 1.0, the language of IoT Edge from 1.2 on.
///
/// Own code, because TOMLKit 0.6.0 ends the process on a file that merely has a typing error: its toml++ asserts, in release
/// builds too, that a key follows a bracket (`[ }`; 35 of 1500 random short texts ended that way).
package enum TOMLText {
    package static func parse(_ text: String) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        var document = TOMLDocument(text)
        return try document.parse()
    }
}

/// One document: headers and assignments, line by line, into a tree of tables.
struct TOMLDocument {
    private var reader: TOMLReader
    private var root: [String: ConfigurationValue] = [:]
    /// Where assignments go: the path of the last header.
    private var current: [String] = []
    /// The tables that a header has defined; a second one is an error.
    private var defined: Set<[String]> = []

    init(_ text: String) { reader = TOMLReader(text) }

    mutating func parse() throws(ConfigurationSyntaxError) -> ConfigurationValue {
        while true {
            try reader.skipBlankLines()
            guard let byte = reader.peek else { return .table(root) }
            if byte == UInt8(ascii: "[") { try header() } else { try assignment() }
            try reader.endLine()
        }
    }

    private mutating func header() throws(ConfigurationSyntaxError) {
        let line = reader.line
        reader.advance()
        let isList = reader.take(UInt8(ascii: "["))
        reader.skipBlanks()
        let path = try reader.keyPath()
        guard reader.take(UInt8(ascii: "]")), !isList || reader.take(UInt8(ascii: "]")) else {
            throw ConfigurationSyntaxError(.bracket, line: line)
        }
        current = path
        if isList {
            // The new element's tables are defined anew.
            defined = defined.filter { !$0.starts(with: path) }
            guard Self.append(to: &root, path[...]) else { throw ConfigurationSyntaxError(.duplicate, line: line) }
        } else {
            guard defined.insert(path).inserted, Self.open(in: &root, path[...]) else {
                throw ConfigurationSyntaxError(.duplicate, line: line)
            }
        }
    }

    private mutating func assignment() throws(ConfigurationSyntaxError) {
        let line = reader.line
        let key = try reader.keyPath()
        guard reader.take(UInt8(ascii: "=")) else { throw ConfigurationSyntaxError(.assignment, line: line) }
        reader.skipBlanks()
        let value = try reader.value()
        guard Self.set(value, in: &root, (current + key)[...]) else {
            throw ConfigurationSyntaxError(.duplicate, line: line)
        }
    }

    // MARK: - The tree; each returns false where something else is in the way

    static func set(
        _ value: ConfigurationValue, in table: inout [String: ConfigurationValue], _ path: ArraySlice<String>
    ) -> Bool {
        guard let key = path.first else { return false }
        guard path.count > 1 else {
            guard table[key] == nil else { return false }
            table[key] = value
            return true
        }
        return descend(into: &table, key) { set(value, in: &$0, path.dropFirst()) }
    }

    private static func open(in table: inout [String: ConfigurationValue], _ path: ArraySlice<String>) -> Bool {
        guard let key = path.first else { return true }
        return descend(into: &table, key) { open(in: &$0, path.dropFirst()) }
    }

    private static func append(to table: inout [String: ConfigurationValue], _ path: ArraySlice<String>) -> Bool {
        guard let key = path.first else { return false }
        guard path.count > 1 else {
            switch table[key] {
            case nil: table[key] = .list([.table([:])])
            case .list(let items)?: table[key] = .list(items + [.table([:])])
            case .text, .integer, .number, .boolean, .table, .nothing: return false
            }
            return true
        }
        return descend(into: &table, key) { append(to: &$0, path.dropFirst()) }
    }

    /// Opens a table for a change, the last one of a list of tables; makes it where it is missing.
    private static func descend(
        into table: inout [String: ConfigurationValue], _ key: String,
        _ change: (inout [String: ConfigurationValue]) -> Bool
    ) -> Bool {
        var inner: [String: ConfigurationValue]
        var others: [ConfigurationValue]?
        switch table[key] {
        case nil: inner = [:]
        case .table(let members)?: inner = members
        case .list(let items)?:
            guard case .table(let members)? = items.last else { return false }
            inner = members
            others = Array(items.dropLast())
        case .text, .integer, .number, .boolean, .nothing: return false
        }
        guard change(&inner) else { return false }
        table[key] = others.map { .list($0 + [.table(inner)]) } ?? .table(inner)
        return true
    }
}
