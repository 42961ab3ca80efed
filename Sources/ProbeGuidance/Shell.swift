import ProbeCore
import ProbeFindings

/// Builds text for a POSIX shell.
enum Shell {
    /// One word, quoted where a shell would read more into it.
    static func quoted(_ word: some CustomStringConvertible) -> String {
        let text = word.description
        let isPlain =
            !text.isEmpty && text.first != "-" && text.first != "~"
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x3a, 0x5f, 0x2f, 0x2c, 0x40: true
                default: false
                }
            }
        return isPlain
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A block that stops where a value is not set, also at a prompt: there `${NAME:?…}` ends one command, and the next would
    /// go on without the value.
    ///
    /// - Parameters:
    ///   - text: to be pasted.
    ///   - dialect: what it is written in; only a shell's text needs it.
    /// - Returns: the text, as a subshell where it has such values and goes on behind them.
    static func guarded(_ text: String, in dialect: Dialect) -> String {
        dialect.isOfShell && text.contains(":?") && text.contains("\n") ? "(\n\(text)\n)" : text
    }

    /// Letters, digits, dots, hyphens and underscores, as names of interfaces, tables and settings have.
    static func isName(_ word: some StringProtocol) -> Bool {
        !word.isEmpty && word.first != "-"
            && word.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
                default: false
                }
            }
    }

    /// The name of an interface that can have it, and that means nothing to a shell or to a pattern in a command.
    static func isName(_ interface: InterfaceName) -> Bool { interface.isValid && isName(interface.description) }

    /// Text that needs the addresses of names, run once all of them are known: a name without an address is an error, and
    /// nothing of the text runs.
    ///
    /// - Parameters:
    ///   - lookups: the names whose addresses, a line each, a variable of the text is to have; none needs no lookup.
    ///   - consequence: what a name without an address means, behind its name.
    ///   - text: for a shell.
    /// - Returns: text for a shell.
    static func finding(
        _ lookups: [(variable: String, names: [HostName], family: IPAddress.Family)],
        otherwise consequence: String = "nothing was changed", _ text: String
    ) -> String {
        guard !lookups.isEmpty else { return text }
        let questions = lookups.map { lookup in
            let list = lookup.names.map { quoted($0) }.joined(separator: " \\\n    ")
            return "\(lookup.variable)=$(addresses \(lookup.family.rawValue) \\\n    \(list))"
        }
        return """
            addresses() {
              family=$1
              shift
              for name; do
                found=$(getent "ahosts$family" "$name") || {
                  echo "$name has no address: \(consequence)" >&2
                  return 1
                }
                echo "$found" | awk '{ print $1 }' | sort -u
              done
            }
            if \(questions.joined(separator: " &&\n  ")); then
            \(indented(text))
            else
              (exit 1)
            fi
            """
    }

    /// A loop over addresses, known ones and those of names, with `$address` in its body.
    ///
    /// A name without an address is an error, and then nothing is done.
    static func loop(
        over known: [String], _ names: [HostName], _ family: IPAddress.Family,
        otherwise consequence: String = "nothing was changed", _ body: String
    ) -> String {
        guard !names.isEmpty else { return loop(over: known, body) }
        return finding([("addresses", names, family)], otherwise: consequence, loop(over: known + ["$addresses"], body))
    }

    /// A loop over words, with `$address`, or another variable, in its body.
    static func loop(over words: [String], as variable: String = "address", _ body: String) -> String {
        "for \(variable) in \(words.joined(separator: " \\\n  ")); do\n\(indented(body))\ndone"
    }

    /// Restarts those units that run; before IoT Edge is installed, or beside another release of it, not all of them are there.
    static func restart(ofRunning units: String) -> String {
        """
        for unit in \(units); do
          ! systemctl is-active --quiet "$unit" ||
            systemctl restart "$unit"
        done
        """
    }

    /// A program for Python, which stays one behind any margin that a ticket gives it, as no here-document does.
    ///
    /// - Parameters:
    ///   - program: one without single quotation marks.
    ///   - arguments: words as a shell takes them, in `sys.argv` from the second on.
    /// - Returns: text for a shell.
    static func python(_ program: String, _ arguments: String...) -> String {
        "python3 -c 'if True:\n\(indented(program))\n' \(arguments.joined(separator: " \\\n  "))"
    }

    /// The lines, each behind a margin.
    static func indented(_ text: String, by margin: String = "  ") -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : margin + $0 }
            .joined(separator: "\n")
    }

    /// Comment lines of at most 66 columns.
    static func comment(_ text: String) -> String {
        var lines: [String] = []
        var line = "#"
        for word in text.split(separator: " ") {
            if line.count + 1 + word.count > 66, line != "#" {
                lines.append(line)
                line = "#"
            }
            line += " " + word
        }
        return (lines + [line]).joined(separator: "\n")
    }

    /// What a dialect without names cannot say, as comments.
    static func nameComments(_ openings: [FirewallOpening], tool: String) -> [String] {
        var comments: [String] = []
        if openings.contains(where: { $0.lookup != nil }) {
            comments.append(
                comment(
                    "\(tool) matches addresses, not names: they are resolved when this runs. Run it again when they change."
                ))
        }
        for opening in openings where !opening.addresses.isEmpty {
            guard case .name(let name) = opening.destination else { continue }
            comments.append(comment("\(name) had these addresses during the run; they change."))
        }
        for case .names(let domain) in openings.map(\.destination) {
            comments.append(
                comment("\(tool) cannot allow *.\(domain): allow TCP 443 to it where names can be used, or by a proxy.")
            )
        }
        return comments
    }
}

// MARK: - Names

extension Shell {
    /// A systemd unit's name without escapes (systemd.unit(5)): letters, digits and `:_.-@`, with a known suffix.
    static func isUnitName(_ text: String) -> Bool {
        [".service", ".socket", ".scope"].contains { text.hasSuffix($0) } && text.utf8.count <= 255
            && text.utf8.first.map(isAlphanumeric) == true
            && text.utf8.allSatisfy { isAlphanumeric($0) || ":_.-@".utf8.contains($0) }
    }

    /// A container's name or id as the engine takes them: `[a-zA-Z0-9][a-zA-Z0-9_.-]+`.
    static func isContainerName(_ text: String) -> Bool {
        (2...255).contains(text.utf8.count) && text.utf8.first.map(isAlphanumeric) == true
            && text.utf8.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
    }

    /// An absolute path of letters, digits and `/._-@`: of any other it is not known whether it stands here as it is.
    static func isPath(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/") && text.utf8.count <= 4096
            && text.utf8.allSatisfy { isAlphanumeric($0) || "/._-@".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}
