import ProbeCore

/// Values of TOML that stand without quotation marks.
enum TOMLScalar {
    /// Nothing for what is no number, truth value, date or time; a date stays text, for nothing here needs more of one.
    static func value(of word: String) -> Structure? {
        switch word {
        case "true": .boolean(true)
        case "false": .boolean(false)
        case "inf", "+inf": .number(.infinity)
        case "-inf": .number(-.infinity)
        case "nan", "+nan", "-nan": .number(.nan)
        default: word.isTOMLDateOrTime ? .text(word) : number(word[...])
        }
    }

    private static func number(_ word: Substring) -> Structure? {
        let body = word.first.map { "+-".contains($0) } ?? false ? word.dropFirst() : word
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where body.hasPrefix(prefix) {
            // The older crate takes a plus before these too.
            let digits = body.dropFirst(2)
            guard word.first != "-", separatesDigits(digits, where: { $0.isHexDigit }) else { return nil }
            return Int64(digits.filter { $0 != "_" }, radix: radix).map { .integer($0) }
        }
        let whole = body.prefix { $0.isDigit || $0 == "_" }
        guard separatesDigits(whole, where: \.isDigit), whole.count == 1 || whole.first != "0" else { return nil }
        var rest = body[whole.endIndex...]
        let plain = word.filter { $0 != "_" }
        guard !rest.isEmpty else { return Int64(plain).map { .integer($0) } }
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix { $0.isDigit || $0 == "_" }
            guard separatesDigits(fraction, where: \.isDigit) else { return nil }
            rest = rest[fraction.endIndex...]
        }
        if rest.first == "e" || rest.first == "E" {
            var exponent = rest.dropFirst()
            if let sign = exponent.first, "+-".contains(sign) { exponent = exponent.dropFirst() }
            guard separatesDigits(exponent, where: \.isDigit) else { return nil }
            rest = ""
        }
        return rest.isEmpty ? Double(plain).map { .number($0) } : nil
    }

    /// Digits, with underscores between them only.
    private static func separatesDigits(_ text: Substring, where isDigit: (Character) -> Bool) -> Bool {
        !text.isEmpty
            && text.split(separator: "_", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && $0.allSatisfy(isDigit)
            }
    }
}

extension Character {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

extension String {
    /// Year, month and day with hyphens between them.
    var isTOMLDate: Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.joined().allSatisfy(\.isDigit),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }

    /// RFC 3339's date and time, either alone, and the time's second may be missing since TOML 1.1.
    fileprivate var isTOMLDateOrTime: Bool {
        guard utf8.count > 10, String(prefix(10)).isTOMLDate else { return isTOMLDate || isTime(self[...]) }
        let rest = dropFirst(10)
        guard let mark = rest.first, "Tt ".contains(mark) else { return false }
        let text = rest.dropFirst()
        let time = text.prefix { $0.isDigit || $0 == ":" || $0 == "." }
        return isTime(time) && isOffset(text[time.endIndex...])
    }

    private func isTime(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let clock = (parts.first ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(clock.count), clock.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isDigit) }),
            zip(clock.compactMap { Int($0) }, [24, 59, 60]).allSatisfy({ $0 <= $1 })
        else { return false }
        return parts.count < 2 || (clock.count == 3 && !parts[1].isEmpty && parts[1].allSatisfy(\.isDigit))
    }

    private func isOffset(_ text: Substring) -> Bool {
        if text.isEmpty || text == "Z" || text == "z" { return true }
        guard let sign = text.first, "+-".contains(sign) else { return false }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [2, 2] && parts.joined().allSatisfy(\.isDigit)
    }
}
