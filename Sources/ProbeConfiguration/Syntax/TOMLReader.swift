import ProbeEvidence

/// Reads keys and values of TOML from bytes, counting lines; no input makes it trap or go deeper than `deepest`.
struct TOMLReader {
    private let bytes: [UInt8]
    private var position = 0
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

    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = Array(text.description.utf8)
        guard bytes[position...].starts(with: wanted) else { return false }
        for _ in wanted { advance() }
        return true
    }

    mutating func skipBlanks() {
        while peek == 0x20 || peek == 0x09 { advance() }
    }

    /// Blanks, line ends and comments.
    mutating func skipBlankLines() throws(ConfigurationSyntaxError) {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: advance()
            case UInt8(ascii: "#"): skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() {
        while let byte = peek, byte != 0x0a { advance() }
    }

    /// Nothing but a comment may follow on the line.
    mutating func endLine() throws(ConfigurationSyntaxError) {
        skipBlanks()
        if peek == UInt8(ascii: "#") { skipComment() }
        _ = take(0x0d)
        guard peek == nil || take(0x0a) else { throw ConfigurationSyntaxError(.value, line: line) }
    }

    // MARK: - Keys

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
        if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try string() }
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

    mutating func value() throws(ConfigurationSyntaxError) -> ConfigurationValue {
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

    private mutating func list() throws(ConfigurationSyntaxError) -> ConfigurationValue {
        let start = line
        advance()
        var items: [ConfigurationValue] = []
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

    private mutating func table() throws(ConfigurationSyntaxError) -> ConfigurationValue {
        let start = line
        advance()
        var members: [String: ConfigurationValue] = [:]
        while true {
            try skipBlankLines()
            if take(UInt8(ascii: "}")) { return .table(members) }
            guard peek != nil else { throw ConfigurationSyntaxError(.bracket, line: start) }
            let path = try keyPath()
            guard take(UInt8(ascii: "=")) else { throw ConfigurationSyntaxError(.assignment, line: line) }
            skipBlanks()
            guard TOMLDocument.set(try value(), in: &members, path[...]) else {
                throw ConfigurationSyntaxError(.duplicate, line: line)
            }
            try skipBlankLines()
            guard take(UInt8(ascii: ",")) || peek == UInt8(ascii: "}") else {
                throw ConfigurationSyntaxError(.bracket, line: start)
            }
        }
    }

    /// A number, a truth value or a date.
    private mutating func bare() throws(ConfigurationSyntaxError) -> ConfigurationValue {
        let start = position
        while let byte = peek, Self.isBareKeyByte(byte) || "+.:".utf8.contains(byte) { advance() }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "inf", "+inf", "-inf", "nan", "+nan", "-nan": return .text(word)
        default: break
        }
        if word.isDateOrTime {
            // A space may stand between the date and the time.
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            if word.utf8.count == 10, peek == 0x20, (0x30...0x39).contains(next) {
                advance()
                return .text(word + " " + (try bare().text ?? ""))
            }
            return .text(word)
        }
        let digits = word.replacing("_", with: "")
        guard word.utf8.first != UInt8(ascii: "_"), let value = digits.asNumber else {
            throw ConfigurationSyntaxError(.value, line: line)
        }
        return value
    }

    private mutating func string() throws(ConfigurationSyntaxError) -> String {
        let start = line
        let isBasic = peek == UInt8(ascii: "\"")
        let isLong = isBasic ? take("\"\"\"") : take("'''")
        if isLong {
            _ = take(0x0d)
            _ = take(0x0a)
        } else {
            advance()
        }
        var text: [UInt8] = []
        while let byte = peek {
            if isLong, isBasic ? take("\"\"\"") : take("'''") {
                // Up to two more marks belong to the text.
                while peek == byte { text.append(byte); advance() }
                return String(decoding: text, as: UTF8.self)
            }
            advance()
            switch byte {
            case UInt8(ascii: "\"") where isBasic && !isLong, UInt8(ascii: "'") where !isBasic && !isLong:
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\") where isBasic: text += try escaped(isLong: isLong, start)
            case 0x0a where !isLong: throw ConfigurationSyntaxError(.quote, line: start)
            default: text.append(byte)
            }
        }
        throw ConfigurationSyntaxError(.quote, line: start)
    }

    private mutating func escaped(isLong: Bool, _ start: Int) throws(ConfigurationSyntaxError) -> [UInt8] {
        guard let byte = peek else { throw ConfigurationSyntaxError(.quote, line: start) }
        advance()
        switch byte {
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "e"): return [0x1b]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = byte == UInt8(ascii: "u") ? 4 : 8
            let digits = bytes[position...].prefix(count)
            guard digits.count == count, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
                let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(number)
            else { throw ConfigurationSyntaxError(.quote, line: line) }
            position += count
            return Array(String(Character(scalar)).utf8)
        case 0x20, 0x09, 0x0a, 0x0d:
            // At a line's end it takes the blanks up to the next text away.
            guard isLong else { throw ConfigurationSyntaxError(.quote, line: start) }
            while let blank = peek, [0x20, 0x09, 0x0a, 0x0d].contains(blank) { advance() }
            return []
        default: throw ConfigurationSyntaxError(.quote, line: line)
        }
    }
}

extension String {
    /// `2026-11-23…` or `09:14…`, which nothing here needs as more than text.
    fileprivate var isDateOrTime: Bool {
        let form = utf8.prefix(5).map { (0x30...0x39).contains($0) ? UInt8(ascii: "0") : $0 }
        return form.elementsEqual("0000-".utf8) || form.starts(with: "00:00".utf8)
    }

    fileprivate var asNumber: ConfigurationValue? {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where hasPrefix(prefix) {
            return Int(dropFirst(2), radix: radix).map { .integer($0) }
        }
        if let integer = Int(self) { return .integer(integer) }
        // Double takes hexadecimal and names too, which TOML has not.
        guard utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        return Double(self).map { .number($0) }
    }
}
