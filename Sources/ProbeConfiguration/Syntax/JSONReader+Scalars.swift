import ProbeCore
import ProbeEvidence

extension JSONReader {
    mutating func number() throws(ConfigurationSyntaxError) -> Structure {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits()
        }
        var isInteger = true
        if peek == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger {
            if let integer = Int64(text) { return .integer(integer) }
            if let counter = UInt64(text) { return .counter(counter) }
        }
        guard let number = Double(text), number.isFinite else { throw error(.value) }
        return .number(number)
    }

    private mutating func digits() throws(ConfigurationSyntaxError) {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw error(.value) }
    }

    mutating func string() throws(ConfigurationSyntaxError) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw error(byte == 0x0a ? .quote : .control) }
            position += 1
        }
        if peek == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escaped()
            case 0x20...: text.append(byte)
            default:
                position -= 1
                throw error(byte == 0x0a ? .quote : .control)
            }
        }
        throw error(.quote)
    }

    private mutating func escaped() throws(ConfigurationSyntaxError) -> [UInt8] {
        guard let byte = peek else { throw error(.quote) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            let first = try codeUnit()
            var units = [first]
            if UTF16.isLeadSurrogate(first), bytes[position...].starts(with: "\\u".utf8) {
                let here = position
                position += 2
                let second = try codeUnit()
                // Half of a pair is replaced, and what follows it stands for itself.
                if UTF16.isTrailSurrogate(second) { units.append(second) } else { position = here }
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        default: throw error(.escape)
        }
    }

    private mutating func codeUnit() throws(ConfigurationSyntaxError) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error(.escape) }
        position += 4
        return unit
    }
}
