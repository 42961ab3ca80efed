/// The assignments of a unit file or a drop-in, in their order (systemd.syntax(7)).
enum UnitText {
    struct Assignment: Hashable {
        let section: String
        let name: String
        let value: String
        /// The lines it runs over, counted from one.
        let lines: ClosedRange<Int>
    }

    static func assignments(in text: String) -> [Assignment] {
        var found: [Assignment] = []
        var section = ""
        var joined = ""
        var first: Int?
        let body = text.unicodeScalars.first == "\u{feff}" ? String(text.unicodeScalars.dropFirst()) : text
        for (index, raw) in body.split(omittingEmptySubsequences: false, whereSeparator: isLineEnd).enumerated() {
            let line = raw.drop(while: isBlank)
            // A comment does not end what a backslash continues.
            if let mark = line.first, mark == "#" || mark == ";" { continue }
            let start = first ?? index + 1
            if isContinued(line) {
                joined += line.dropLast() + " "
                first = start
                continue
            }
            let whole = trimmed(joined + line)
            joined = ""
            first = nil
            if whole.hasPrefix("["), whole.hasSuffix("]") {
                section = String(whole.dropFirst().dropLast())
            } else if let sign = whole.firstIndex(of: "=") {
                found.append(
                    Assignment(
                        section: section, name: trimmed(whole[..<sign]),
                        value: trimmed(whole[whole.index(after: sign)...]), lines: start...(index + 1)))
            }
        }
        return found
    }

    /// A carriage return ends a line as well (read_line of systemd).
    private static func isLineEnd(_ character: Character) -> Bool { ["\n", "\r\n", "\r"].contains(character) }

    /// It ends in a backslash that no other one escapes.
    private static func isContinued(_ line: Substring) -> Bool {
        var count = 0
        var rest = line
        while rest.popLast() == "\\" { count += 1 }
        return count % 2 == 1
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text).drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
