import ProbeEvidence

/// The words of a directive's value, as systemd parts them (systemd.syntax(7), Quoting).
struct UnitWords {
    private(set) var words: [String] = []
    /// Where the value follows the syntax no longer: what comes then is not read, what came before it is.
    private(set) var problem: IgnoredReason?

    init(_ text: String) {
        var rest = text.unicodeScalars[...]
        do throws(Stop) {
            while let word = try Self.word(&rest) { words.append(word) }
        } catch {
            problem = error.reason
        }
    }

    private struct Stop: Error { let reason: IgnoredReason }

    /// The next word; quotation marks may stand around it or any part of it.
    private static func word(_ rest: inout String.UnicodeScalarView.SubSequence) throws(Stop) -> String? {
        rest = rest.drop { isBlank($0) }
        guard !rest.isEmpty else { return nil }
        var word = String.UnicodeScalarView()
        var mark: Unicode.Scalar?
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\": word.append(contentsOf: try escaped(&rest))
            case _ where scalar == mark: mark = nil
            case "\"" where mark == nil, "'" where mark == nil: mark = scalar
            case _ where mark == nil && isBlank(scalar): return String(word)
            default: word.append(scalar)
            }
        }
        guard mark == nil else { throw Stop(reason: .quote) }
        return String(word)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { " \t\n\r".unicodeScalars.contains(scalar) }

    /// What stands behind a backslash (cunescape_one); everything that is no escape makes the value invalid.
    private static func escaped(
        _ rest: inout String.UnicodeScalarView.SubSequence
    ) throws(Stop) -> String.UnicodeScalarView {
        guard let scalar = rest.popFirst() else { throw Stop(reason: .escape) }
        let plain: [Unicode.Scalar: Unicode.Scalar] = [
            "a": "\u{7}", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{b}", "\\": "\\",
            "\"": "\"", "'": "'", "s": " ",
        ]
        if let character = plain[scalar] { return String(Character(character)).unicodeScalars }
        let count: Int
        var digits = ""
        switch scalar {
        case "x": count = 2
        case "u": count = 4
        case "U": count = 8
        case "0"..."7":
            count = 2
            digits = String(Character(scalar))
        default: throw Stop(reason: .escape)
        }
        let radix = digits.isEmpty ? 16 : 8
        digits += String(String.UnicodeScalarView(rest.prefix(count)))
        rest = rest.dropFirst(count)
        guard digits.allSatisfy(\.isHexDigit), digits.utf8.count == (radix == 8 ? 3 : count),
            let number = UInt32(digits, radix: radix), number != 0, let character = Unicode.Scalar(number)
        else { throw Stop(reason: .escape) }
        return String(Character(character)).unicodeScalars
    }
}
