import ProbeEvidence

/// Scalars, which may run over several lines: a single line end becomes a blank, of more the first is dropped.
extension YAMLScanner {
    /// Blanks and line ends between the words of a scalar.
    private struct Gap {
        var blanks = ""
        var lineEnds = 0

        mutating func text() -> String {
            defer { self = Gap() }
            switch lineEnds {
            case 0: return blanks
            case 1: return " "
            default: return String(repeating: "\n", count: lineEnds - 1)
            }
        }
    }

    mutating func plain() throws(ConfigurationSyntaxError) -> String {
        var text = ""
        var gap = Gap()
        while !isAtDocumentMark, character() != "#" {
            while !character().isYAMLBlankOrEnd {
                if character() == ":", character(1).isYAMLBlankOrEnd || (flowLevel > 0 && character(1).isYAMLFlow) {
                    break
                }
                if flowLevel > 0, character().isYAMLFlow { break }
                text += gap.text()
                text.unicodeScalars.append(character())
                skip()
            }
            guard character().isYAMLBlank || character().isYAMLBreak else { break }
            while character().isYAMLBlank || character().isYAMLBreak {
                if character().isYAMLBreak {
                    gap.lineEnds += 1
                    skipLineEnd()
                } else {
                    guard gap.lineEnds == 0 || column > indent || character() != "\t" else {
                        throw error(.tab, line: line)
                    }
                    if gap.lineEnds == 0 { gap.blanks.unicodeScalars.append(character()) }
                    skip()
                }
            }
            if flowLevel == 0, column <= indent { break }
        }
        if gap.lineEnds > 0 { allowsKey = true }
        return text
    }

    mutating func quoted(by mark: Unicode.Scalar) throws(ConfigurationSyntaxError) -> String {
        let start = line
        skip()
        var text = ""
        while true {
            guard !isAtDocumentMark, character() != "\0" else { throw error(.quote, line: start) }
            var gap = Gap()
            var isEscapedEnd = false
            while !character().isYAMLBlankOrEnd {
                if character() == mark {
                    guard mark == "'", character(1) == "'" else {
                        skip()
                        return text
                    }
                    text += "'"
                    skip(2)
                } else if mark == "\"", character() == "\\" {
                    if character(1).isYAMLBreak {
                        skip()
                        skipLineEnd()
                        isEscapedEnd = true
                        break
                    }
                    text += try escaped(since: start)
                } else {
                    text.unicodeScalars.append(character())
                    skip()
                }
            }
            while character().isYAMLBlank || character().isYAMLBreak {
                if character().isYAMLBreak {
                    gap.lineEnds += 1
                    skipLineEnd()
                } else {
                    if gap.lineEnds == 0, !isEscapedEnd { gap.blanks.unicodeScalars.append(character()) }
                    skip()
                }
            }
            // Behind an escaped line end every further one counts.
            text += isEscapedEnd ? String(repeating: "\n", count: gap.lineEnds) : gap.text()
        }
    }

    private mutating func escaped(since start: Int) throws(ConfigurationSyntaxError) -> String {
        let code = character(1)
        skip(2)
        let plain: [Unicode.Scalar: String] = [
            "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "\t": "\t", "n": "\n", "v": "\u{b}", "f": "\u{c}",
            "r": "\r", "e": "\u{1b}", " ": " ", "\"": "\"", "'": "'", "\\": "\\", "N": "\u{85}", "_": "\u{a0}",
            "L": "\u{2028}", "P": "\u{2029}",
        ]
        if let text = plain[code] { return text }
        guard let count = (["x": 2, "u": 4, "U": 8] as [Unicode.Scalar: Int])[code] else {
            throw error(.escape, line: start)
        }
        let digits = String(String.UnicodeScalarView((0..<count).map { character($0) }))
        guard digits.allSatisfy(\.isHexDigit), let number = UInt32(digits, radix: 16),
            let scalar = Unicode.Scalar(number)
        else { throw error(.escape, line: start) }
        skip(count)
        return String(Character(scalar))
    }

    /// `|` or `>`, with the sign that says what becomes of the last line ends, and a digit for the indentation.
    mutating func blockScalar(isLiteral: Bool) throws(ConfigurationSyntaxError) -> String {
        let start = line
        skip()
        var chomping: Unicode.Scalar?
        var increment = 0
        for _ in 0..<2 {
            if chomping == nil, character() == "+" || character() == "-" {
                chomping = character()
                skip()
            } else if increment == 0, ("0"..."9").contains(character()) {
                guard character() != "0" else { throw error(.value, line: start) }
                increment = Int(character().value) - 0x30
                skip()
            }
        }
        while character().isYAMLBlank { skip() }
        if character() == "#" { while !character().isYAMLLineEnd { skip() } }
        guard character().isYAMLLineEnd else { throw error(.value, line: start) }
        if character() != "\0" { skipLineEnd() }
        var depth = increment == 0 ? 0 : max(indent, 0) + increment
        var text = ""
        var leading = ""
        var trailing = try lineEnds(&depth)
        var wasBlank = false
        while column == depth, character() != "\0" {
            let isBlank = character().isYAMLBlank
            if !isLiteral, !leading.isEmpty, !wasBlank, !isBlank {
                if trailing.isEmpty { text += " " }
            } else {
                text += leading
            }
            text += trailing
            wasBlank = isBlank
            while !character().isYAMLLineEnd {
                text.unicodeScalars.append(character())
                skip()
            }
            (leading, trailing) = ("", "")
            if character() == "\0" { break }
            leading = "\n"
            skipLineEnd()
            trailing = try lineEnds(&depth)
        }
        if chomping != "-" { text += leading }
        return chomping == "+" ? text + trailing : text
    }

    /// The empty lines up to the next text; where no indentation is known yet, the deepest of them gives it.
    private mutating func lineEnds(_ depth: inout Int) throws(ConfigurationSyntaxError) -> String {
        var ends = ""
        var deepest = 0
        while true {
            while depth == 0 || column < depth, character() == " " { skip() }
            deepest = max(deepest, column)
            if depth == 0 || column < depth, character() == "\t" { throw error(.tab) }
            guard character().isYAMLBreak else { break }
            ends += "\n"
            skipLineEnd()
        }
        if depth == 0 { depth = max(deepest, indent + 1, 1) }
        return ends
    }
}
