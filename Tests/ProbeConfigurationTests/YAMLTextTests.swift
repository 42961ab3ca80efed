@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

struct YAMLTextTests {
    /// The shape of the file that IoT Edge 1.1 installs, filled in.
    static let edge = """
        # Provisioning mode and settings
        provisioning:
          source: "manual"   # by hand
          device_connection_string: "HostName=myhub.azure-devices.net;DeviceId=d;SharedAccessKey=c2VjcmV0"

        agent:
          name: "edgeAgent"
          env:
            UpstreamProtocol: 'AmqpWs'
            https_proxy: "http://proxy.site.example:3128"
          config:
            image: "mcr.microsoft.com/azureiotedge-agent:1.1"
            auth: {}
        hostname: "gw-lab-17"
        connect:
          management_uri: "unix:///var/run/iotedge/mgmt.sock"
        moby_runtime:
          uri: "unix:///var/run/docker.sock"
        #   network: "azure-iot-edge"
          network:
            name: "plant"
            ipam:
              config:
                -
                  gateway: 172.20.0.1
                - subnet: 172.20.0.0/16
                  ip_range: 172.20.0.0/24
        """

    @Test func `reads the file that IoT Edge 1.1 installs`() throws {
        let value = try YAMLText.parse(Self.edge)
        #expect(value["provisioning", "source"] == .text("manual"))
        #expect(value["agent", "env", "UpstreamProtocol"] == .text("AmqpWs"))
        #expect(value["agent", "config", "auth"] == .object([:]))
        #expect(value["hostname"] == .text("gw-lab-17"))
        #expect(value["moby_runtime", "network", "name"] == .text("plant"))
        #expect(
            value["moby_runtime", "network", "ipam", "config"]
                == .list([
                    .object(["gateway": .text("172.20.0.1")]),
                    .object(["subnet": .text("172.20.0.0/16"), "ip_range": .text("172.20.0.0/24")]),
                ]))
    }

    @Test(
        arguments: [
            ("a: 1", .integer(1)), ("a: true", .boolean(true)), ("a: ~", .null), ("a:", .null),
            ("a: 0x1F", .integer(31)), ("a: 1e3", .number(1000)), ("a: yes", .text("yes")), ("a: Null", .text("Null")),
            ("a: 1\na: 2", .integer(2)), ("a: &x 1\nb: *x", .integer(1)),
            ("b: &x {c: 1}\na: *x", .object(["c": .integer(1)])),
            ("%YAML 1.2\n---\na: 1", .integer(1)), ("? a\n: b", .text("b")), ("a:\tb", .text("b")),
            ("a: [x: 1]", .list([.object(["x": .integer(1)])])),
            ("a: >\n\n x\n y\n\n z\n", .text("\nx y\nz\n")), ("a: |+\n x\n\n", .text("x\n\n")),
            ("a: \"x\\\n  y\"", .text("xy")), ("a: ::x", .text("::x")),
            ("a: {:x: 1}", .object([":x": .integer(1)])), ("a: it's # plain", .text("it's")),
            ("a: 'it''s'", .text("it's")),
            ("a: http://x:1/y", .text("http://x:1/y")),
            ("a: \"x\\ty\\u0041\\x42\"", .text("x\tyAB")), ("a: one\n  two", .text("one two")),
            ("a: |\n  one\n   two\nb: 1", .text("one\n two\n")), ("a: >-\n  one\n  two", .text("one two")),
            ("a: \"one\n  two\"", .text("one two")),
            ("a: [1, 'x', {b: 2}]", .list([.integer(1), .text("x"), .object(["b": .integer(2)])])),
            (
                "a: {\"b\":[1,\n  2], # remark, ]\n  c: d}",
                .object(["b": .list([.integer(1), .integer(2)]), "c": .text("d")])
            ),
            ("a:\n- 1\n- 2\nb: 3", .list([.integer(1), .integer(2)])), ("'a': 1", .integer(1)),
            ("a: &mark 1", .integer(1)),
            ("a: !!str 5", .text("5")), ("a: 1\r\nb: 2\r\n", .integer(1)),
            ("a: ''", .text("")), ("a:\n  - - 1\n    - 2", .list([.list([.integer(1), .integer(2)])])),
        ] as [(String, Structure)])
    func `reads every style of scalar and collection`(text: String, value: Structure) throws {
        #expect(try YAMLText.parse(text)["a"] == value)
    }

    @Test(
        arguments: [
            ("a: 1\n\tb: 2", .tab, 2), ("a:\n\tb: 2", .tab, 2), ("a:\n  b: 1\n\t c: 2", .tab, 3),
            ("a: 1\n   b: 2", .nestedValue, 2),
            ("a: \"x\"\n   b: 2", .indentation, 2), ("a:\n    b: 1\n  c: 2", .indentation, 3), ("a: \"open", .quote, 1),
            ("a: 'x' y", .key, 1), ("a: [1, 2", .bracket, 1), ("a: {b: 1]", .bracket, 1), ("a: 1\nno key", .key, 2),
            ("a: b: c", .nestedValue, 1), ("a: @x", .value, 1), ("a:\n  b: 1\n  nokey\n  c: 2", .key, 3),
            ("a: \"\\q\"", .escape, 1),
            ("a: 1\n---\nb: 2", .trailing, 2), ("\u{feff}a: 1", .byteOrderMark, 1), ("a: *x", .alias, 1),
            ("a:1\nb: 2", .nestedValue, 2),
            ("a:\n- b: 1\n - c", .indentation, 3), ("a: \"x\"y: 1", .key, 1), ("a: |x\n y", .value, 1),
        ] as [(String, SyntaxProblem, Int)])
    func `says what is wrong, and in which line`(text: String, problem: SyntaxProblem, line: Int) {
        #expect(throws: ConfigurationSyntaxError(problem, line: line)) { try YAMLText.parse(text) }
    }

    @Test func `knows the line of every member`() throws {
        let document = try YAMLText.parse("a: 1\nb:\n  c: [1,\n 2]\n  d: {e: 1,\n    f: 2}\ng:\n  - h: 1\n")
        #expect(document.line(of: ["a"]) == 1 && document.line(of: ["b"]) == 2 && document.line(of: ["b", "c"]) == 3)
        #expect(document.line(of: ["b", "d", "f"]) == 6 && document.line(of: ["g", "h"]) == nil)
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "- ", count: 20_000),
        (0..<2000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
        "a: \"" + String(repeating: "x\n", count: 50_000), String(repeating: "{a: ", count: 5000), "\u{0}\u{1}\u{2}",
        "",
        ":", "- ", "a: |9\n x", "a: \"\\u\"", String(repeating: "'", count: 5001), ": :\n: :", "a: >+-1\n",
    ])
    func `ends with whatever it is given`(text: String) {
        _ = try? YAMLText.parse(text)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["[", "{", "[[", "a: [", "a: {b: [c", "[a, {b", "- [", "? [", "&a [", "[\n"])
    func `refuses a collection that nothing closes`(text: String) {
        #expect(throws: ConfigurationSyntaxError.self) { try YAMLText.parse(text) }
    }

    @Test func `survives bytes that nobody would write`() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array(" \t\n:-#'\"[]{},&*!|>%@`ab0\\")
        for _ in 0..<3000 {
            let length = Int.random(in: 0..<60, using: &random)
            let text = String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
            _ = try? YAMLText.parse(text)
        }
    }
}
