import ProbeCore

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

    /// The command substitution that gives a name's addresses of one family, as this device resolves it now.
    static func lookup(_ name: HostName, _ family: IPAddress.Family = .v4) -> String {
        """
        $(
          getent ahosts\(family.rawValue) \(quoted(name)) |
            awk '{ print $1 }' | sort -u
        )
        """
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

    /// The comments that a dialect without names needs: which names the addresses stand for, and what it cannot say.
    static func nameComments(_ openings: [Opening], tool: String) -> [String] {
        openings.compactMap { opening in
            switch opening.destination {
            case .name(let name):
                opening.addresses.isEmpty
                    ? comment(
                        "\(tool) matches addresses, not names: \(name) is resolved when this runs; run it again when it changes."
                    )
                    : comment("\(name) had these addresses during the run; they change.")
            case .names(let domain):
                opening.addresses.isEmpty
                    ? comment(
                        "\(tool) cannot allow *.\(domain) by name: allow TCP \(opening.portList) to it where names can be used, or through a proxy."
                    )
                    : comment("Addresses of names under \(domain) during the run; they change.")
            case .address: nil
            }
        }
    }
}
