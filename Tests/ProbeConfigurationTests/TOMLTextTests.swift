@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

struct TOMLTextTests {
    static let edge = """
        hostname = "gw-lab-17"
        parent_hostname = "parent.plant.example"

        [provisioning]
        source = "dps"
        global_endpoint = "https://global.azure-devices-provisioning.net"
        id_scope = "0ne00ABCDEF"

        [provisioning.attestation]
        method = "symmetric_key"
        symmetric_key = { value = "c2VjcmV0" }

        [agent]
        name = "edgeAgent"

        [agent.env]
        "UpstreamProtocol" = "MqttWs"
        https_proxy = 'http://bob:s3cret@proxy.site.example:3128'

        [moby_runtime]
        uri = "unix:///run/docker.sock"
        [moby_runtime.network]
        name = "plant"
        """

    @Test(
        arguments: [
            ("a = 1_000", .integer(1000)), ("a = 0xff", .integer(255)), ("a = -5 # x", .integer(-5)),
            ("a=true", .boolean(true)), ("a = 1.5e3", .number(1500)),
            ("a = 2026-11-23T09:14:07Z", .text("2026-11-23T09:14:07Z")),
            ("a = 2026-11-23 09:14:07", .text("2026-11-23 09:14:07")), ("a = 09:14:07", .text("09:14:07")),
            (#"a = "x\ty\u0041\"""#, .text("x\tyA\"")), (#"a = 'C:\n'"#, .text(#"C:\n"#)), ("a = ''", .text("")),
            ("a = \"\"\"\none\ntwo\\\n   three\"\"\"", .text("one\ntwothree")), ("a = '''it's'''", .text("it's")),
            ("a = \"\"\"x\"\"\"\"", .text("x\"")), ("a = [1, # one\n 'x',\n]", .list([.integer(1), .text("x")])),
            ("a = {}", .object([:])),
            ("a = { b.c = 1, d = [] }", .object(["b": .object(["c": .integer(1)]), "d": .list([])])),
            ("a.b = 1\na.c = 2", .object(["b": .integer(1), "c": .integer(2)])), ("\"a\" = 1\r\n", .integer(1)),
            ("[a]\nb = 1\n[a.c]\nd = 2", .object(["b": .integer(1), "c": .object(["d": .integer(2)])])),
            (
                "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\n",
                .list([.object(["b": .integer(1)]), .object(["b": .integer(2), "c": .object([:])])])
            ), ("# x\n\n  [ a . 'b c' ] # y\nd = 1", .object(["b c": .object(["d": .integer(1)])])),
        ] as [(String, Structure)])
    func `reads every kind of key and value`(text: String, value: Structure) throws {
        #expect(try TOMLText.parse(text)["a"] == value)
    }

    @Test(
        arguments: [
            ("a = 1\nkey = CANARY\n", .value, 2), ("a = \"open\nb = 1", .quote, 1), ("a = 1 b = 2", .value, 1),
            ("\na", .assignment, 2), ("a = ", .value, 1), ("[a\nb = 1", .bracket, 1), ("[[a]\n", .bracket, 1),
            ("[ }", .assignment, 1), ("a = [1, 2", .bracket, 1), ("a = 1\na = 2", .duplicate, 2),
            ("[a]\n[b]\n[a]", .duplicate, 3), ("a = 1\n[a.b]", .duplicate, 2), ("a = \"\\q\"", .escape, 1),
            ("a = {b = 1", .bracket, 1), ("= 1", .assignment, 1), ("a: 1", .assignment, 1), ("a = 0x1g", .value, 1),
        ] as [(String, SyntaxProblem, Int)])
    func `says what is wrong, and in which line`(text: String, problem: SyntaxProblem, line: Int) {
        let error = #expect(throws: ConfigurationSyntaxError.self) { try TOMLText.parse(text) }
        #expect(error == ConfigurationSyntaxError(problem, line: line))
        #expect(!"\(error.debugDescription)".contains("CANARY"))
    }

    /// Files of toml-test (valid/ and invalid/), and what the crate toml 0.5.11 made of each.
    @Test(arguments: [
        "\u{feff}a = 1", "\u{feff}[a]\r\nb = 1\r\n", "a = 1e06", "a = 6.626e-34", "a = +0.0", "a = -nan", "a = 0o755",
        "a = 0xDEAD_BEEF", "a = 1987-07-05t17:45:00z", "a = 1979-05-27T00:32:00.999999-07:00", "\"\" = 1", "1.2 = 3",
        "a = { b = { c.d = 1 }, e = 2 }", "[a.b]\n[a]\n", "[a]\n[a.b]\n[a.b.c]\n", "a.b.c = 1\na.b.d = 2",
        "a = \"\"\"\"\"x\"\"\"\"\"",
        "[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\n", "[fruit]\napple.color = 1\n[fruit.apple.texture]\n",
        "a = [ [1], ['x'], {b=1} ]",
        "a = \"\\U0001F600\"", "# \t\n", "a = \"\"\"\\\n\n  x\"\"\"", "-_- = 1", "a = ''''x''''",
        // Of 1.1 only: the last releases take them.
        "a = { b = 1,\n c = 2, }", "a = 17:45", "a = \"\\x33\\e\"",
        // What 0.5 takes beyond the specification.
        "a = 2100-02-29", "a = +0xff",
    ])
    func `takes what the crate takes`(text: String) {
        #expect(throws: Never.self) { try TOMLText.parse(text) }
    }

    @Test(arguments: [
        "a = 01", "a = 1__0", "a = _1", "a = 1_", "a = 1.", "a = .5", "a = 1.e3", "a = 1e", "a = -0x1", "a = 0X1",
        "a = True",
        "a = 1987-7-05", "a = 1987-13-05", "a = 25:00:00", "a = 1987-07-05T17:45:00+1:00", "a = \"\u{1}\"",
        "a = 'x\u{7f}'",
        "# \u{1}", "a = 1\rb = 2", "a = \"x\ny\"", "a = 'x\ny'", "a = \"\"\"x", "a = \"\"\"\"\"\"x", "a = '''''''x",
        "a = \"\\ud800\"",
        "a = \"\"\"\\ x\"\"\"", "\"\"\"a\"\"\" = 1", "a.=1", ".a = 1", "a..b = 1", "a b = 1", "a = 1 # x\n = 2", "[a]]",
        "[ [a]]", "[]", "[a.]",
        "[a b]", "[a] b = 1", "a = [1,,2]", "a = [,1]", "a = [1 2]", "a = { b = 1 c = 2 }", "a = {,}", "a = 1\na.b = 2",
        "[a.b]\n[a]\nb.c = 1",
        "a.b = 1\n[a]", "a = {}\n[a.b]", "a = { b = 1 }\na.c = 2", "a = []\n[[a]]", "[[a]]\n[a]", "[a]\n[[a]]",
        "[a.b]\n[[a]]",
        "a = { b = 1, b = 2 }", "[fruit]\napple.color = 1\n[fruit.apple]", "\u{feff}\u{feff}a = 1", "a = inf_",
        "a = 9223372036854775808",
    ])
    func `refuses what the crate refuses`(text: String) {
        let error = #expect(throws: ConfigurationSyntaxError.self) { try TOMLText.parse(text) }
        #expect(error?.isCertain == true)
    }

    @Test func `knows the line of every member`() throws {
        let document = try TOMLText.parse("a = 1\n[b]\nc.d = [\n 1]\n\"e f\" = 2\n[[g]]\nh = 1\n")
        #expect(
            document.line(of: ["a"]) == 1 && document.line(of: ["b"]) == 2 && document.line(of: ["b", "c", "d"]) == 3)
        #expect(document.line(of: ["b", "e f"]) == 5 && document.line(of: ["g", "h"]) == nil)
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), "a = " + String(repeating: "[", count: 50_000), "a = \"\u{0}\"", "",
        String(repeating: "a.", count: 20_000) + "a = 1", "\u{fffe}", String(repeating: "[[a]]\n", count: 2000),
        (0..<3000).map { "[t\($0)]\n" }.joined(), "a = \"\\u12", "a = '''", "a = 99999999999999999999", "a = 1e999",
    ])
    func `ends with whatever it is given`(text: String) {
        _ = try? TOMLText.parse(text)
    }

    @Test func `survives bytes that nobody would write`() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array(" \t\n.=-#'\"[]{},ab01T:_\\é\u{fffe}")
        for _ in 0..<3000 {
            let length = Int.random(in: 0..<60, using: &random)
            let text = String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
            _ = try? TOMLText.parse(text)
        }
    }
}
