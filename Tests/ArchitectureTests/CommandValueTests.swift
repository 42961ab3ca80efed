import FoundationEssentials
import Testing

/// What remedies put into commands is what the page on commands says, each value with its kind.
struct CommandValueTests {
    private struct Value: Hashable {
        let file: String
        let expression: String
    }

    private let page: String
    private let sources: URL

    init() throws {
        page = try String(
            contentsOf: Manifest.root.appending(path: "Documentation/commands.md"), encoding: .utf8)
        sources = Manifest.root.appending(path: "Sources/ProbeGuidance")
    }

    @Test func `every value in a command is on the page, as often as it stands in the sources`() throws {
        let (listed, written) = (try listed().mapValues(\.count), try written())
        #expect(written.count > 200)
        for (value, count) in written where listed[value] != count {
            Issue.record(
                "\(value.file): \(value.expression) stands there \(count) times, on the page \(listed[value] ?? 0)")
        }
        for value in listed.keys where written[value] == nil {
            Issue.record("\(value.file): \(value.expression) is on the page and no more in the sources")
        }
    }

    @Test func `every kind says who could have chosen it, what it passes, and which test holds it`() throws {
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|").map { $0.trimmingPrefix(while: \.isWhitespace) }
        }
        let tests = try Manifest.texts(below: Manifest.root.appending(path: "Tests")).values.joined()
        for row in rows {
            try #require(row.count == 6, "\(row)")
            #expect(row.allSatisfy { !$0.isEmpty })
            let name = row[5].split(separator: "`").first ?? ""
            #expect(tests.contains("func `\(name)`"), "\(name) is no test")
        }
        let kinds = Set(rows.compactMap { $0[0].split(separator: "`").first.map(String.init) })
        #expect(Set(try listed().values.map(\.kind)) == kinds)
    }

    // MARK: - The page

    /// The lines of the page's blocks: a kind, a number, and an expression.
    private func listed() throws -> [Value: (kind: String, count: Int)] {
        var values: [Value: (kind: String, count: Int)] = [:]
        for section in page.split(separator: "\n### ").dropFirst() {
            let lines = section.split(separator: "\n")
            let file = String(try #require(lines.first))
            for line in lines.dropFirst() where !line.hasPrefix("```") {
                let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
                guard words.count == 3, let count = Int(words[1]) else {
                    Issue.record("\(file): \(line) is no line of a kind, a number and an expression")
                    continue
                }
                values[Value(file: file, expression: String(words[2]))] = (String(words[0]), count)
            }
        }
        return values
    }

    // MARK: - The sources

    private func written() throws -> [Value: Int] {
        var values: [Value: Int] = [:]
        for (name, text) in try Manifest.texts(below: sources) {
            let file = String(name.dropLast(".swift".count))
            for expression in Self.interpolations(in: text) + Self.renderings(in: text) {
                values[Value(file: file, expression: expression), default: 0] += 1
            }
        }
        return values
    }

    /// What stands between `\(` and its parenthesis, with one blank where there are several.
    private static func interpolations(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        return bytes.indices.dropLast().compactMap { start -> String? in
            guard bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "(") else { return nil }
            // Behind another backslash it is text.
            let others = bytes[..<start].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            guard others.isMultiple(of: 2) else { return nil }
            var depth = 0
            let rest = bytes[(start + 1)...]
            let end = rest.firstIndex { byte in
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                return depth == 0
            }
            let words = String(decoding: bytes[(start + 2)..<(end ?? rest.endIndex)], as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            return words.joined(separator: " ")
        }
    }

    /// Where a name becomes text outside of an interpolation: `name.description`, `map(\.description)`.
    private static func renderings(in text: String) -> [String] {
        text.matches(of: /[\w$.?!]*\.description(?![A-Za-z0-9_])|\(\\\.description\)/).map { String($0.output) }
    }
}

extension Manifest {
    /// The Swift files in a folder and below it, by their names.
    static func texts(below folder: URL) throws -> [String: String] {
        var texts: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path.hasSuffix(".swift") {
            let name = String(path.split(separator: "/").last ?? "")
            texts[name, default: ""] += try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        }
        return texts
    }
}
