/// A value that somebody has yet to fill in: with the VS Code extension, a pipeline's token, a chart, a batch file, by hand.
enum Placeholder {
    /// What stands around a name, with what the name may be made of besides letters, digits, `_`, `.` and `-`.
    private static let forms: [(opening: String, closing: String, others: String)] = [
        ("${", "}", "${}:/ "), ("#{", "}#", " "), ("#{", "}", " "), ("{{", "}}", " ./()|\"'$"), ("<", ">", " /:‹›<"),
        ("[[", "]]", " "), ("__", "__", ""), ("%", "%", ""), ("@@", "@@", ""),
    ]

    /// `${MODULES.filter}`, `$CONTAINER_REGISTRY_PASSWORD`, `#{TAG}#`: a text that is one, or has one in it.
    ///
    /// For names of images, hosts and ports, none of which has such a character of its own. `$upstream` is IoT Edge's own word
    /// for the parent.
    static func isIn(_ text: String) -> Bool {
        if ["${", "#{", "{{", "@@"].contains(where: text.contains) { return true }
        if let start = text.firstIndex(of: "<"), text[start...].contains(">") { return true }
        if isMarked(in: text, by: "__") || isMarked(in: text, by: "%") { return true }
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            rest = rest[rest.index(after: dollar)...]
            let name = rest.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
            if let first = name.first, !first.isNumber, name != "upstream" { return true }
        }
        return false
    }

    /// `__TAG__`, `%TAG%`: capitals alone, since repositories may have two underscores in their names.
    private static func isMarked(in text: String, by mark: String) -> Bool {
        let pieces = text.split(separator: mark, omittingEmptySubsequences: false)
        guard pieces.count > 2 else { return false }
        return pieces.dropFirst().dropLast().contains { piece in
            !piece.isEmpty && piece.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
                && piece.contains(where: \.isUppercase)
        }
    }

    /// A secret that is one as a whole: a password may well have a dollar in it.
    static func isWhole(_ text: String) -> Bool {
        // The one user name of nvcr.io, which looks like one.
        if text.isEmpty { return true }
        if text == "$oauthtoken" { return false }
        if forms.contains(where: { isWhole(text, $0) }) { return true }
        guard text.first == "$", let second = text.dropFirst().first, second == "_" || second.isLetter else {
            return false
        }
        return text.dropFirst().allSatisfy { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
    }

    private static func isWhole(_ text: String, _ form: (opening: String, closing: String, others: String)) -> Bool {
        guard text.hasPrefix(form.opening), text.hasSuffix(form.closing),
            text.count > form.opening.count + form.closing.count
        else { return false }
        let name = text.dropFirst(form.opening.count).dropLast(form.closing.count)
        return name.contains(where: \.isLetter)
            && name.allSatisfy { $0.isLetter || $0.isNumber || "_.-".contains($0) || form.others.contains($0) }
    }
}
