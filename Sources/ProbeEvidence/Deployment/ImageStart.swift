/// How a container starts its first process.
package enum ImageStart: String, Codable, Hashable, Sendable {
    /// The program itself.
    case program
    /// `/bin/sh -c …`, as the shell form of ENTRYPOINT or CMD is built: the program may be a child of the shell.
    case shell

    /// Nothing where neither says anything.
    ///
    /// - Parameters:
    ///   - entrypoint: `Entrypoint` of an image's configuration or of a container's options.
    ///   - command: `Cmd` beside it.
    package init?(entrypoint: [String], command: [String]) {
        let words = entrypoint.isEmpty ? command : entrypoint
        guard let first = words.first else { return nil }
        let name = first.split { $0 == "/" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
        guard words.count >= 3, Self.shells.contains(name), words[1] == "-c" || words[1].lowercased() == "/c" else {
            self = .program
            return
        }
        // A shell that ends with exec becomes the program, and keeps its process id.
        self = words[2].split(whereSeparator: \.isWhitespace).contains("exec") ? .program : .shell
    }

    private static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "ksh", "cmd", "cmd.exe"]
}
