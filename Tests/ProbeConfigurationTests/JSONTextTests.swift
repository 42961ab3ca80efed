@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

struct JSONTextTests {
    @Test(
        arguments: [
            ("[]", .list([])), ("{}", .object([:])),
            (" [1 , -0, 2.5e1]\n", .list([.integer(1), .integer(0), .number(25)])),
            (#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, .text("a\"\\/\u{8}\u{c}\n\r\té😀")),
            ("18446744073709551615", .counter(.max)),
            ("[true,false,null]", .list([.boolean(true), .boolean(false), .null])), ("1e-2", .number(0.01)),
            // Of two members with one name the last counts, and objects are joined, as Go does it.
            (#"{"a":1,"a":2}"#, .object(["a": .integer(2)])),
            (#"{"a":{"b":1,"c":1},"a":{"b":2}}"#, .object(["a": .object(["b": .integer(2), "c": .integer(1)])])),
            // Halves of surrogate pairs are replaced (JSONTestSuite, i_string_*).
            (#"["\ud800"]"#, .list([.text("\u{fffd}")])), (#"["\ud800a"]"#, .list([.text("\u{fffd}a")])),
            (#"["\ud800\ud800\n"]"#, .list([.text("\u{fffd}\u{fffd}\n")])),
            (#"["\udd1e\ud834"]"#, .list([.text("\u{fffd}\u{fffd}")])),
        ] as [(String, Structure)])
    func `reads what Go reads`(text: String, value: Structure) throws {
        #expect(try JSONText.parse(text).root == value)
    }

    @Test func `replaces bytes that are no text, as Go does`() throws {
        #expect(try JSONText.parse([0x22, 0x61, 0xff, 0x22]).root == .text("a\u{fffd}"))
    }

    /// JSONTestSuite's n_*, and what people write.
    @Test(
        arguments: [
            ("{\n  // quiet\n  \"a\": 1\n}", .comment, 2), ("{\"a\": 1} # b", .trailing, 1),
            ("{\n\"a\": 1,\n}", .comma, 3), ("[1,]", .comma, 1),
            ("[1,,2]", .value, 1), ("{\"a\": 1\n \"b\": 2}", .separator, 2), ("{'a': 1}", .member, 1),
            ("{a: 1}", .member, 1), ("{\"a\" 1}", .member, 1),
            ("{\"a\":1", .bracket, 1), ("[1\n", .bracket, 2), ("{\n\"dns\": [\"8.8.8.8\"\n}", .bracket, 3),
            ("[01]", .separator, 1), ("[1.]", .value, 1),
            ("[.5]", .value, 1), ("[+1]", .value, 1), ("[1e]", .value, 1), ("[-]", .value, 1), ("[NaN]", .value, 1),
            ("[True]", .value, 1), ("[nul]", .value, 1),
            ("[\"a\nb\"]", .quote, 1), ("[\"a\tb\"]", .control, 1), ("[\"a", .quote, 1), (#"["\x41"]"#, .escape, 1),
            (#"["\u12"]"#, .escape, 1),
            ("", .empty, nil), (" \n", .empty, nil), ("{} {}", .trailing, 1), ("[]]", .trailing, 1),
            ("1e999", .value, 1), ("\u{feff}{}", .value, 1),
            ("{\"a\":}", .comma, 1), ("]", .comma, 1), ("{\"a\": \"CANARY", .quote, 1),
        ] as [(String, SyntaxProblem, Int?)])
    func `says what is wrong, and in which line`(text: String, problem: SyntaxProblem, line: Int?) {
        let error = #expect(throws: ConfigurationSyntaxError.self) { try JSONText.parse(text) }
        #expect(error == ConfigurationSyntaxError(problem, line: line))
        #expect(!"\(error.debugDescription)".contains("CANARY"))
    }

    @Test func `knows the line of every member`() throws {
        let document = try JSONText.parse("{\n\"a\": 1, \"b\": {\n\"c\": [{\n\"d\": 1}],\n\"e\": 2}}")
        #expect(
            document.line(of: ["a"]) == 2 && document.line(of: ["b", "c"]) == 3 && document.line(of: ["b", "e"]) == 5)
        #expect(document.line(of: ["b", "c", "d"]) == nil)
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 50_000), "\"\\u", "\"\\ud800\\u",
        "-", "\u{0}", "[\"\\",
    ])
    func `ends with whatever it is given`(text: String) {
        _ = try? JSONText.parse(text)
    }

    @Test func `survives bytes that nobody would write`() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array(" \n{}[],:\"\\u/tfn0123456789eE+-.abcd".utf8) + [0, 0x1f, 0x7f, 0xc3, 0xff]
        for _ in 0..<5000 {
            let length = Int.random(in: 0..<60, using: &random)
            _ = try? JSONText.parse((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
        }
    }
}
