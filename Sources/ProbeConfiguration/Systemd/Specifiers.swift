/// The specifiers of a directive's value (systemd.unit(5), Specifiers).
enum Specifiers {
    /// What became of a value.
    enum Expansion: Hashable {
        case text(String)
        /// A percent sign with a letter or digit behind it that is none: systemd ignores the assignment.
        case refused
        /// It has a specifier, in whose place systemd puts something that is not known here.
        case replaced
    }

    /// Letters that some version of systemd knows; the digits, and these letters' others, none does.
    private static let known = Set("AaBbCcDdEfGgHhIiJjLlMmNnopPqRrSsTtUuVvWwYy")

    static func expand(_ text: String) -> Expansion {
        var result = ""
        var isReplaced = false
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "%", let letter = rest.first else {
                result.append(character)
                continue
            }
            if letter == "%" {
                rest.removeFirst()
                result.append("%")
            } else if known.contains(letter) {
                rest.removeFirst()
                isReplaced = true
            } else if letter.isASCII, letter.isLetter || letter.isNumber {
                return .refused
            } else {
                result.append("%")
            }
        }
        return isReplaced ? .replaced : .text(result)
    }
}
