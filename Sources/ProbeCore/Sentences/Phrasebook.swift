/// The words of another language for the messages of this program, from a catalogue that is part of it.
///
/// English needs none: it stands in the sources. Which one is read in is decided once, where the program starts, and holds
/// for all tasks below; a test may read the same sentences in several.
package struct Phrasebook: Sendable {
    /// The language that people are addressed in; nothing is English.
    @TaskLocal package static var current: Phrasebook?

    /// The language that other people are asked in, where it is another one; inside, nothing is English.
    @TaskLocal package static var ofRequests: Phrasebook??

    /// What a body says to whoever is asked for something.
    package static func asking<Text>(_ body: () throws -> Text) rethrows -> Text {
        guard let other = ofRequests else { return try body() }
        return try $current.withValue(other, operation: body)
    }

    /// What a body says in English, to whoever it speaks.
    package static func inEnglish<Text>(_ body: () throws -> Text) rethrows -> Text {
        try $current.withValue(nil) { try $ofRequests.withValue(nil, operation: body) }
    }

    /// Somebody is addressed in another language than English.
    package static var isSpoken: Bool { current != nil || (ofRequests ?? nil) != nil }

    /// As ISO 639-1 has it.
    package let language: String
    /// Whether sentences begin with capitals, which those in the middle of others lose.
    let hasCapitals: Bool
    /// Which of a noun's forms stands behind each number up to 199; beyond, the last two digits decide.
    private let forms: [Int]
    private let phrases: [UInt64: String]
    /// Hears of each message that the catalogue has no words for.
    private let unknown: (@Sendable (_ message: String) -> Void)?

    /// Reads a catalogue.
    ///
    /// - Parameters:
    ///   - catalogue: what `Texts/embed` writes: three lines with the language, its case and its forms, and a line for each
    ///     message with the hash of its key, a space and the text; forms are parted by tabs.
    ///   - unknown: hears of each message that the catalogue has no words for.
    package init(_ catalogue: String, unknown: (@Sendable (_ message: String) -> Void)? = nil) {
        let lines = catalogue.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        func head(_ number: Int) -> String {
            lines.count > number ? String(decoding: lines[number], as: UTF8.self) : ""
        }
        language = head(0)
        hasCapitals = head(1) == "cased"
        forms = head(2).compactMap(\.wholeNumberValue)
        var phrases: [UInt64: String] = [:]
        phrases.reserveCapacity(lines.count)
        for line in lines.dropFirst(3) {
            guard line.count > Self.digits,
                let key = UInt64(String(decoding: line.prefix(Self.digits), as: UTF8.self), radix: 16)
            else { continue }
            phrases[key] = Self.unescaped(line.dropFirst(Self.digits + 1))
        }
        self.phrases = phrases
        self.unknown = unknown
    }

    private static let digits = 16

    private static func unescaped(_ line: Substring.UTF8View) -> String {
        let text = String(decoding: line, as: UTF8.self)
        return text.utf8.contains(UInt8(ascii: "\\"))
            ? text.replacing("\\n", with: "\n").replacing("\\\\", with: "\\") : text
    }

    /// What the catalogue has for a message; nothing where it has none.
    func phrase(for message: String, context: String = "") -> Phrase? {
        guard let text = phrases[Self.hash(of: message, context)] else {
            unknown?(context.isEmpty ? message : "\(context): \(message)")
            return nil
        }
        return Phrase(text)
    }

    /// What an older version said: in the reader's language where it is still said, in English where it is not.
    func recorded(_ text: WireText) -> String {
        let message = text.description.replacing("{", with: "{{").replacing("}", with: "}}")
        return phrases[Self.hash(of: message, "")].flatMap { Phrase($0).text([]) } ?? text.description
    }

    /// A paragraph of the command line's help, which the parser has as a text; in English where the catalogue has none.
    package func help(_ paragraph: some StringProtocol) -> String {
        let message = String(paragraph).replacing("{", with: "{{").replacing("}", with: "}}")
        return phrase(for: message, context: "help")?.text([]) ?? String(paragraph)
    }

    /// A noun with its number or its names in the form that the number takes.
    func phrase(for noun: Noun, _ context: String, number: Int) -> Phrase? {
        let message = context == "count" ? "{1} \(noun.english(1))" : "\(noun.english(1)) {1}"
        guard let text = phrases[Self.hash(of: message, context)] else {
            unknown?("\(context): \(message)")
            return nil
        }
        let choices = text.split(separator: "\t", omittingEmptySubsequences: false)
        let form = number.magnitude < 200 ? Int(number.magnitude) : 100 + Int(number.magnitude % 100)
        let index = forms.indices.contains(form) ? forms[form] : 0
        return Phrase(choices.indices.contains(index) ? choices[index] : choices[0])
    }

    /// FNV-1a in 64 bits (draft-eastlake-fnv) over the context, a separator as in gettext's own files, and the message.
    static func hash(of message: String, _ context: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func take(_ text: String) {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        if !context.isEmpty { take(context + "\u{4}") }
        take(message)
        return hash
    }
}
