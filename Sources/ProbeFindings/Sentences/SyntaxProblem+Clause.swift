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
        case .value: "has a value, or text behind one, that cannot stand there without quotation marks"
        case .notText: "is not UTF-8 text"
        case .other: "does not parse"
        }
    }
}
