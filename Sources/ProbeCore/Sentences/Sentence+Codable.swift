/// The form of a `message` object: a sentence by its key and its values, to stand beside its English text.
extension Sentence: Codable {
    /// More places than any sentence has.
    private static let mostArguments = 64
    private static let longestKey = 4000

    private enum Member: String, CodingKey {
        case key, arguments
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        try container.encode(key, forKey: .key)
        try container.encode(arguments, forKey: .arguments)
    }

    /// - Throws: `DecodingError` where the key and the values do not fit each other.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        let key = try container.decode(String.self, forKey: .key)
        let arguments = try container.decode([SentenceArgument].self, forKey: .arguments)
        guard key.utf8.count <= Self.longestKey, arguments.count <= Self.mostArguments,
            let sentence = Sentence(key: key, arguments: arguments)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .arguments, in: container, debugDescription: "values that do not fit the key")
        }
        self = sentence
    }
}
