import TestSupport
import Testing

/// Where reports go, and what happens when they cannot.
@Suite(.aheadOfOthers) struct ReportFileTests {
    @Test func `a report file is whole, private and alone`() async throws {
        let folder = try ScratchFolder()
        let ending = try await Binary.run(
            "demo", "--report", "json=\(folder.file("report.json"))", "--report", "text=\(folder.file("report.txt"))")
        #expect(ending.status == 0)
        #expect(folder.names.sorted() == ["report.json", "report.txt"])
        #expect(folder.mode(of: "report.json") == 0o600 && folder.mode(of: "report.txt") == 0o600)
        #expect(try ReportOutline(try folder.read("report.json")).verdict == "ready")
        #expect(try folder.read("report.txt") == ending.output)
    }

    @Test(arguments: ["amqp-091", "tls-swallowed", "proxy-only"])
    func `a recorded report is judged as the run was`(fault: String) async throws {
        let folder = try ScratchFolder()
        let file = folder.file("report.json")
        let ran = try await Binary.run("demo", "--fault", fault, "--report", "json=\(file)")
        let judged = try await Binary.run("diagnose", file, "--format", "json")
        let (first, second) = (try ReportOutline(try folder.read("report.json")), try ReportOutline(judged.output))
        #expect(!first.findings.isEmpty)
        #expect(second.findings == first.findings)
        #expect(second.transports == first.transports && second.verdict == first.verdict)
        #expect(judged.status == ran.status)
        let text = try await Binary.run("diagnose", file)
        #expect(text.output == ran.output)
    }

    @Test func `an unwritable report is found out before probing`() async throws {
        let folder = try ScratchFolder()
        for place in ["/proc/report.json", folder.file("missing/report.json"), folder.path] {
            let ending = try await Binary.run("demo", "--report", "json=\(place)")
            #expect(ending.status == 73)
            #expect(ending.output == "" && ending.errors.contains("cannot be written"))
        }
        #expect(folder.names == [])
    }

    @Test func `an old report survives one that cannot be written`() async throws {
        let folder = try ScratchFolder()
        try folder.write("old", to: "report.json")
        let ending = try await Binary.run("demo", "--report", "yaml=\(folder.file("report.json"))")
        #expect(ending.status == 64)
        #expect(try folder.read("report.json") == "old")
    }

    @Test(arguments: [">&-", ">/dev/full"])
    func `standard output that takes nothing is 73, and the other reports are written`(redirection: String) async throws
    {
        let folder = try ScratchFolder()
        let ending = try await Binary.shell(
            #"exec "$0" demo --report 'json=\#(folder.file("report.json"))' --report text=- \#(redirection)"#)
        #expect(ending.status == 73)
        #expect(ending.errors.contains("standard output"))
        #expect(try ReportOutline(try folder.read("report.json")).verdict == "ready")
    }

    @Test(arguments: ["list", "explain dns.filtered", "guide", "plan --hub h.example --config-root /sys", "--help"])
    func `a reader that has gone is 73 to commands that measure nothing as well`(command: String) async throws {
        let ending = try await Binary.shell(#"{ sleep 0.3; "$0" \#(command); echo "$?" >&2; } | true"#)
        #expect(ending.errors.hasSuffix("73\n"))
    }

    @Test func `a reader that has gone is 73, not a signal`() async throws {
        let ending = try await Binary.shell(#"{ "$0" demo; echo "$?" >&2; } | true"#)
        #expect(ending.errors.hasSuffix("73\n"))
    }
}
