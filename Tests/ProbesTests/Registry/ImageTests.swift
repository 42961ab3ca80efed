import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import Testing

/// What of a registry's documents counts for this machine.
struct ImageTests {
    @Test(arguments: [
        ("x86_64", ["linux/amd64", "linux/386"]),
        ("aarch64", ["linux/arm64", "linux/arm/v8", "linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]),
        ("armv7l", ["linux/arm/v7", "linux/arm/v6", "linux/arm/v5"]), ("armv6l", ["linux/arm/v6", "linux/arm/v5"]),
        ("mips", []),
    ])
    func `what a machine runs, best first`(machine: String, platforms: [String]) {
        #expect(ImagePlatform.runnable(on: machine).map(\.description) == platforms)
    }

    @Test(
        arguments: [
            ("amd64", nil, "linux/amd64"), ("amd64", "v1", "linux/amd64"), ("amd64", "v3", "linux/amd64/v3"),
            ("x86_64", nil, "linux/amd64"),
            ("arm64", "v8", "linux/arm64"), ("aarch64", nil, "linux/arm64"), ("arm", nil, "linux/arm/v7"),
            ("arm", "6", "linux/arm/v6"),
            ("arm", "v5", "linux/arm/v5"), ("ppc64le", nil, "linux/ppc64le"), ("a b", nil, nil), ("", nil, nil),
            ("x\u{1b}", nil, nil),
            (String(repeating: "a", count: 17), nil, nil),
        ] as [(String, String?, String?)])
    func `platforms as engines compare them`(architecture: String, variant: String?, description: String?) {
        let platform = ImagePlatform(system: "linux", architecture: architecture, variant: variant)
        #expect(platform?.description == description)
    }

    @Test(
        arguments: [
            (["/bin/sh", "-c", "dotnet filter.dll"], [], ImageStart.shell),
            ([], ["/bin/sh", "-c", "python main.py"], .shell),
            (["dotnet", "filter.dll"], [], .program), (["/bin/sh", "-c", "echo up && exec /app/hub"], [], .program),
            (["/entrypoint.sh"], ["/bin/sh", "-c", "x"], .program), (["sh", "run.sh"], [], .program),
            (["cmd", "/C", "filter.exe"], [], .shell), ([], [], nil), (["bash", "-c"], [], .program),
        ] as [([String], [String], ImageStart?)])
    func `a shell with a command line is one`(entrypoint: [String], command: [String], start: ImageStart?) {
        #expect(ImageStart(entrypoint: entrypoint, command: command) == start)
    }

    @Test(arguments: [
        ("1.5", true), ("V1.5-RC_2", true), ("K", true), ("", false), ("\u{212a}", false), ("1\u{212a}5", false),
        ("a/b", false), ("a..b", false), ("a b", false), ("a\r\nb", false), ("\u{ff11}", false),
        (String(repeating: "a", count: 129), false),
    ])
    func `a tag that a registry lists stands in a request's target as it is, or not at all`(tag: String, isTag: Bool) {
        #expect(tag.isTagOfImage == isTag)
        #expect(!isTag || tag.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test(arguments: [
        ("a/b", true), ("azureiotedge-agent", true), ("A", false), ("\u{212a}", false), ("../v2", false), ("", false),
    ])
    func `so does the name of a repository`(name: String, isName: Bool) { #expect(name.isPathOfImage == isName) }

    @Test func `attestations beside images are for no machine`() throws {
        let index = #"""
            {"schemaVersion": 2, "manifests": [
              {"digest": "sha256:1", "platform": {"os": "unknown", "architecture": "unknown"}},
              {"digest": "sha256:2", "platform": {"os": "linux", "architecture": "arm", "variant": "v7"}}, {"digest": "sha256:3"}]}
            """#
        let platforms = try #require(ImageDocument(Array(index.utf8))?.manifests).map {
            $0.platform?.platform?.description
        }
        #expect(platforms == [nil, "linux/arm/v7", nil])
    }

    @Test func `a configuration tells what starts, and where`() throws {
        let text =
            #"{"os": "linux", "architecture": "arm64", "config": {"Entrypoint": null, "Cmd": ["/bin/sh", "-c", "run"]}}"#
        let configuration = try #require(ImageConfiguration(Array(text.utf8)))
        #expect(configuration.platform?.description == "linux/arm64" && configuration.start == .shell)
        #expect(ImageConfiguration(Array("[]".utf8)) == nil && ImageDocument(Array("{\"manifests\": 1}".utf8)) == nil)
    }

    @Test func `the signature of a data endpoint stays behind its path`() throws {
        let address = try #require(WebAddress("https://data.example/a/b?sig=x%2B&se=1#frag"))
        #expect(address.path == "/a/b" && address.query == "?sig=x%2B&se=1")
        #expect(WebAddress("https://data.example/a?b c") == nil && WebAddress("https://data.example/a?b\\c") == nil)
    }
}
