import ProbeEvidence

/// The YAML of IoT Edge 1.0 and 1.1: block mappings and lists, scalars of all styles, flow collections.
///
/// Own code, because Yams needs Foundation's regular expressions, and with them ICU: 58 MB of a stripped static binary,
/// 44 MB of them ICU's. What is YAML but not read here (aliases, complex keys, directives) is told apart from what is not YAML.
package enum YAMLText {
    package static func parse(_ text: String) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        var document = YAMLDocument(text)
        return try document.parse()
    }
}

/// One document, read line by line; the number of steps is bounded by its length, their depth by `deepest`.
struct YAMLDocument {
    struct Line {
        let number: Int
        var indent: Int
        /// What follows the indentation.
        var text: Substring
        /// A tab stands in the indentation.
        var hasTab: Bool
    }

    private(set) var lines: [Line] = []
    var next = 0
    private var depth = 0

    private static let deepest = 48

    init(_ text: String) {
        var number = 0
        var hasContent = false
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if raw == "..." || (raw == "---" && hasContent) { break }
            if raw == "---" { continue }
            let body = raw.drop { $0 == " " }
            hasContent = hasContent || !body.isBlankOrComment
            lines.append(
                Line(
                    number: number, indent: raw.count - body.count, text: body,
                    hasTab: body.first == "\t" && body.contains { !$0.isWhitespace }))
        }
    }

    mutating func parse() throws(ConfigurationSyntaxError) -> ConfigurationValue {
        if let first = try peek(), first.text.hasPrefix("%") { throw .unsupported(line: first.number) }
        let value = try block(atLeast: 0)
        if let rest = try peek() { throw ConfigurationSyntaxError(.indentation, line: rest.number) }
        return value
    }

    /// The next line that is neither blank nor a comment.
    mutating func peek() throws(ConfigurationSyntaxError) -> Line? {
        while next < lines.count, lines[next].isBlank { next += 1 }
        guard next < lines.count else { return nil }
        guard !lines[next].hasTab else { throw ConfigurationSyntaxError(.tab, line: lines[next].number) }
        return lines[next]
    }

    /// The lines from here on as they stand, for scalars that run over several.
    mutating func takeRaw() -> Line? {
        guard next < lines.count else { return nil }
        defer { next += 1 }
        return lines[next]
    }

    // MARK: - Blocks

    /// Whatever begins on the next line, if that is indented enough.
    private mutating func block(atLeast indent: Int) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        guard let line = try peek(), line.indent >= indent else { return .nothing }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw .unsupported(line: line.number) }
        if line.isListItem { return try list(at: line.indent) }
        if line.text.hasPrefix("? ") { throw .unsupported(line: line.number) }
        if try YAMLKey(in: line.text, line.number) != nil { return try mapping(at: line.indent) }
        next += 1
        return try value(line.text, of: line, inside: indent - 1)
    }

    private mutating func mapping(at indent: Int) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        var members: [String: ConfigurationValue] = [:]
        while let line = try peek(), line.indent >= indent {
            guard line.indent == indent else { throw ConfigurationSyntaxError(.indentation, line: line.number) }
            guard let key = try YAMLKey(in: line.text, line.number) else {
                throw ConfigurationSyntaxError(.key, line: line.number)
            }
            next += 1
            let value: ConfigurationValue
            if key.rest.isBlankOrComment {
                // A list may stand as far left as its key.
                if let following = try peek(), following.indent == indent, following.isListItem {
                    value = try list(at: indent)
                } else {
                    value = try block(atLeast: indent + 1)
                }
            } else {
                value = try self.value(key.rest, of: line, inside: indent)
            }
            members[key.name] = value
        }
        return .table(members)
    }

    private mutating func list(at indent: Int) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        var items: [ConfigurationValue] = []
        while let line = try peek(), line.indent == indent, line.isListItem {
            let rest = line.text.dropFirst()
            let item = rest.drop { $0 == " " }
            if item.isBlankOrComment {
                next += 1
                items.append(try block(atLeast: indent + 1))
            } else {
                // The item begins a block of its own, in the column where it stands.
                let shift = line.text.count - item.count
                lines[next] = Line(number: line.number, indent: indent + shift, text: item, hasTab: false)
                items.append(try block(atLeast: indent + 1))
            }
        }
        return .list(items)
    }

    // MARK: - Values

    /// A value that begins on a line that was taken already; it may go on with lines indented deeper than its parent.
    private mutating func value(
        _ text: Substring, of line: Line, inside parent: Int
    ) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        let text = text.drop { $0 == " " || $0 == "\t" }
        switch text.first {
        case "\"", "'":
            return .text(try quoted(text, line))
        case "[", "{":
            return try flow(text, line)
        case "|", ">":
            return .text(try literal(header: text, line, inside: parent))
        case "*": throw .unsupported(line: line.number)
        case "&", "!":
            // An anchor or a tag says nothing that matters here.
            let rest = text.drop { $0 != " " }.drop { $0 == " " }
            guard rest.isBlankOrComment else { return try value(rest, of: line, inside: parent) }
            return try block(atLeast: parent + 1)
        case "@", "`", "%": throw ConfigurationSyntaxError(.value, line: line.number)
        default: return try plain(text, line, inside: parent)
        }
    }

    private mutating func plain(
        _ text: Substring, _ line: Line, inside parent: Int
    ) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        var words = text.withoutComment
        guard !words.containsKeyMark else { throw ConfigurationSyntaxError(.value, line: line.number) }
        var scalar = String(words)
        while let following = try peek(), following.indent > parent, !following.isListItem || parent >= 0 {
            words = following.text.withoutComment
            guard !words.containsKeyMark else {
                throw ConfigurationSyntaxError(.indentation, line: following.number)
            }
            next += 1
            scalar += " " + words
        }
        return YAMLScalar.value(ofPlain: scalar)
    }

    /// A block scalar: the lines as they are, or folded into one.
    private mutating func literal(
        header: Substring, _ line: Line, inside parent: Int
    ) throws(ConfigurationSyntaxError) -> String {
        let marks = header.withoutComment.dropFirst()
        guard marks.allSatisfy({ "+-0123456789".contains($0) }) else {
            throw ConfigurationSyntaxError(.value, line: line.number)
        }
        var indent = marks.compactMap(\.wholeNumberValue).first.map { max(parent, 0) + $0 }
        var rows: [String] = []
        while next < lines.count {
            let row = lines[next]
            let isEmpty = row.text.allSatisfy(\.isWhitespace)
            if !isEmpty {
                indent = indent ?? row.indent
                guard row.indent >= indent ?? 0, row.indent > parent else { break }
            }
            next += 1
            rows.append(
                isEmpty ? "" : String(repeating: " ", count: row.indent - (indent ?? 0)) + row.text)
        }
        while rows.last == "" { rows.removeLast() }
        let text = rows.joined(separator: header.first == ">" ? " " : "\n")
        return marks.contains("-") || rows.isEmpty ? text : text + "\n"
    }
}

extension YAMLDocument.Line {
    var isBlank: Bool { text.isBlankOrComment }
    var isListItem: Bool { text == "-" || text.hasPrefix("- ") }
}
