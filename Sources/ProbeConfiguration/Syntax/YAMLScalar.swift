import ProbeEvidence

/// Scalars of YAML: plain ones get a type, quoted ones lose their marks.
enum YAMLScalar {
    static func value(ofPlain text: String) -> ConfigurationValue {
        switch text {
        case "", "~", "null", "Null", "NULL": .nothing
        case "true", "True", "TRUE": .boolean(true)
        case "false", "False", "FALSE": .boolean(false)
        default: Int(text).map { .integer($0) } ?? .text(text)
        }
    }

    /// A quoted scalar at the beginning of a text, and what follows it; nothing where it does not end there.
    static func quoted(
        _ text: Substring, _ line: Int
    ) throws(ConfigurationSyntaxError) -> (String, rest: Substring)? {
        guard let mark = text.first else { return nil }
        var result = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == mark {
                guard mark == "'", rest.first == "'" else { return (result, rest) }
                rest = rest.dropFirst()
                result.append("'")
            } else if mark == "\"", character == "\\" {
                guard let escape = rest.popFirst() else { return nil }
                try result.append(escaped(escape, &rest, line))
            } else {
                result.append(character)
            }
        }
        return nil
    }

    private static func escaped(
        _ escape: Character, _ rest: inout Substring, _ line: Int
    ) throws(ConfigurationSyntaxError) -> String {
        switch escape {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "0": return "\0"
        case "a", "b", "e", "f", "v", "N", "_", "L", "P": return ""
        case "\"", "\\", "/", " ", "\t": return String(escape)
        case "x", "u", "U":
            let count = escape == "x" ? 2 : escape == "u" ? 4 : 8
            let digits = rest.prefix(count)
            guard digits.count == count, let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number)
            else {
                throw ConfigurationSyntaxError(.quote, line: line)
            }
            rest = rest.dropFirst(count)
            return String(Character(scalar))
        default: throw ConfigurationSyntaxError(.quote, line: line)
        }
    }
}

extension YAMLDocument {
    /// A quoted scalar that may run over several lines, which fold into one.
    mutating func quoted(_ text: Substring, _ line: Line) throws(ConfigurationSyntaxError) -> String {
        var joined = text
        while true {
            if let (scalar, rest) = try YAMLScalar.quoted(joined, line.number) {
                guard rest.isBlankOrComment else { throw ConfigurationSyntaxError(.quote, line: line.number) }
                return scalar
            }
            try checkLength(of: joined, since: line)
            guard let following = takeRaw() else { throw ConfigurationSyntaxError(.quote, line: line.number) }
            joined += " " + following.text
        }
    }

    /// A flow collection that may run over several lines.
    mutating func flow(_ text: Substring, _ line: Line) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        var joined = text
        while true {
            var flow = YAMLFlow(joined, line.number)
            if let value = try flow.value() {
                guard flow.rest.isBlankOrComment else {
                    throw ConfigurationSyntaxError(.bracket, line: line.number)
                }
                return value
            }
            try checkLength(of: joined, since: line)
            guard let following = takeRaw() else { throw ConfigurationSyntaxError(.bracket, line: line.number) }
            joined += "\n" + following.text
        }
    }

    /// What runs over several lines is read again with each; this bounds the work, and is no fault of the file.
    private func checkLength(of text: Substring, since line: Line) throws(ConfigurationSyntaxError) {
        guard text.utf8.count < 16_384, next - line.number < 200 else { throw .unsupported(line: line.number) }
    }
}
