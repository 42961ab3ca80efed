/// How a configuration file does not follow its language, or what its reader takes.
package enum SyntaxProblem: String, Codable, Hashable, Sendable {
    case tab
    case indentation
    case quote
    case bracket
    case key
    /// A second colon where one value belongs.
    case nestedValue = "nested-value"
    /// A reference to what was not given a name before.
    case alias
    case value
    case assignment
    case duplicate
    case escape
    case control
    /// A comment where the language has none.
    case comment
    /// A comma with nothing behind it.
    case comma
    /// No comma between two members.
    case separator
    /// What begins no member of a JSON object.
    case member
    /// A second document or value behind the first.
    case trailing
    case empty
    case byteOrderMark = "byte-order-mark"
    /// A member of a name that its reader does not know, and refuses for that.
    case unknownMember = "unknown-member"
    /// One whose name differs from a known one in upper and lower case only, which its reader refuses as well.
    case misspelt
    /// A member that engines before version 23 do not know.
    case newerMember = "newer-member"
    /// A value of another kind than its reader takes there, or one that it can make nothing of.
    case unfit
    /// Given on the reader's command line as well, which it refuses.
    case givenTwice = "given-twice"
    case notText = "not-text"
    case other
}
