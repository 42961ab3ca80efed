import ProbeCore
import ProbeEvidence

/// Reads values of JSON from bytes; no input makes it trap or go deeper than `deepest`.
struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    private var depth = 0
    private var keepsLines: Bool
    private var path: [String] = []
    private(set) var lines: [[String]: Int] = [:]
    /// Where lines were counted up to, and how many there were.
    private var counted = (position: 0, line: 1)

    private static let deepest = 512

    init(_ bytes: [UInt8], keepsLines: Bool) {
        self.bytes = bytes
        self.keepsLines = keepsLines
    }

    /// The line of the next byte, counted from one; counting goes on where it ended last.
    var line: Int {
        mutating get {
            let end = min(position, bytes.count)
            if end > counted.position {
                counted.line += bytes[counted.position..<end].count { $0 == 0x0a }
                counted.position = end
            }
            return counted.line
        }
    }

    /// The column of the next byte, in characters and counted from one.
    var column: Int {
        let before = bytes[..<min(position, bytes.count)]
        let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        return String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
    }

    /// Nothing but blanks follows.
    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return position >= bytes.count
        }
    }

    mutating func document() throws(ConfigurationSyntaxError) -> Structure {
        guard !isAtEnd else { throw ConfigurationSyntaxError(.empty, line: nil) }
        return try value()
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }

    mutating func error(_ problem: SyntaxProblem) -> ConfigurationSyntaxError {
        ConfigurationSyntaxError(problem, line: line)
    }

    private mutating func value() throws(ConfigurationSyntaxError) -> Structure {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw .unsupported(line: line) }
        switch peek {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some(0x30...0x39), UInt8(ascii: "-"): return try number()
        case UInt8(ascii: "/"), UInt8(ascii: "#"): throw error(.comment)
        case UInt8(ascii: "]"), UInt8(ascii: "}"): throw error(.comma)
        case nil: throw error(.bracket)
        default: throw error(.value)
        }
    }

    private mutating func word(_ text: StaticString, _ value: Structure) throws(ConfigurationSyntaxError) -> Structure {
        let wanted = Array(text.description.utf8)
        guard bytes[position...].starts(with: wanted) else { throw error(.value) }
        position += wanted.count
        return value
    }

    // MARK: - Collections

    private mutating func list() throws(ConfigurationSyntaxError) -> Structure {
        position += 1
        var elements: [Structure] = []
        skipBlanks()
        if peek == UInt8(ascii: "]") {
            position += 1
            return .list(elements)
        }
        // What stands in a list has no path.
        let keepsLines = self.keepsLines
        self.keepsLines = false
        defer { self.keepsLines = keepsLines }
        while true {
            skipBlanks()
            elements.append(try value())
            skipBlanks()
            if try !goesOn(to: UInt8(ascii: "]")) { return .list(elements) }
        }
    }

    private mutating func object() throws(ConfigurationSyntaxError) -> Structure {
        position += 1
        var members: [String: Structure] = [:]
        skipBlanks()
        if peek == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipBlanks()
            switch peek {
            case UInt8(ascii: "\""): break
            case UInt8(ascii: "}"): throw error(.comma)
            case UInt8(ascii: "/"), UInt8(ascii: "#"): throw error(.comment)
            case nil: throw error(.bracket)
            default: throw error(.member)
            }
            let name = try string()
            if keepsLines {
                path.append(name)
                if path.count <= ConfigurationDocument.deepestLine { lines[path] = line }
            }
            skipBlanks()
            guard peek == UInt8(ascii: ":") else { throw error(peek == nil ? .bracket : .member) }
            position += 1
            skipBlanks()
            let value = try self.value()
            if keepsLines { path.removeLast() }
            if case .object(let more) = value, case .object(let first)? = members[name] {
                members[name] = .object(first.merging(more) { $1 })
            } else {
                members[name] = value
            }
            skipBlanks()
            if try !goesOn(to: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    /// Takes a comma or the closing bracket.
    private mutating func goesOn(to closing: UInt8) throws(ConfigurationSyntaxError) -> Bool {
        switch peek {
        case UInt8(ascii: ","):
            position += 1
            return true
        case closing:
            position += 1
            return false
        case UInt8(ascii: "/"), UInt8(ascii: "#"): throw error(.comment)
        case UInt8(ascii: "]"), UInt8(ascii: "}"), nil: throw error(.bracket)
        default: throw error(.separator)
        }
    }
}
