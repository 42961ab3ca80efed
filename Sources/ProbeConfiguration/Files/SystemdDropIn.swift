/// The environment that the files of a systemd unit set (systemd.exec(5), Environment=).
enum SystemdDropIn {
    /// Applies a file's assignments; an empty one takes all earlier ones back.
    static func apply(_ text: String, to environment: inout [String: String]) {
        var section = ""
        var joined = ""
        for raw in text.split(whereSeparator: \.isNewline) {
            let line = String(raw).trimmed
            if line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasSuffix("\\") {
                joined += line.dropLast() + " "
                continue
            }
            let whole = joined + line
            joined = ""
            if whole.hasPrefix("["), whole.hasSuffix("]") {
                section = whole
                continue
            }
            guard section == "[Service]", let equals = whole.firstIndex(of: "="),
                String(whole[..<equals]).trimmed == "Environment"
            else { continue }
            let assignments = words(whole[whole.index(after: equals)...])
            if assignments.isEmpty { environment = [:] }
            for assignment in assignments {
                guard let sign = assignment.firstIndex(of: "=") else { continue }
                environment[String(assignment[..<sign])] = String(assignment[assignment.index(after: sign)...])
            }
        }
    }

    /// Words that blanks separate, with quotation marks around a word or a part of it; `%%` is a percent sign.
    private static func words(_ text: Substring) -> [String] {
        var words: [String] = []
        var word: String?
        var mark: Character?
        var rest = text
        while let character = rest.popFirst() {
            if let open = mark {
                if character == open { mark = nil } else { word?.append(character) }
            } else if character == "\"" || character == "'" {
                mark = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let done = word { words.append(done) }
        return words.map { $0.replacing("%%", with: "%") }
    }
}
