/// The assignments of a file that EnvironmentFile= names, which is no shell script (systemd.exec(5); env-file.c).
struct EnvironmentFileText {
    struct Assignment: Hashable {
        let name: String
        let value: String
        /// The lines it runs over, counted from one.
        let lines: ClosedRange<Int>
    }

    private(set) var assignments: [Assignment] = []

    private var rest: Substring.UnicodeScalarView
    private var line = 1

    private static let blanks: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r"]
    private static let newlines: Set<Unicode.Scalar> = ["\n", "\r"]
    /// What a backslash takes its meaning from inside double quotation marks (SHELL_NEED_ESCAPE).
    private static let special: Set<Unicode.Scalar> = ["\"", "\\", "`", "$"]

    init(_ text: String) {
        rest = text[...].unicodeScalars
        while let scalar = next() {
            if scalar == "#" || scalar == ";" {
                skipComment()
            } else if !Self.blanks.contains(scalar) {
                assignment(from: scalar)
            }
        }
    }

    private mutating func next() -> Unicode.Scalar? {
        let scalar = rest.popFirst()
        if scalar == "\n" { line += 1 }
        return scalar
    }

    /// A backslash takes the meaning of the line end behind it since version 254 only; lines that follow such a comment
    /// are told apart by nobody.
    private mutating func skipComment() {
        while let scalar = next(), !Self.newlines.contains(scalar) {
            if scalar == "\\" { _ = next() }
        }
    }

    private mutating func assignment(from first: Unicode.Scalar) {
        let start = line
        var name = String(Character(first))
        while let scalar = next() {
            if Self.newlines.contains(scalar) { return }
            if scalar == "=" {
                let value = self.value()
                // A newline that ended it was counted already.
                assignments.append(
                    Assignment(name: name.trimmedEnd, value: value.text, lines: start...max(start, value.lastLine)))
                return
            }
            name.unicodeScalars.append(scalar)
        }
    }

    /// Up to a line end that neither a quotation mark nor a backslash covers.
    private mutating func value() -> (text: String, lastLine: Int) {
        var text = ""
        // Blanks at the end of what is not in quotation marks do not count.
        var kept = text.endIndex
        var isInside = false
        while let scalar = next() {
            switch scalar {
            case _ where Self.newlines.contains(scalar):
                return (isInside ? String(text[..<kept]) : text, line - (scalar == "\n" ? 1 : 0))
            case "'" where !isInside: quoted(by: "'", into: &text)
            case "\"" where !isInside: quoted(by: "\"", into: &text)
            case "\\":
                isInside = true
                if let escaped = next(), !Self.newlines.contains(escaped) { text.unicodeScalars.append(escaped) }
                kept = text.endIndex
            case _ where Self.blanks.contains(scalar) && !isInside: break
            default:
                isInside = true
                text.unicodeScalars.append(scalar)
                if !Self.blanks.contains(scalar) { kept = text.endIndex }
            }
        }
        return (isInside ? String(text[..<kept]) : text, line)
    }

    private mutating func quoted(by mark: Unicode.Scalar, into text: inout String) {
        while let scalar = next(), scalar != mark {
            guard scalar == "\\", mark == "\"" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            guard let escaped = next() else { return }
            if Self.special.contains(escaped) {
                text.unicodeScalars.append(escaped)
            } else if escaped != "\n" {
                text.unicodeScalars.append("\\")
                text.unicodeScalars.append(escaped)
            }
        }
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self[...]
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
