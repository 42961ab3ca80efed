import ProbeCore

/// A table of a TOML document while it is filled, with what made it: each may be defined once (TOML 1.0, Table).
final class TOMLTable {
    enum Origin {
        /// By a header of a table inside it.
        case implied
        case header
        case dottedKey
    }

    private enum Node {
        case value(Structure)
        case table(TOMLTable)
        /// `[[…]]`: an array of tables.
        case tables(Elements)
    }

    /// Shared, because an array inside a case is copied for each element that it gets.
    private final class Elements {
        var tables: [TOMLTable]

        init(_ first: TOMLTable) { tables = [first] }
    }

    private var origin: Origin
    private var nodes: [String: Node] = [:]
    private var lines: [String: Int] = [:]

    init(_ origin: Origin) { self.origin = origin }

    /// Assigns a value; false where the name is taken, or a table on the way was not made by dotted keys.
    func set(_ value: Structure, at path: ArraySlice<String>, line: Int) -> Bool {
        guard let key = path.first else { return false }
        guard path.count > 1 else {
            guard nodes[key] == nil else { return false }
            nodes[key] = .value(value)
            lines[key] = line
            return true
        }
        switch nodes[key] {
        case nil:
            let table = TOMLTable(.dottedKey)
            nodes[key] = .table(table)
            lines[key] = line
            return table.set(value, at: path.dropFirst(), line: line)
        case .table(let table)?:
            return table.origin == .dottedKey && table.set(value, at: path.dropFirst(), line: line)
        case .value?, .tables?: return false
        }
    }

    /// The table that a header opens; nothing where there is something else, or it was defined already.
    func table(at path: ArraySlice<String>, line: Int) -> TOMLTable? {
        guard let key = path.first else { return nil }
        guard path.count == 1 else { return inner(key, line: line)?.table(at: path.dropFirst(), line: line) }
        switch nodes[key] {
        case nil:
            let table = TOMLTable(.header)
            nodes[key] = .table(table)
            lines[key] = line
            return table
        case .table(let table)?:
            guard table.origin == .implied else { return nil }
            table.origin = .header
            lines[key] = line
            return table
        case .value?, .tables?: return nil
        }
    }

    /// The new element that a header in double brackets opens; nothing where there is something else.
    func element(at path: ArraySlice<String>, line: Int) -> TOMLTable? {
        guard let key = path.first else { return nil }
        guard path.count == 1 else { return inner(key, line: line)?.element(at: path.dropFirst(), line: line) }
        let table = TOMLTable(.header)
        switch nodes[key] {
        case nil:
            nodes[key] = .tables(Elements(table))
            lines[key] = line
        case .tables(let elements)?: elements.tables.append(table)
        case .table?, .value?: return nil
        }
        return table
    }

    /// A table on a header's way; the last one of an array of them.
    private func inner(_ key: String, line: Int) -> TOMLTable? {
        switch nodes[key] {
        case nil:
            let table = TOMLTable(.implied)
            nodes[key] = .table(table)
            lines[key] = line
            return table
        case .table(let table)?: return table
        case .tables(let elements)?: return elements.tables.last
        case .value?: return nil
        }
    }

    var structure: Structure {
        .object(
            nodes.mapValues { node in
                switch node {
                case .value(let value): value
                case .table(let table): table.structure
                case .tables(let elements): .list(elements.tables.map(\.structure))
                }
            })
    }

    /// Adds the line of every member that is not too deep, by its path.
    func list(into all: inout [[String]: Int], under path: [String] = []) {
        guard path.count < ConfigurationDocument.deepestLine else { return }
        for (key, line) in lines { all[path + [key]] = line }
        for case (let key, .table(let table)) in nodes { table.list(into: &all, under: path + [key]) }
    }
}
