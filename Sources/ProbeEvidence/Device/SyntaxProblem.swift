/// How a configuration file does not follow its language.
package enum SyntaxProblem: String, Codable, Hashable, Sendable {
    case tab
    case indentation
    case quote
    case bracket
    case key
    case value
    case assignment
    case duplicate
    case notText = "not-text"
    case other
}
