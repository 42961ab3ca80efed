/// The key at the beginning of a line of a block mapping, and what follows its colon.
struct YAMLKey {
    let name: String
    let rest: Substring

    /// Nothing where the line begins with no key.
    init?(in text: Substring, _ line: Int) throws(ConfigurationSyntaxError) {
        if let mark = text.first, mark == "\"" || mark == "'" {
            guard let (name, rest) = try YAMLScalar.quoted(text, line), rest.first == ":" else { return nil }
            let value = rest.dropFirst()
            guard value.isEmpty || value.first == " " || value.first == "\t" else { return nil }
            self.name = name
            self.rest = value
            return
        }
        guard let first = text.first, !"[]{},&*!|>%@`#".contains(first), let colon = text.keyMark else { return nil }
        name = String(text[..<colon]).trimmed
        rest = text[text.index(after: colon)...]
    }
}

extension Substring {
    /// The first colon that a space or the line's end follows, outside a comment.
    var keyMark: Index? {
        var previous: Character = " "
        for index in indices {
            let character = self[index]
            if character == "#", previous == " " || previous == "\t" { return nil }
            if character == ":" {
                let after = self.index(after: index)
                if after == endIndex || self[after] == " " || self[after] == "\t" { return index }
            }
            previous = character
        }
        return nil
    }

    var containsKeyMark: Bool { keyMark != nil }

    /// Without a comment at the end, and without the blanks before it.
    var withoutComment: Substring {
        var previous: Character = " "
        var end = endIndex
        for index in indices {
            if self[index] == "#", previous == " " || previous == "\t" {
                end = index
                break
            }
            previous = self[index]
        }
        var text = self[..<end]
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    var isBlankOrComment: Bool { withoutComment.allSatisfy(\.isWhitespace) }
}

extension String {
    var trimmed: String {
        var text = self[...].drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
