/// The assignments of a file that a login reads: /etc/environment (pam_env(8)), or a script of /etc/profile.d.
///
/// No shell: what a line makes of other variables is not worked out, and a value with such in it counts as none.
struct ShellAssignments {
    private var values: [Substring: String] = [:]

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            var line = line.drop(while: \.isWhitespace)
            if line.hasPrefix("export"), line.dropFirst(6).first?.isWhitespace ?? false {
                line = line.dropFirst(6).drop(while: \.isWhitespace)
            }
            guard let equals = line.firstIndex(of: "="), line[..<equals].utf8.allSatisfy(Self.isNameByte) else {
                continue
            }
            values[line[..<equals]] = Self.value(line[line.index(after: equals)...])
        }
    }

    /// What is assigned last; nothing where that is empty.
    subscript(name: String) -> String? { values[name[...]].flatMap { $0.isEmpty ? nil : $0 } }

    private static func value(_ text: Substring) -> String? {
        let value: Substring
        if let mark = text.first, mark == "\"" || mark == "'" {
            value = text.dropFirst().prefix { $0 != mark }
        } else {
            value = text.prefix { !$0.isWhitespace && $0 != ";" }
        }
        return value.contains { $0 == "$" || $0 == "`" } ? nil : String(value)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
        default: false
        }
    }
}
