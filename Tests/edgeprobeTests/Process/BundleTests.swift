import Reports
import TestSupport
import Testing

/// One archive for a ticket.
@Suite(.aheadOfOthers) struct BundleTests {
    private static let reports = Set(ReportFormats.all.map { "report.\($0.fileExtension)" })

    @Test func `a bundle has every format, the recording, the plan and the request, for its owner alone`() async throws
    {
        let folder = try ScratchFolder()
        let ending = try await Binary.run(
            "demo", "--fault", "closed-5671", "--bundle", folder.file("b.tar.gz"), "--dialect", "iptables")
        #expect(ending.status == 0 && ending.errors == "")
        #expect(folder.names == ["b.tar.gz"] && folder.mode(of: "b.tar.gz") == 0o600)
        let files = try await UnpackedBundle.texts(of: folder, "b.tar.gz")
        #expect(Set(files.keys) == Self.reports.union(["plan.txt", "rules-request.txt", "rules-iptables.txt"]))
        #expect(files["report.txt"] == ending.output)
        #expect(files["report.json"]?.contains("\"formatVersion\" : 1") == true)
        #expect(files["plan.txt"]?.contains("would contact") == true)
        #expect(files["rules-request.txt"]?.contains("Please allow") == true)
        #expect(files["rules-iptables.txt"]?.contains("iptables -I") == true)
    }

    @Test func `a redacted bundle is redacted as a whole, down to who made it`() async throws {
        let folder = try ScratchFolder()
        let ending = try await Binary.run(
            "demo", "--fault", "closed-5671", "--redact", "--bundle", folder.file("b.tar.gz"))
        #expect(ending.status == 0)
        let files = try await UnpackedBundle.texts(of: folder, "b.tar.gz")
        #expect(Set(files.keys) == Self.reports.union(["plan.txt", "rules-request.txt"]))
        for (name, text) in files {
            #expect(!text.contains("demo-hub") && !text.contains(folder.path), "\(name)")
            #expect(text.contains("redacted-") || name == "report.xml", "\(name)")
        }
        let owners = try await Binary.shell("tar -tvzf \(folder.file("b.tar.gz")) --numeric-owner").output
        #expect(owners.split(separator: "\n").allSatisfy { $0.contains(" 0/0 ") })
    }

    @Test func `a bundle that has no place is found out before probing, and nothing is left of it`() async throws {
        let folder = try ScratchFolder()
        for place in ["/proc/b.tar.gz", folder.file("missing/b.tar.gz"), folder.path] {
            let ending = try await Binary.run("demo", "--bundle", place)
            #expect(ending.status == 73 && ending.output == "" && ending.errors.contains("cannot be written"))
        }
        #expect(folder.names == [])
    }
}
