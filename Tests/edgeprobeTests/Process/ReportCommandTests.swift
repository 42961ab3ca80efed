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
        let lists = try await (Binary.run("list", "causes").output, Binary.run("list", "symptoms").output)
        #expect(try await Binary.run("explain").output == "\(lists.0)\n\(lists.1)")
        let unknown = try await Binary.run("explain", "dns.filterd")
        #expect(unknown.status == 64 && unknown.output == "")
        #expect(unknown.errors.contains("Did you mean dns.filtered"))
    }

    @Test func `explain answers what people see as well as what it is called`() async throws {
        let page = try await Binary.run("explain", "empty", "config", "file")
        #expect(page.status == 0 && page.output.hasPrefix("empty-config\n"))
        #expect(
            page.output.contains("dns.container-stub: ") && page.output.contains("guide container-dns --host windows"))
        let several = try await Binary.run("explain", "404")
        #expect(several.status == 0)
        #expect(several.output.contains("image-refused  ") && several.output.contains("module-not-found  "))
        let secret = "no such words SharedAccessKey=c2VjcmV0; at all"
        let unknown = try await Binary.run("explain", secret)
        #expect(unknown.status == 64 && !unknown.everything.contains("c2VjcmV0"))
    }

    @Test func `guide prints a topic for the host and the release that are asked for, or the nearest topics`()
        async throws
    {
        let list = try await Binary.run("guide")
        let topics = try await Binary.run("list", "topics")
        #expect(list.status == 0 && list.output == topics.output)
        #expect(list.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let old = try await Binary.run("guide", "debug-logging", "--host", "linux", "--release", "1.1")
        #expect(old.output.contains("\n[Service]\nEnvironment=IOTEDGE_LOG=debug\n"))
        #expect(!old.output.contains("set-log-level") && !old.output.contains("SetEnvironmentVariable"))
        let machine = try await Binary.run("guide", "status", "--host", "windows", "--release", "1.5")
        #expect(
            machine.output.contains("\nConnect-EflowVm\n") && machine.output.contains("\nsudo iotedge system status\n"))
        let unknown = try await Binary.run("guide", "container-dsn")
        #expect(unknown.status == 64 && unknown.output == "" && unknown.errors.contains("Did you mean container-dns"))
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

    @Test func `reports about several hubs are compared hub by hub`() async throws {
        let folder = try ScratchFolder()
        for (name, fault) in [("good", [String]()), ("bad", ["--fault", "closed-5671"])] {
            _ = try await Binary.run(["demo", "--report", "ndjson=\(folder.file(name))"] + fault)
        }
        let (good, bad) = (try folder.read("good"), try folder.read("bad"))
        let hub = try #require(good.firstMatch(of: /"target":\{"hub":"([^"]+)"/)).1
        func about(_ name: String, _ line: String) -> String { line.replacing(hub, with: name) }
        try folder.write(about("a.example.net", good) + about("b.example.net", good), to: "before")
        try folder.write(about("a.example.net", good) + about("b.example.net", bad), to: "now")
        let same = try await Binary.run("compare", folder.file("before"), folder.file("before"))
        #expect(
            same.status == 0 && same.output.contains("Nothing changed at 2 of 2 hubs."), "\(same.output)\(same.errors)")
        let worse = try await Binary.run("compare", folder.file("before"), folder.file("now"))
        #expect(worse.status == 1 && worse.output.contains("for the worse: at 1 of 2 hubs."))
        #expect(worse.output.contains("New  b.example.net") && !worse.output.contains("New  a.example.net"))
        let one = try await Binary.run(
            "compare", folder.file("before"), folder.file("now"), "--hub", "a.example.net")
        #expect(one.status == 0)
        let less = try await Binary.run("compare", folder.file("now"), folder.file("good"), "--format", "json")
        #expect(less.status == 64 && less.errors.contains("no hub in common"))
    }

    @Test func `nothing of the live lines reaches a pipe`() async throws {
        let ending = try await Binary.run("demo")
        #expect(ending.errors == "" && !ending.output.contains("\u{1b}"))
    }
}
