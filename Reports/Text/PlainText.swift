import ProbeCore

/// Makes text fit for a terminal and a ticket, as the last step before it leaves: whatever it was, it is harmless after.
struct PlainText {
    /// Only ASCII leaves.
    var isASCII = false

    /// No text of the product's own is longer; a recording may hold anything.
    static let longest = 4000

    /// One line, cut where it is longer than any should be: control, formatting and bidirectional characters become `\u{…}`, so no line can be forged or redrawn.
    func line(_ text: some StringProtocol) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            guard count <= Self.longest else { return result + (isASCII ? "..." : "…") }
            if (0x20...0x7e).contains(scalar.value) {
                result.unicodeScalars.append(scalar)
            } else if isASCII, let replacement = Self.replacements[scalar] {
                result += replacement
            } else if !isASCII, Self.isHarmless(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result
    }

    /// Columns that a line takes on a terminal.
    static func width(_ text: some StringProtocol) -> Int { text.columns }

    /// The beginning of a text that is too wide, with three dots behind it.
    static func shortened(_ text: String, to width: Int) -> String {
        guard self.width(text) > width else { return text }
        var (room, end) = (max(0, width - 3), text.startIndex)
        while end < text.endIndex, self.width(String(text[end])) <= room {
            room -= self.width(String(text[end]))
            end = text.index(after: end)
        }
        return text[..<end] + "..."
    }

    /// What the product's own sentences use beyond ASCII.
    private static let replacements: [Unicode.Scalar: String] = [
        "·": "-", "…": "...", "–": "-", "—": "-", "→": "->", "×": "x", "≤": "<=", "≥": ">=", "±": "+-", "µ": "u",
        "‘": "'", "’": "'", "“": "\"", "”": "\"", "\u{a0}": " ",
    ]

    /// Letters, numbers, punctuation and symbols that stand alone; no marks, which could pile up, and nothing invisible.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .otherSymbol:
            true
        default:
            false
        }
    }
}
