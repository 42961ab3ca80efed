import ProbeCore

/// Markup whose type keeps text and tags apart: literals of the program are tags, whatever is interpolated is quoted text.
///
/// Templates are string literals, `"<p>\(text)</p>"`; another `Markup` is inserted as it is. Control, formatting and
/// bidirectional characters become visible escapes, and no text is longer than a report needs.
struct Markup: ExpressibleByStringInterpolation, CustomStringConvertible {
    private(set) var description: String

    init(stringLiteral value: StaticString) { description = value.description }

    init(stringInterpolation: StringInterpolation) { description = stringInterpolation.text }

    private init(quoted: String) { description = quoted }

    /// The program's own text as it is, such as a stylesheet.
    static func trusted(_ text: String) -> Markup { Markup(quoted: text) }

    /// Stands in a sentence where markup is put.
    static let place = "\u{fffc}"

    /// The program's own words around markup in the middle of them.
    static func words(_ sentence: Sentence, around markup: Markup) -> Markup {
        let parts = sentence.text.split(separator: place, maxSplits: 1, omittingEmptySubsequences: false)
        return Markup(
            quoted: quote(parts[0]) + markup.description + (parts.count > 1 ? quote(parts[1]) : ""))
    }

    /// Text of several lines; everything but the line feeds is quoted.
    static func lines(_ text: String, limit: Int = 20_000) -> Markup {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var quoted: [String] = []
        var length = 0
        for line in lines {
            guard length < limit else {
                quoted.append("…")
                break
            }
            let line = quote(line)
            length += line.utf8.count
            quoted.append(line)
        }
        return Markup(quoted: quoted.joined(separator: "\n"))
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: StaticString) { text += literal.description }
        mutating func appendInterpolation(_ markup: Markup) { text += markup.description }
        mutating func appendInterpolation(_ markup: Markup?) { text += markup?.description ?? "" }
        mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { text += part.description } }
        mutating func appendInterpolation(_ number: Int) { text += "\(number)" }
        /// The program's own words, in the reader's language.
        mutating func appendInterpolation(words sentence: Sentence) { text += Markup.quote(sentence.text) }
        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text += Markup.quote(value.description)
        }
    }

    /// Fit for an element's content and for an attribute's value in double quotes (HTML standard, 13.1.2.3 and 13.1.4).
    private static func quote(_ text: some StringProtocol) -> String {
        var quoted = ""
        for character in PlainText().line(text).unicodeScalars {
            switch character {
            case "&": quoted += "&amp;"
            case "<": quoted += "&lt;"
            case ">": quoted += "&gt;"
            case "\"": quoted += "&quot;"
            case "'": quoted += "&#39;"
            default: quoted.unicodeScalars.append(character)
            }
        }
        return quoted
    }
}

extension Sequence where Element == Markup {
    /// All parts behind each other.
    var joined: Markup { "\(Array(self))" }
}
