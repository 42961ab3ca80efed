import ProbeFindings
import ProbeMeasurement
import TestSupport
import Testing

/// What becomes of a report: its formats, redacted, explained, compared.
@Suite(.aheadOfOthers) struct ReportCommandTests {
    @Test func `one run writes every format, redacted alike, and only its pseudonyms`() async throws {
        let folder = try ScratchFolder()
        let names = ["text", "json", "html", "markdown", "prometheus"]
        let reports = names.dropFirst().flatMap { ["--report", "\($0)=\(folder.file($0))"] }
        let ending = try await Binary.run(["demo", "--redact", "--fault", "closed-5671"] + reports)
        #expect(ending.status == 0 && ending.errors == "")
        let texts = [ending.output] + (try names.dropFirst().map { try folder.read($0) })
        let hub = try #require(texts[0].firstMatch(of: /redacted-[0-9a-f]{8}\.azure-devices\.net/)?.output)
        for text in texts {
            #expect(text.contains(hub))
            #expect(!text.contains("demo-hub") && !text.contains(folder.path))
        }
        #expect(texts[0].contains("Redacted: ") && texts[1].contains("\"redaction\" : {"))
        #expect(texts[2].hasPrefix("<!DOCTYPE html>") && texts[3].hasPrefix("## DEGRADED"))
        #expect(texts[4].contains("edgeprobe_verdict{hub=\"\(hub)\",verdict=\"degraded\"} 1"))
        let again = try await Binary.run("diagnose", folder.file("json"), "--format", "markdown")
        #expect(again.status == 0 && again.output.hasPrefix("## DEGRADED"))
        #expect(again.output.contains("`tcp.refused`") && again.output.contains(hub))
    }

    @Test func `explain prints a page, a list, or the nearest ids`() async throws {
        let page = try await Binary.run("explain", "dns.filtered")
        #expect(page.status == 0)
        for part in ["dns.filtered\n", "Evidence", "Not       dns.nxdomain: ", "Owner     site network", "Fix "] {
            #expect(page.output.contains(part), "\(part)")
        }
        #expect(page.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try await Binary.run("explain").output == Binary.run("list", "causes").output)
        let unknown = try await Binary.run("explain", "dns.filterd")
        #expect(unknown.status == 64 && unknown.output == "")
        #expect(unknown.errors.contains("Did you mean dns.filtered"))
    }

    @Test func `compare exits by what changed for the worse`() async throws {
        let folder = try ScratchFolder()
        for (name, fault) in [("good", [String]()), ("bad", ["--fault", "mqtt-swallowed", "--fault", "closed-5671"])] {
            _ = try await Binary.run(["demo", "--report", "json=\(folder.file(name))"] + fault)
        }
        let same = try await Binary.run("compare", folder.file("good"), folder.file("good"))
        #expect(same.status == 0 && same.output.contains("Nothing changed."))
        let worse = try await Binary.run("compare", folder.file("good"), folder.file("bad"), "--format", "json")
        #expect(worse.status == 1 && worse.output.contains("\"worse\" : true"))
        #expect(worse.output.contains("\"cause\" : \"tcp.refused\""))
        let better = try await Binary.run("compare", folder.file("bad"), folder.file("good"))
        #expect(better.output.contains("Gone"))
        for file in ["/nowhere.json", "/dev/zero", folder.path] {
            let bad = try await Binary.run("compare", folder.file("good"), file)
            #expect(bad.status == 64 && bad.output == "")
            #expect(bad.errors.hasPrefix("edgeprobe: ") && bad.errors.split(separator: "\n").count == 1)
        }
    }

    @Test func `nothing of the live lines reaches a pipe`() async throws {
        let ending = try await Binary.run("demo")
        #expect(ending.errors == "" && !ending.output.contains("\u{1b}"))
    }
}
