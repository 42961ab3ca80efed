/// A text whose escapes are undone one layer after the other, with the place in the original that each byte came from.
struct Unescaped {
    private(set) var bytes: [UInt8]
    /// Where each byte begins in the original, and where that ends.
    private(set) var starts: [Int]
    /// Where an escape begins that the end of the text cut short; the end where there is none.
    private(set) var cut: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = Array(0...bytes.count)
        cut = Self.cut(of: bytes)
    }

    /// Undoes a layer: percent-encoding (RFC 3986), the references of HTML and XML, the escapes of JSON and of programming
    /// languages, and the ends of lines that something long is folded with.
    ///
    /// - Returns: whether there was anything to undo.
    mutating func peel() -> Bool {
        guard bytes.contains(where: { Self.isMark($0) || Self.isFolding($0) }) else { return false }
        var peeled: [UInt8] = []
        var places: [Int] = []
        peeled.reserveCapacity(bytes.count)
        places.reserveCapacity(starts.count)
        var hasChanged = false
        var index = 0
        while index < bytes.count {
            let isFold = Self.isFolding(bytes[index])
            let (written, count) = isFold ? ([], 1) : Self.escape(bytes[index...]) ?? ([bytes[index]], 1)
            if count > 1 || isFold { hasChanged = true }
            peeled += written
            places += [Int](repeating: starts[index], count: written.count)
            index += count
        }
        places.append(starts[bytes.count])
        (bytes, starts) = (peeled, places)
        cut = Self.cut(of: bytes)
        return hasChanged
    }

    private static func isMark(_ byte: UInt8) -> Bool { byte == 0x25 || byte == 0x26 || byte == 0x5c }

    private static func isFolding(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

    /// No escape is longer.
    private static let longest = 10

    private static func cut(of bytes: [UInt8]) -> Int {
        let start = max(0, bytes.count - longest)
        guard let mark = bytes[start...].lastIndex(where: isMark) else { return bytes.count }
        // Behind its end there would be no more of it.
        guard escape(bytes[mark...]) == nil, !bytes[mark...].contains(0x3b) else { return bytes.count }
        return mark
    }

    /// What the escape at a text's beginning stands for, and its length; nothing where there is none.
    private static func escape(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], count: Int)? {
        switch text.first {
        case 0x25: number(text.dropFirst(), digits: 2).map { ([UInt8($0)], 3) }
        case 0x26: reference(text)
        case 0x5c: backslash(text)
        default: nil
        }
    }

    /// `&amp;`, `&#39;`, `&#x27;`.
    private static func reference(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], count: Int)? {
        guard let end = text.prefix(longest).firstIndex(of: 0x3b) else { return nil }
        let name = text[(text.startIndex + 1)..<end]
        let count = end - text.startIndex + 1
        if name.first == 0x23 {
            let digits = name.dropFirst()
            let isHexadecimal = digits.first == 0x78 || digits.first == 0x58
            let written = String(decoding: isHexadecimal ? digits.dropFirst() : digits, as: UTF8.self)
            return UInt32(written, radix: isHexadecimal ? 16 : 10).flatMap(utf8).map { ($0, count) }
        }
        return references[String(decoding: name, as: UTF8.self)].map { ([$0], count) }
    }

    /// Those that libraries write for what is in passwords.
    private static let references: [String: UInt8] = [
        "amp": 0x26, "lt": 0x3c, "gt": 0x3e, "quot": 0x22, "apos": 0x27, "nbsp": 0x20, "sol": 0x2f, "bsol": 0x5c,
        "plus": 0x2b, "equals": 0x3d, "colon": 0x3a, "commat": 0x40, "num": 0x23, "percnt": 0x25, "excl": 0x21,
        "dollar": 0x24, "grave": 0x60, "lpar": 0x28, "rpar": 0x29, "comma": 0x2c, "period": 0x2e, "semi": 0x3b,
        "quest": 0x3f, "lowbar": 0x5f, "ast": 0x2a, "Hat": 0x5e, "verbar": 0x7c, "lbrack": 0x5b, "rbrack": 0x5d,
        "lbrace": 0x7b, "lcub": 0x7b, "rbrace": 0x7d, "rcub": 0x7d,
    ]

    /// `\"`, `\u0026`, `\x27`.
    private static func backslash(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], count: Int)? {
        let rest = text.dropFirst()
        switch rest.first {
        case 0x22, 0x27, 0x2f, 0x5c, 0x26, 0x24, 0x60, 0x20: return rest.first.map { ([$0], 2) }
        case 0x78: return number(rest.dropFirst(), digits: 2).map { ([UInt8($0)], 4) }
        case 0x75:
            guard let high = number(rest.dropFirst(), digits: 4) else { return nil }
            let pair = text.dropFirst(6)
            // RFC 8259, section 7: beyond the first plane, two of them.
            if (0xd800..<0xdc00).contains(high), pair.starts(with: [0x5c, 0x75]),
                let low = number(pair.dropFirst(2), digits: 4), (0xdc00..<0xe000).contains(low)
            {
                return utf8(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).map { ($0, 12) }
            }
            return utf8(high).map { ($0, 6) }
        default: return nil
        }
    }

    private static func utf8(_ code: UInt32) -> [UInt8]? {
        Unicode.Scalar(code).map { Array(String(Character($0)).utf8) }
    }

    /// So many hexadecimal digits.
    private static func number(_ text: ArraySlice<UInt8>, digits: Int) -> UInt32? {
        let written = text.prefix(digits)
        guard written.count == digits, written.allSatisfy({ isHexadecimal($0) }) else { return nil }
        return UInt32(String(decoding: written, as: UTF8.self), radix: 16)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
