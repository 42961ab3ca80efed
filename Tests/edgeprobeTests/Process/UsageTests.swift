import TestSupport
import Testing

/// A wrong command line is told in one sentence on standard error.
@Suite(.aheadOfOthers) struct UsageTests {
    @Test(
        arguments: [
            ["--config-root", "/nowhere"], ["run", "--config-root", "/nowhere"], ["--hub", ""],
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
            ["diagnose", "/dev/zero"], ["worker"],
        ] as [[String]])
    func `a wrong command line is 64 and one line`(arguments: [String]) async throws {
        let ending = try await Binary.run(arguments)
        #expect(ending.status == 64)
        #expect(ending.output == "")
        #expect(ending.errors.hasPrefix("edgeprobe: ") && ending.errors.hasSuffix("\n"))
        #expect(ending.errors.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
    }
}
