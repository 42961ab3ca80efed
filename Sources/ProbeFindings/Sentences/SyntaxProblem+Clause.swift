package import ProbeCore
package import ProbeEvidence

extension SyntaxProblem {
    /// A clause that says what is wrong.
    package var clause: Sentence {
        switch self {
        case .tab: "is indented with a tab, which YAML does not admit"
        case .indentation: "is not indented as its neighbours are"
        case .quote: "has a quotation mark that nothing closes, or text behind the closing one"
        case .bracket: "has a bracket that nothing closes"
        case .key: "is neither a key with a colon and a space nor a list item"
        case .assignment: "is no name with an equals sign and a value"
        case .duplicate: "defines a name a second time"
        case .nestedValue:
            """
            begins a member where none can stand: it is indented deeper than its neighbours, or its colon wants quotation \
            marks around the text
            """
        case .alias: "refers with an asterisk to a name that nothing before it has"
        case .escape: "has a backslash with something behind it that is no escape"
        case .control: "has a control character that may not stand there"
        case .comment: "has a comment, which JSON does not admit"
        case .comma: "has a comma with nothing behind it, which JSON does not admit"
        case .separator: "has no comma between two values"
        case .member: "has no name in quotation marks with a colon behind it where one belongs"
        case .trailing: "has more behind the only value or document that is read"
        case .empty: "has nothing in it"
        case .byteOrderMark: "begins with a byte order mark"
        case .unknownMember: "names an option that its reader does not know"
        case .misspelt: "names an option in other letters, upper or lower case, than its reader knows it by"
        case .newerMember: "names an option that came with version 23 of the engine"
        case .unfit: "has a value that its reader does not take there"
        case .givenTwice: "names an option that the command line of its reader sets too"
        case .value: "has a value, or text behind one, that cannot stand there without quotation marks"
        case .notText: "is not UTF-8 text"
        case .other: "does not parse"
        }
    }
}
