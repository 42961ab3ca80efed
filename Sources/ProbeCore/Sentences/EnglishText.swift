/// The English of a sentence that stands beside it in a report: for people, who do not read values.
package struct EnglishText: Hashable, Sendable, Codable {
    package let text: String

    package init(_ sentence: Sentence) { text = sentence.english }

    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
