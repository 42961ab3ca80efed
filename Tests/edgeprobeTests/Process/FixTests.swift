import TestSupport
import Testing

/// The remedies of a report, printed once more.
@Suite(.aheadOfOthers) struct FixTests {
    private func report(_ folder: ScratchFolder, _ arguments: String...) async throws -> String {
        let file = folder.file("report.json")
        _ = try await Binary.run(["demo", "--report", "json=\(file)"] + arguments)
        return file
    }

    @Test func `the fixes of a report are those that it printed, under its numbers`() async throws {
        let folder = try ScratchFolder()
        let file = try await report(
            folder, "--fault", "closed-5671", "--fault", "mqtt-swallowed", "--fault", "proxy-407")
        let text = try await Binary.run("diagnose", file).output
        let fixes = try await Binary.run("fix", file)
        #expect(fixes.status == 0 && fixes.errors == "")
        for part in text.split(separator: "\n\n") where part.hasPrefix("{ ") { #expect(fixes.output.contains(part)) }
        let first = try await Binary.run("fix", "--finding", "1", file)
        #expect(first.output.contains("[1] ") && !first.output.contains("\n[2] "))
    }

    @Test func `a fix comes from what was measured, never from the report's text`() async throws {
        let folder = try ScratchFolder()
        let file = try await report(folder, "--fault", "closed-5671")
        let edited = try folder.read("report.json").replacing("ss -lnt", with: "rm -rf /").replacing(
            "Start what", with: "Break what")
        try #require(edited.contains("rm -rf /"))
        try folder.write(edited, to: "edited.json")
        let fixes = try await Binary.run("fix", folder.file("edited.json")).output
        #expect(try await fixes == Binary.run("fix", file).output)
    }

    @Test func `a report says where no fix is in the dialect that was asked for`() async throws {
        let none = try await Binary.run("demo", "--fault", "closed-5671", "--dialect", "ufw")
        #expect(none.status == 0 && none.output.contains("No fix here is in ufw"))
        for arguments in [["--fault", "closed-5671", "--dialect", "shell"], ["--dialect", "ufw"]] {
            #expect(try await !Binary.run(["demo"] + arguments).output.contains("No fix here is in"))
        }
    }

    @Test func `what is not there is one sentence and a usage error`() async throws {
        let folder = try ScratchFolder()
        let file = try await report(folder, "--fault", "closed-5671")
        for arguments in [
            ["--finding", "0"], ["--finding", "7"], ["--finding", "-1"], ["--finding", "x"], ["--dialect", "ufw"],
            ["--dialect", "nope"], ["--finding", "1", "--dialect", "az-nsg"],
        ] {
            let ending = try await Binary.run(["fix"] + arguments + [file])
            #expect(ending.status == 64 && ending.output == "", "\(arguments)")
            #expect(ending.errors.hasPrefix("edgeprobe: ") && ending.errors.split(separator: "\n").count == 1)
        }
        let redacted = try await report(folder, "--fault", "closed-5671", "--redact")
        for command in ["fix", "verify"] {
            let ending = try await Binary.run(command, redacted)
            #expect(ending.status == 64 && ending.output == "" && ending.errors.contains("the report is redacted"))
        }
    }
}
