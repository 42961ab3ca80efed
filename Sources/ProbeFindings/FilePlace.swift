package import ProbeCore
package import ProbeEvidence

/// A place in a file of this device, and what is wrong there.
package struct FilePlace: Hashable, Sendable, CustomStringConvertible {
    package var path: LocalText
    /// Counted from one; nothing where it is about the whole file.
    package let line: Int?
    /// The last line of an assignment that runs over several.
    package var lastLine: Int?
    package var problem: SyntaxProblem?
    /// The member that the problem is about.
    package var member: LocalText?
    /// Why systemd passes over the assignment that stands there.
    package var ignored: IgnoredReason?

    package init(_ path: LocalText, line: Int? = nil) {
        self.path = path
        self.line = line
    }

    package var description: String { line.map { "\(path):\($0)" } ?? path.description }
}
