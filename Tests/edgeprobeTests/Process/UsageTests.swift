import Subprocess
import TestSupport
import Testing

/// A wrong command line is told in one sentence on standard error.
@Suite(.aheadOfOthers) struct UsageTests {
    @Test(
        arguments: [
            ["--config-root", "/sys"], ["run", "--config-root", "/sys"], ["--hub", ""],
            ["--hub", "h.example", "--config-root", "/nowhere"],
            ["plan", "--hub", "h.example", "--config-root", "/dev/null"],
            ["--hub", "h.example", "--port-check", "443,0"], ["--hub", "h.example", "--port-check", ""],
            ["--hub", "not a name"], ["nonsense"], ["demo", "--fault", "nope"],
            ["demo", "--format", "xml"], ["run", "--hub", "h.example", "--budget", "0"],
            ["run", "--hub", "h.example", "--only", "tcp.nothing"],
            ["run", "--hub", "h.example", "--ca-file", "/nowhere.pem"],
            ["run", "--hub", "h.example", "--proxy", "ftp://proxy"], ["rules", "--hub", "h.example", "--dialect", "x"],
            ["rules", "--hub", "h.example", "--dialect", "createOptions"], ["list", "everything"],
            ["explain", "tcp.nothing"], ["guide", "nothing"], ["guide", "ports", "--host", "mac"],
            ["guide", "ports", "--release", "2.0"], ["compare", "/nowhere.json", "/nowhere.json"],
            ["diagnose", "/nowhere.json"],
            ["diagnose", "/dev/zero"], ["--hub", "myhub"], ["fix", "/nowhere.json"], ["verify", "/nowhere.json"],
            ["demo", "--bundle", "-"], ["demo", "--dialect", "nope"],
            ["demo", "--dialect", "powershell"],
            ["run", "--hub", "h.example", "--upstream", "https"],
        ] as [[String]])
    func `a wrong command line is 64 and one line`(arguments: [String]) async throws {
        let ending = try await Binary.run(arguments)
        #expect(ending.status == 64)
        #expect(ending.output == "")
        #expect(ending.errors.hasPrefix("edgeprobe: ") && ending.errors.hasSuffix("\n"))
        #expect(ending.errors.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
        // What helps is a command and an example, which the program takes.
        let help = try #require(ending.errors.firstMatch(of: /See: edgeprobe ([a-z]+) --help/)?.output.1)
        let shown = try await Binary.run([String(help), "--help"])
        #expect(shown.status == 0 && shown.output.contains("USAGE: edgeprobe \(help)"))
        #expect(ending.errors.contains("for example: edgeprobe \(help)"))
    }

    @Test(arguments: [
        (["--hub", "h.example", "--config-root", "/nowhere"], "--config-root: /nowhere is no folder"),
        (["--hub", "h.example", "--log", "/dev/null"], "is no regular file"),
        (["--hub", "h.example", "--ca-file", "/dev/null"], "--ca-file: /dev/null is no regular file"),
        (["diagnose", "/dev/null"], "edgeprobe: /dev/null is not a regular file"),
        (["--hub", "h.example", "--dps", "HostName=myhub.azure-devices.net;SharedAccessKey=c2VjcmV0"], "--dps: "),
    ])
    func `what is wrong is said of the option that it is wrong with`(arguments: [String], sentence: String) async throws
    {
        let ending = try await Binary.run(arguments)
        #expect(ending.status == 64 && ending.errors.contains(sentence), "\(ending.everything)")
        #expect(!ending.errors.contains("c2VjcmV0"))
    }

    @Test func `the help begins with an example, and lists no value that is refused`() async throws {
        #expect(try await Binary.run("--help").output.hasPrefix("OVERVIEW: Example: sudo edgeprobe --hub "))
        let help = try await Binary.run("run", "--help").output
        let values = help.matches(of: /\(values: ([^)]*)\)/).map { String($0.output.1) }.joined(separator: " ")
        #expect(!values.contains("https"))
        let rules = try await Binary.run("rules", "--help").output
        #expect(rules.contains("az-nsg") && !rules.contains("createOptions") && !rules.contains("sysctl"))
    }

    @Test(arguments: [
        ["plan", "--hub", "h.example"], ["list", "causes"], ["rules", "--hub", "h.example", "--offline"],
        ["explain", "tcp.lossy"],
    ])
    func `a locale without Unicode gets ASCII from every command`(arguments: [String]) async throws {
        let plain = try await Binary.run(arguments, environment: ["LC_ALL": "C"])
        #expect(plain.status == 0 && plain.everything.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
    }
}
