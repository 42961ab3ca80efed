/// The lines of a text report: sanitizes, wraps and, where asked for, colours what is added.
struct TextPage {
    enum Style: String {
        case plain = ""
        case bold = "1"
        case red = "1;31"
        case green = "32"
        case yellow = "1;33"
        case faint = "2"
    }

    /// A piece of a line in one style (ECMA-48 SGR).
    struct Span {
        var text: String
        var style = Style.plain

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }
    }

    static let columns = 80

    let options: Display
    private let plain: PlainText
    private(set) var lines: [String] = []

    init(_ options: Display) {
        self.options = options
        plain = PlainText(isASCII: options.isASCII)
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// An empty line, unless the last one is.
    mutating func gap() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    /// A line that is never wrapped: a row of a table, or a command, which is better long than broken.
    mutating func line(_ spans: Span...) { line(spans) }

    mutating func line(_ spans: [Span]) {
        var line = ""
        for span in spans {
            let text = plain.line(span.text)
            line += options.isColoured && span.style != .plain ? "\u{1b}[\(span.style.rawValue)m\(text)\u{1b}[0m" : text
        }
        while line.last == " " { line.removeLast() }
        lines.append(line)
    }

    /// A wrapped paragraph behind a label; its following lines begin in the column given.
    mutating func paragraph(
        after label: Span = Span(""), at column: Int = 0, _ text: String, _ style: Style = .plain, trailing: String = ""
    ) {
        let opening = PlainText.width(plain.line(label.text))
        var head = label
        head.text += String(repeating: " ", count: max(0, column - opening))
        let start = max(opening, column)
        var wrapped = Self.wrap(plain.line(text), first: Self.columns - start, width: Self.columns - column)
        if !trailing.isEmpty { Self.append(plain.line(trailing), to: &wrapped, start: start, column: column) }
        for (index, piece) in wrapped.enumerated() {
            let margin = index == 0 ? head : Span(String(repeating: " ", count: column))
            line([margin, Span(piece, style)])
        }
    }

    /// Puts a reference at the right margin of the last line, or of one more where it does not fit.
    private static func append(_ trailing: String, to wrapped: inout [String], start: Int, column: Int) {
        let indent = wrapped.count <= 1 ? start : column
        let used = indent + PlainText.width(wrapped.last ?? "")
        let length = PlainText.width(trailing)
        if used + 2 + length <= columns {
            let padding = String(repeating: " ", count: columns - used - length)
            wrapped[max(0, wrapped.count - 1)] = (wrapped.last ?? "") + padding + trailing
        } else {
            wrapped += wrap(trailing, first: columns - column, width: columns - column).map { piece in
                String(repeating: " ", count: max(0, columns - column - PlainText.width(piece))) + piece
            }
        }
    }

    /// Breaks at spaces; a word longer than a line is broken where the line ends.
    static func wrap(_ text: String, first: Int, width: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        var used = 0
        var room: Int { max(1, lines.isEmpty ? first : width) }
        for word in text.split(separator: " ") {
            let length = PlainText.width(word)
            if !current.isEmpty, used + 1 + length <= room {
                current += " " + word
                used += 1 + length
                continue
            }
            if !current.isEmpty { lines.append(current) }
            current = ""
            used = 0
            for scalar in word.unicodeScalars {
                let step = PlainText.width(String(scalar))
                if used + step > room, !current.isEmpty {
                    lines.append(current)
                    current = ""
                    used = 0
                }
                current.unicodeScalars.append(scalar)
                used += step
            }
        }
        lines.append(current)
        return lines
    }
}
