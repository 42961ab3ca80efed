import ProbeCore

/// A `message` object beside an English text; what does not fit together, or is of a later version, is read as nothing.
struct MessageDocument: Codable {
    let sentence: Sentence?

    init(_ sentence: Sentence) { self.sentence = sentence }

    init(from decoder: any Decoder) throws { sentence = try? Sentence(from: decoder) }

    func encode(to encoder: any Encoder) throws { try sentence?.encode(to: encoder) }

    /// The sentence of a message, or else the English text of a report that has no messages.
    static func sentence(_ message: MessageDocument?, _ english: String) -> Sentence {
        message?.sentence ?? Sentence(recorded: english)
    }
}
