@testable import ProbeConfiguration
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
            ("a = {}", .table([:])),
            ("a = { b.c = 1, d = [] }", .table(["b": .table(["c": .integer(1)]), "d": .list([])])),
            ("a.b = 1\na.c = 2", .table(["b": .integer(1), "c": .integer(2)])), ("\"a\" = 1\r\n", .integer(1)),
            ("[a]\nb = 1\n[a.c]\nd = 2", .table(["b": .integer(1), "c": .table(["d": .integer(2)])])),
            (
                "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\n",
                .list([.table(["b": .integer(1)]), .table(["b": .integer(2), "c": .table([:])])])
            ), ("# x\n\n  [ a . 'b c' ] # y\nd = 1", .table(["b c": .table(["d": .integer(1)])])),
        ] as [(String, ConfigurationValue)])
    func `reads every kind of key and value`(text: String, value: ConfigurationValue) throws {
        #expect(try TOMLText.parse(text)["a"] == value)
    }

    @Test(
        arguments: [
            ("a = 1\nkey = CANARY\n", .value, 2), ("a = \"open\nb = 1", .quote, 1), ("a = 1 b = 2", .value, 1),
            ("\na", .assignment, 2), ("a = ", .value, 1), ("[a\nb = 1", .bracket, 1), ("[[a]\n", .bracket, 1),
            ("[ }", .assignment, 1), ("a = [1, 2", .bracket, 1), ("a = 1\na = 2", .duplicate, 2),
            ("[a]\n[b]\n[a]", .duplicate, 3), ("a = 1\n[a.b]", .duplicate, 2), ("a = \"\\q\"", .quote, 1),
            ("a = {b = 1", .bracket, 1), ("= 1", .assignment, 1), ("a: 1", .assignment, 1), ("a = 0x1g", .value, 1),
        ] as [(String, SyntaxProblem, Int)])
    func `says what is wrong, and in which line`(text: String, problem: SyntaxProblem, line: Int) {
        let error = #expect(throws: ConfigurationSyntaxError.self) { try TOMLText.parse(text) }
        #expect(error == ConfigurationSyntaxError(problem, line: line))
        #expect(!"\(error.debugDescription)".contains("CANARY"))
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
