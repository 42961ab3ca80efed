import ProbeCore

/// The name of the distribution (os-release(5)).
enum OSRelease {
    static func prettyName() -> String? {
        for path in ["/etc/os-release", "/usr/lib/os-release"] {
            if let text = try? TextFile.read(path, limit: 65_536) { return prettyName(in: text) }
        }
        return nil
    }

    /// Takes PRETTY_NAME, else NAME; values may be quoted as in a shell.
    static func prettyName(in text: String) -> String? {
        let assignments = text.split(whereSeparator: \.isNewline).compactMap { line -> (Substring, String)? in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            return (line[..<equals], unquoted(line[line.index(after: equals)...]))
        }
        // The last assignment holds, as in a shell.
        for name in ["PRETTY_NAME", "NAME"] {
            if let value = assignments.last(where: { $0.0 == name })?.1, !value.isEmpty {
                return LocalText(value).description
            }
        }
        return nil
    }

    private static func unquoted(_ value: Substring) -> String {
        var value = value
        for quote: Character in ["\"", "'"] where value.count >= 2 && value.first == quote && value.last == quote {
            value = value.dropFirst().dropLast()
            break
        }
        var text = ""
        var isEscaped = false
        for character in value {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                text.append(character)
                isEscaped = false
            }
        }
        return text
    }
}
