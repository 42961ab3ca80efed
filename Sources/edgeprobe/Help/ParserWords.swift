import ProbeCore

/// What the command line's parser says, which knows English alone.
enum ParserWords {
    /// The parser's complaint as a sentence with its values; what is none of the parser's stays as it is.
    static func sentence(_ complaint: String) -> Sentence {
        // Its lists of values have its own conjunctions.
        let plain = complaint.replacing("' and '", with: "', '").replacing("' or '", with: "', '")
        let complaint = Phrasebook.current == nil ? complaint : plain
        return sentences.lazy.compactMap { $0.matched(in: complaint) }.first ?? Sentence(verbatim: complaint)
    }

    /// Of ArgumentParser's ParserError, the longer ones first where one begins as another does.
    private static let sentences: [Sentence] = [
        "Unknown option '\(verbatim: "")'. Did you mean '\(verbatim: "")'?",
        "Unknown option '\(verbatim: "")'",
        "Missing value for '\(verbatim: "")'",
        "Missing expected argument '\(verbatim: "")'",
        "Missing one of: '\(verbatim: "")'",
        "Missing required subcommand.",
        "Unexpected argument '\(verbatim: "")'",
        "\(verbatim: "") unexpected arguments: '\(verbatim: "")'",
        "The option '\(verbatim: "")' does not take any value, but '\(verbatim: "")' was specified.",
        "Value to be set with \(verbatim: "") had already been set with \(verbatim: "")",
        "The value '\(verbatim: "")' is invalid for '\(verbatim: "")'. Please provide one of the following: \(verbatim: "").",
        "The value '\(verbatim: "")' is invalid for '\(verbatim: "")'. Please provide one of \(verbatim: "").",
        "The value '\(verbatim: "")' is invalid for '\(verbatim: "")'",
        "The value '\(verbatim: "")' is invalid.",
        "Invalid option: \(verbatim: "")",
        "Can't generate completion scripts for '\(verbatim: "")'.\(verbatim: "")",
        "Command '\(verbatim: "")' is not a parent of the current command.",
    ]
}
