import ProbeCore
import ProbeEvidence

/// Reads keys and values of TOML from bytes, counting lines; no input makes it trap or go deeper than `deepest`.
struct TOMLReader {
    private(set) var bytes: [UInt8]
    private(set) var position = 0
    private(set) var line = 1
    private var depth = 0

    private static let deepest = 48

    init(_ text: String) { bytes = Array(text.utf8) }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func advance() {
        if peek == UInt8(ascii: "\n") { line += 1 }
        position = min(position + 1, bytes.count)
    }

    /// Takes a byte if it is the next one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        advance()
        return true
    }

    mutating func take(_ text: StaticString) -> Bool {
        let wanted = Array(text.description.utf8)
        guard bytes[position...].starts(with: wanted) else { return false }
        for _ in wanted { advance() }
        return true
    }

    /// Both generations of the crate pass over it.
    mutating func skipByteOrderMark() {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    mutating func skipBlanks() {
        while peek == 0x20 || peek == 0x09 { advance() }
    }

    /// Blanks, line ends and comments.
    mutating func skipBlankLines() throws(ConfigurationSyntaxError) {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09, 0x0a: advance()
            case 0x0d: guard takeLineEnd() else { throw ConfigurationSyntaxError(.control, line: line) }
            case UInt8(ascii: "#"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(ConfigurationSyntaxError) {
        while let byte = peek, byte != 0x0a {
            if byte == 0x0d, position + 1 < bytes.count, bytes[position + 1] == 0x0a { return }
            guard byte >= 0x20 || byte == 0x09 else { throw ConfigurationSyntaxError(.control, line: line) }
            advance()
        }
    }

    /// A newline, with a carriage return before it or not.
    mutating func takeLineEnd() -> Bool {
        if peek == 0x0d, position + 1 < bytes.count, bytes[position + 1] == 0x0a { advance() }
        return take(0x0a)
    }

    /// Nothing but a comment may follow on the line.
    mutating func endLine() throws(ConfigurationSyntaxError) {
        skipBlanks()
        if peek == UInt8(ascii: "#") { try skipComment() }
        guard peek == nil || takeLineEnd() else { throw ConfigurationSyntaxError(.value, line: line) }
    }

    // MARK: - Keys

    /// A path of keys, an equals sign and a value.
    mutating func assignment() throws(ConfigurationSyntaxError) -> (path: [String], value: Structure) {
        let path = try keyPath()
        guard take(UInt8(ascii: "=")) else { throw ConfigurationSyntaxError(.assignment, line: line) }
        skipBlanks()
        return (path, try value())
    }

    /// `a.b."c d"`, and the blanks around it.
    mutating func keyPath() throws(ConfigurationSyntaxError) -> [String] {
        var path: [String] = []
        repeat {
            skipBlanks()
            path.append(try key())
            skipBlanks()
            guard path.count <= Self.deepest else { throw .unsupported(line: line) }
        } while take(UInt8(ascii: "."))
        return path
    }

    private mutating func key() throws(ConfigurationSyntaxError) -> String {
        if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") {
            // A text of several lines is no key.
            guard !bytes[position...].starts(with: #"""""#.utf8), !bytes[position...].starts(with: "'''".utf8) else {
                throw ConfigurationSyntaxError(.assignment, line: line)
            }
            return try string()
        }
        let start = position
        while let byte = peek, Self.isBareKeyByte(byte) { advance() }
        guard position > start else { throw ConfigurationSyntaxError(.assignment, line: line) }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
        default: false
        }
    }

    // MARK: - Values

    mutating func value() throws(ConfigurationSyntaxError) -> Structure {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw .unsupported(line: line) }
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try string())
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "{"): return try table()
        default: return try bare()
        }
    }

    private mutating func list() throws(ConfigurationSyntaxError) -> Structure {
        let start = line
        advance()
        var items: [Structure] = []
        while true {
            try skipBlankLines()
            if take(UInt8(ascii: "]")) { return .list(items) }
            guard peek != nil else { throw ConfigurationSyntaxError(.bracket, line: start) }
            items.append(try value())
            try skipBlankLines()
            guard take(UInt8(ascii: ",")) || peek == UInt8(ascii: "]") else {
                throw ConfigurationSyntaxError(.bracket, line: start)
            }
        }
    }

    /// An inline table; line ends and a last comma in it came with TOML 1.1.
    private mutating func table() throws(ConfigurationSyntaxError) -> Structure {
        let start = line
        advance()
        let members = TOMLTable(.header)
        while true {
            try skipBlankLines()
            if take(UInt8(ascii: "}")) { return members.structure }
            guard peek != nil else { throw ConfigurationSyntaxError(.bracket, line: start) }
            let (path, value) = try assignment()
            guard members.set(value, at: path[...], line: line) else {
                throw ConfigurationSyntaxError(.duplicate, line: line)
            }
            try skipBlankLines()
            guard take(UInt8(ascii: ",")) || peek == UInt8(ascii: "}") else {
                throw ConfigurationSyntaxError(.bracket, line: start)
            }
        }
    }

    /// A number, a truth value or a date.
    private mutating func bare() throws(ConfigurationSyntaxError) -> Structure {
        var word = self.word()
        if word.utf8.count == 10, word.isTOMLDate, peek == 0x20, position + 1 < bytes.count,
            (0x30...0x39).contains(bytes[position + 1])
        {
            // A space may stand between the date and the time.
            advance()
            word += " " + self.word()
        }
        guard let value = TOMLScalar.value(of: word) else { throw ConfigurationSyntaxError(.value, line: line) }
        return value
    }

    private mutating func word() -> String {
        let start = position
        while let byte = peek, Self.isBareKeyByte(byte) || "+.:".utf8.contains(byte) { advance() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
