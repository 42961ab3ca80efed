package import ProbeCore

/// What a configuration file says, and where: for messages that have to name the line.
package struct ConfigurationDocument: Hashable, Sendable {
    package let root: Structure
    /// Nobody asks for the line of a member that lies deeper; each has a path of its own, as long as it lies deep.
    static let deepestLine = 8
    /// The line of each member that is not inside a list and no deeper than that, by its path; counted from one.
    private let lines: [[String]: Int]

    package init(_ root: Structure, lines: [[String]: Int] = [:]) {
        self.root = root
        self.lines = lines
    }

    package subscript(_ path: String...) -> Structure? {
        path.reduce(Optional(root)) { $0?[$1] }
    }

    package func line(of path: [String]) -> Int? { lines[path] }
}

extension Structure {
    /// A text that is not empty.
    package var filledText: String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
