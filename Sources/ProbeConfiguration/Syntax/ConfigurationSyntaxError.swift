package import ProbeEvidence

/// Where a configuration file does not follow its language; never a piece of the file, which may hold secrets.
package struct ConfigurationSyntaxError: Error, Hashable, Sendable {
    package let problem: SyntaxProblem
    /// Counted from one; nothing where it is not known.
    package let line: Int?
    /// False where the language has the construct and this reader does not: no fault of the file.
    package let isCertain: Bool

    /// The member that it is about, by its path; nothing where it is about the text itself.
    package var member: String?

    package init(_ problem: SyntaxProblem, line: Int?, isCertain: Bool = true) {
        self.problem = problem
        self.line = line
        self.isCertain = isCertain
    }

    /// The construct is of the language, and beyond this reader.
    static func unsupported(line: Int) -> ConfigurationSyntaxError {
        ConfigurationSyntaxError(.other, line: line, isCertain: false)
    }
}
