import ProbeEvidence

extension TOMLReader {
    /// A text in quotation marks of either kind, on one line or between three of them on several.
    mutating func string() throws(ConfigurationSyntaxError) -> String {
        let start = line
        let isBasic = peek == UInt8(ascii: "\"")
        let isLong = isBasic ? take("\"\"\"") : take("'''")
        if isLong {
            _ = takeLineEnd()
        } else {
            advance()
        }
        var text: [UInt8] = []
        while let byte = peek {
            if isLong, isBasic ? take("\"\"\"") : take("'''") {
                // Up to two more marks belong to the text.
                for _ in 0..<2 where take(isBasic ? UInt8(ascii: "\"") : UInt8(ascii: "'")) { text.append(byte) }
                return String(decoding: text, as: UTF8.self)
            }
            if byte == 0x0d, isLong, takeLineEnd() {
                text += [0x0d, 0x0a]
                continue
            }
            advance()
            switch byte {
            case UInt8(ascii: "\"") where isBasic && !isLong, UInt8(ascii: "'") where !isBasic && !isLong:
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\") where isBasic: text += try escaped(isLong: isLong, start)
            case 0x0a where isLong: text.append(byte)
            case 0x0a, 0x0d: throw ConfigurationSyntaxError(.quote, line: start)
            case 0x00...0x08, 0x0b...0x1f, 0x7f: throw ConfigurationSyntaxError(.control, line: line)
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
        case UInt8(ascii: "x"): return try scalar(digits: 2)
        case UInt8(ascii: "u"): return try scalar(digits: 4)
        case UInt8(ascii: "U"): return try scalar(digits: 8)
        case 0x20, 0x09, 0x0a, 0x0d:
            // At a line's end it takes the blanks up to the next text away.
            guard isLong else { throw ConfigurationSyntaxError(.escape, line: start) }
            var hasEnded = byte == 0x0a
            while let blank = peek, [0x20, 0x09, 0x0a, 0x0d].contains(blank) {
                hasEnded = hasEnded || blank == 0x0a
                advance()
            }
            guard hasEnded else { throw ConfigurationSyntaxError(.escape, line: line) }
            return []
        default: throw ConfigurationSyntaxError(.escape, line: line)
        }
    }

    private mutating func scalar(digits count: Int) throws(ConfigurationSyntaxError) -> [UInt8] {
        let digits = bytes[position...].prefix(count)
        guard digits.count == count, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(number)
        else { throw ConfigurationSyntaxError(.escape, line: line) }
        for _ in digits { advance() }
        return Array(String(Character(scalar)).utf8)
    }
}
