package import ProbeCore

/// What a configuration file says, and where: for messages that have to name the line.
package struct ConfigurationDocument: Hashable, Sendable {
    package let root: Structure
    /// The line of each member that is not inside a list, by its path; counted from one.
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
