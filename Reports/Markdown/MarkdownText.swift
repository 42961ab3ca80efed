/// Text that GitHub-flavoured Markdown shows as it is: no markup, link, image, mention or reference comes out of it.
///
/// A backslash stops markup, but mentions, e-mail addresses and issue numbers are found in the finished text, escaped or
/// not; an empty comment in their middle keeps their halves apart.
enum MarkdownText {
    /// A text within a line or a cell.
    static func inline(_ text: some StringProtocol) -> String {
        let scalars = Array(PlainText().line(text).unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "<", ">", "~", "|", "&", "$": result += "\\\(scalar)"
            case "@": result += "@<!-- -->"
            case "#": result += next.map { ("0"..."9").contains($0) } == true ? "#<!-- -->" : "\\#"
            case ":": result += next == "/" ? ":<!-- -->" : ":"
            case ".": result += endsInWWW(scalars[..<index]) ? "<!-- -->." : "."
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A text at the beginning of a line, where a list, a heading or a rule could begin.
    static func opening(_ text: some StringProtocol) -> String {
        let text = inline(text)
        guard let first = text.unicodeScalars.first, "+-=".unicodeScalars.contains(first) || isDigit(first) else {
            return text
        }
        let digits = text.unicodeScalars.prefix(while: isDigit)
        let rest = text.unicodeScalars.dropFirst(max(1, digits.count))
        if digits.isEmpty { return "\\" + text }
        guard let after = text.unicodeScalars.dropFirst(digits.count).first, after == "." || after == ")" else {
            return text
        }
        return String(String.UnicodeScalarView(digits)) + "\\" + String(after)
            + String(String.UnicodeScalarView(rest.dropFirst()))
    }

    /// A code span, whose marks are longer than any run of backticks in it.
    static func code(_ text: some StringProtocol) -> String {
        let plain = PlainText().line(text)
        let mark = String(repeating: "`", count: longestRun(in: plain) + 1)
        let pad = plain.hasPrefix("`") || plain.hasSuffix("`") || plain.isEmpty ? " " : ""
        return mark + pad + plain + pad + mark
    }

    /// A fenced block, whose fence is longer than any run of backticks in it.
    static func block(_ text: String, _ language: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(400)
            .map { PlainText().line($0) }
        let run = lines.map(longestRun).max() ?? 0
        let fence = String(repeating: "`", count: max(3, run + 1))
        return ([fence + language] + lines + [fence]).joined(separator: "\n")
    }

    private static func longestRun(in text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == 0x60 ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    private static func endsInWWW(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        scalars.count >= 3 && scalars.suffix(3).allSatisfy { $0 == "w" || $0 == "W" }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
