import ProbeCore

/// What somebody typed or pasted, as words: small letters and digits, whatever stands between them left out.
///
/// Colours, JSON's escapes, quotation marks and line breaks tear no phrase apart. Only the beginning of a long text is read.
struct SymptomText {
    /// No question and no line of a log is longer.
    static let longest = 16 << 10

    let words: [String]

    init(_ text: String) {
        var words: [String] = []
        var word = ""
        func end() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        var scalars = String(decoding: text.utf8.prefix(Self.longest), as: UTF8.self).unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if scalar == "\u{1b}" {
                Self.skipControlSequence(&scalars)
            } else if scalar == "\\", let escaped = scalars.first, "nrtu".unicodeScalars.contains(escaped) {
                // `\n` of JSON is a line break, `\u001b[31m` a colour.
                scalars = scalars.dropFirst()
                if escaped == "u" {
                    let isEscape = scalars.prefix(4).elementsEqual("001b".unicodeScalars)
                    scalars = scalars.dropFirst(4)
                    if isEscape { Self.skipControlSequence(&scalars) }
                }
                end()
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                word.unicodeScalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            } else if scalar != "'" && scalar != "\u{2019}" {
                // can't is one word.
                end()
            }
        }
        end()
        self.words = words
    }

    init(_ text: StaticString) { self.init(text.description) }

    /// Skips a control sequence behind its escape (ECMA-48, 5.4): up to its final byte.
    private static func skipControlSequence(_ scalars: inout Substring.UnicodeScalarView) {
        guard scalars.first == "[" else { return }
        scalars = scalars.dropFirst()
        while let scalar = scalars.popFirst(), !(0x40...0x7e).contains(scalar.value) {}
    }

    /// The words without anything between them, as headings are compared.
    var joined: String { words.joined() }

    /// Whether the words of a phrase stand here in its order.
    func contains(_ phrase: SymptomText) -> Bool { !phrase.words.isEmpty && words.contains(phrase.words) }

    /// Whether each of these words stands here, however they are mistyped.
    func hasEach(of other: SymptomText) -> Bool {
        !other.words.isEmpty && other.words.allSatisfy { word in words.contains { Self.isLike($0, word) } }
    }

    /// The words that say something.
    var telling: SymptomText { SymptomText(words: words.filter { !Self.fillers.contains($0) }) }

    private init(words: [String]) { self.words = words }

    /// The same, in the plural, or with one letter wrong or two in each other's place.
    private static func isLike(_ left: String, _ right: String) -> Bool {
        if left == right || left + "s" == right || left == right + "s" { return true }
        let (shorter, longer) = (min(left.utf8.count, right.utf8.count), max(left.utf8.count, right.utf8.count))
        guard shorter >= 5, longer <= 20, longer - shorter <= 1 else { return false }
        let distance = Spelling.distance(left, right)
        return distance <= 1 || distance == 2 && left.utf8.sorted() == right.utf8.sorted()
    }

    private static let fillers: Set = [
        "a", "after", "an", "and", "are", "at", "azure", "be", "does", "error", "for", "from", "gets", "has", "have",
        "in", "iot",
        "is", "it", "its", "my", "of", "on", "or", "the", "there", "to", "what", "why", "with",
    ]
}
