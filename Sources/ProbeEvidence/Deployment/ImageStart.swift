/// How a container starts its first process.
package enum ImageStart: String, Codable, Hashable, Sendable {
    /// The program itself.
    case program
    /// `/bin/sh -c …`, as the shell form of ENTRYPOINT or CMD is built: the program may be a child of the shell.
    case shell

    /// Nothing where neither says anything.
    ///
    /// The engine starts both as one list of words, whatever it is made of.
    ///
    /// - Parameters:
    ///   - entrypoint: `Entrypoint` of an image's configuration or of a container's options.
    ///   - command: `Cmd` beside it.
    package init?(entrypoint: [String], command: [String]) {
        guard let words = ShellCall(entrypoint + command) else {
            if entrypoint.isEmpty, command.isEmpty { return nil }
            self = .program
            return
        }
        self = words.becomesProgram ? .program : .shell
    }
}

/// What an image's `Entrypoint` makes of another `Cmd` than its own.
package enum ImageEntrypoint: String, Codable, Hashable, Sendable {
    /// There is none: the command is what starts.
    case absent
    /// The command's words are a program's arguments.
    case program
    /// A shell with its script: the command's words are parameters of it.
    case shell
    /// A shell that has `-c` and no script: the command is one.
    case shellWithoutScript = "shell-without-script"

    package init(_ words: [String]) {
        if words.isEmpty {
            self = .absent
        } else if ShellCall(words + ["true; true"])?.script == "true; true" {
            self = .shellWithoutScript
        } else {
            self = ImageStart(entrypoint: words, command: []) == .shell ? .shell : .program
        }
    }
}

/// `sh -c script`: by whichever name, with whichever options, also through `env`.
struct ShellCall {
    let script: String

    private static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "ksh", "cmd", "cmd.exe"]
    private static let most = 16

    /// Nothing for what is no shell that is given a script.
    init?(_ words: [String]) {
        var rest = words.prefix(Self.most)
        if rest.first.map(Self.name) == "env" {
            rest = rest.dropFirst().drop { $0.hasPrefix("-") || $0.contains("=") }
        }
        guard let shell = rest.first.map(Self.name), Self.shells.contains(shell) else { return nil }
        let isOfWindows = shell.hasPrefix("cmd")
        rest = rest.dropFirst()
        while let option = rest.first {
            rest = rest.dropFirst()
            if isOfWindows {
                guard option.hasPrefix("/") else { return nil }
                if option.lowercased() == "/c" { break }
                continue
            }
            guard option.hasPrefix("-") || option.hasPrefix("+") else { return nil }
            // Letters may share a dash: `-lc`, `-exc`.
            if option.hasPrefix("-"), !option.hasPrefix("--"), option.contains("c") { break }
            if option.hasSuffix("o") || option.hasSuffix("O") { rest = rest.dropFirst() }
        }
        guard let script = rest.first else { return nil }
        self.script = script
    }

    private static func name(_ word: String) -> String {
        word.split { $0 == "/" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
    }

    /// A shell that ends with exec becomes the program, and keeps its process id.
    ///
    /// The word counts where a command begins, and not as another program's argument; redirections alone replace nothing.
    var becomesProgram: Bool {
        var begins = true
        let words = script.replacing("\n", with: " ; ").replacing(";", with: " ; ").split(
            whereSeparator: \.isWhitespace)
        for (index, word) in words.enumerated() {
            if begins, word == "exec", index + 1 < words.count {
                let next = words[index + 1].drop { $0.isNumber }
                if next != ";", next.first != "<", next.first != ">" { return true }
            }
            begins =
                [";", "&&", "||", "|", "&", "then", "do", "else", "{", "("].contains(word)
                || (begins && word.contains("=") && word.first != "=")
        }
        return false
    }
}
