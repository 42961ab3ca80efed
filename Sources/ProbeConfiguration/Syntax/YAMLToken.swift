/// What the scanner makes of the characters: the structure that indentation and indicators give, and the scalars in it.
enum YAMLToken: Hashable {
    case streamEnd
    case directive
    case documentStart
    case documentEnd
    case blockSequence
    case blockMapping
    /// Of either, where the indentation goes back.
    case blockEnd
    case flowSequence
    case flowSequenceEnd
    case flowMapping
    case flowMappingEnd
    case blockEntry
    case flowEntry
    case key
    case value
    case alias(String)
    case anchor(String)
    case tag(String)
    case scalar(String, isPlain: Bool)
}
