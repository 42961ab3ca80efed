import FoundationEssentials
import ProbeCore
import Subprocess
import SystemPackage
import Testing

/// The language of `Texts/pseudo`: brackets around each message, and no letter of ASCII inside but those of values.
enum Pseudo {
    private static let tool =
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Texts/pseudo").standardized.path

    static func phrasebook(unknown: @escaping @Sendable (String) -> Void) async throws -> Phrasebook {
        let result = try await Subprocess.run(
            .path("/usr/bin/env"), arguments: ["python3", "-B", tool], output: .string(limit: 16 << 20))
        try #require(result.terminationStatus.isSuccess)
        return Phrasebook(result.standardOutput, unknown: unknown)
    }

    /// Runs of ASCII's letters.
    static func words(of text: String) -> Set<String> {
        Set(text.utf8.split { !(0x61...0x7a).contains($0 | 0x20) }.map { String(decoding: $0, as: UTF8.self) })
    }

    /// The words of a text that stand outside of all brackets, and are none of the names that a report has in every language.
    static func unaccented(_ text: String, besides names: Set<String>) -> Set<String> {
        var words: Set<String> = []
        var depth = 0
        var word = ""
        func finish() {
            if word.count > 2, !names.contains(word), !words.contains(word) { words.insert(word) }
            word = ""
        }
        for character in visible(text) {
            switch character {
            case "⟦": depth += 1
            case "⟧": depth -= 1
            case _ where depth == 0 && character.isASCII && character.isLetter:
                word.append(character)
                continue
            default: break
            }
            finish()
        }
        finish()
        return words
    }

    /// Without tags, styles and evidence; what labels and titles say to those who do not see the page stays.
    private static func visible(_ text: String) -> String {
        guard text.hasPrefix("<!DOCTYPE html>") else { return text }
        var visible = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "<") {
            visible += rest[..<open] + " "
            rest = rest[open...]
            for (element, end) in [("<style", "</style>"), ("<pre", "</pre>"), ("<code", "</code>")]
            where rest.hasPrefix(element) {
                rest = rest.firstRange(of: end).map { rest[$0.lowerBound...] } ?? ""
            }
            let close = rest.firstIndex(of: ">") ?? rest.endIndex
            for attribute in ["aria-label=\"", "title=\""] {
                if let start = rest[..<close].firstRange(of: attribute)?.upperBound,
                    let end = rest[start..<close].firstIndex(of: "\"")
                {
                    visible += rest[start..<end] + " "
                }
            }
            rest = close < rest.endIndex ? rest[rest.index(after: close)...] : ""
        }
        return (visible + rest).replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing(
            "&amp;", with: "&")
    }
}
