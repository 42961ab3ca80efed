import FoundationEssentials
import Glibc
import Reports
import Subprocess
import TestSupport
import Testing

@testable import edgeprobe

/// Secrets that came in by every way there is, looked for in everything that the program lets out.
@Suite(.aheadOfOthers) struct CanaryTests {
    private static let canary = "CANARYs3cret"
    /// As it stands, as pieces of a base64 pair at each of its three offsets, and with its escapes.
    private static let forms = ["CANARY", "Q0FOQVJ", "NBTkFSW", "DQU5BUl", "s3cret", "%43ANARY"]

    private static let formats = ReportFormats.all.map { $0.name }

    /// A device whose files hold secrets wherever one may stand.
    private func device(proxy: String) throws -> ScratchFolder {
        let folder = try ScratchFolder()
        let files = [
            "etc/aziot/config.toml": """
            [provisioning]
            source = "manual"
            connection_string = "HostName=hub.example;DeviceId=d;SharedAccessKey=\(Self.canary)1"
            [agent.env]
            https_proxy = "\(proxy)"
            TOKEN = "\(Self.canary)2"
            [agent.config.auth]
            serveraddress = "registry.example"
            username = "somebody"
            password = "\(Self.canary)3"
            """,
            "etc/systemd/system/aziot-edged.service.d/proxy.conf": """
            [Service]
            Environment="https_proxy=\(proxy)" "KEY=\(Self.canary)4"
            Environment=https_proxy = http://u:\(Self.canary)5@broken
            """,
            "etc/docker/daemon.json": """
            {"proxies": {"http-proxy": "http://u:\(Self.canary)6@p.example", "https-proxy": "\(proxy)"},
             "registry-mirrors": ["https://u:\(Self.canary)7@mirror.example"]}
            """,
            "etc/systemd/system/docker.service.d/http.conf": "[Service]\nEnvironment=HTTPS_PROXY=\(proxy)\n",
            "root/.docker/config.json": #"{"auths":{"r.example":{"auth":"\#(Self.canary)8"}}}"#,
        ]
        for (name, text) in files {
            let file = URL(filePath: folder.file(name))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return folder
    }

    private func expectNone(_ text: String, _ place: String) {
        for form in Self.forms { #expect(!text.contains(form), "\(place): \(form)") }
    }

    enum Way: CaseIterable {
        case option, escapedOption, environment, configuration
    }

    @Test(arguments: Way.allCases)
    func `no output of a run has a proxy's password, however often the proxy repeats it`(way: Way) async throws {
        try await EchoingProxy.with { port in
            let password = way == .escapedOption ? "%43ANARYs3cret%26%20%C3%A4" : Self.canary
            let proxy = "http://bob:\(password)@127.0.0.1:\(port)"
            let device = try device(proxy: way == .configuration ? proxy : "http://bob:\(Self.canary)9@127.0.0.1:9")
            let out = try ScratchFolder()
            var arguments = [
                "run", "--vantage", "host", "--config-root",
                way == .environment ? "/sys" : device.file(""), "--no-ntp", "--resolver", "none",
                "--no-portal",
                "--budget", "6", "--timeout", "1", "--skip", "ports",
            ]
            arguments += Self.formats.flatMap { ["--report", "\($0)=\(out.file($0))"] }
            arguments += ["--bundle", out.file("bundle")]
            if way == .option || way == .escapedOption { arguments += ["--proxy", proxy] }
            if way != .configuration { arguments += ["--hub", "hub.example"] }
            let ending = try await Binary.run(
                arguments, environment: way == .environment ? ["https_proxy": proxy] : [:])
            expectNone(ending.everything, "standard streams")
            let json = try out.read("json")
            #expect(json.contains("407"), "the proxy was asked")
            #expect(json.contains("***"))
            for format in Self.formats { expectNone(try out.read(format), format) }
            let bundle = try await UnpackedBundle.texts(of: out, "bundle")
            #expect(bundle.count > Self.formats.count)
            for (name, text) in bundle { expectNone(text, "bundle: \(name)") }
            // What is made from the recording.
            for arguments in [["diagnose", out.file("json")], ["compare", out.file("json"), out.file("json")]] {
                expectNone(try await Binary.run(arguments).everything, arguments[0])
            }
        }
    }

    @Test(arguments: [
        ["run", "--hub", "HostName=hub.example;DeviceId=d;SharedAccessKey=\(canary)"],
        ["run", "--hub", "hub.example", "--registry", "HostName=hub.example;SharedAccessKey=\(canary)"],
        ["run", "--hub", "hub.example", "HostName=hub.example;SharedAccessKey=\(canary)"],
        ["HostName=hub.example;DeviceId=\(canary);SharedAccessKey=\(canary)", "--budget", "nothing"],
        ["run", "--strict", "HostName=not a name;SharedAccessKey=\(canary)"],
        ["\(canary)\(String(repeating: "a", count: 31))="],
        ["fix", "HostName=hub.example;SharedAccessKey=\(canary)"],
        ["run", "--hub", "hub.example", "--resolver", "SharedAccessSignature sr=x&sig=\(canary)&se=1"],
        ["run", "--hub", "https://u:\(canary)@hub.example/?sig=\(canary)", "--only", "nothing"],
        ["run", "--hub", "hub.example", "--proxy", "http://u:\(canary)@pro xy"],
        ["run", "--hub", "hub.example", "--connect-to", "http://u:\(canary)@h:1:2:3:4"],
        ["plan", "--hub", "HostName=hub.example;DeviceId=d;SharedAccessKey=\(canary)"],
    ])
    func `no complaint repeats a secret that was pasted in the wrong place`(arguments: [String]) async throws {
        expectNone(try await Binary.run(arguments + ["--config-root", "/sys"]).everything, arguments[0])
        expectNone(try await Binary.run(arguments).everything, arguments[0])
    }

    @Test(arguments: [["--hub"], []])
    func `a report has nothing of a connection string but the hub's name`(option: [String]) async throws {
        let ending = try await Binary.run(
            ["run"] + option + ["HostName=hub.invalid;DeviceId=\(Self.canary);SharedAccessKey=\(Self.canary)"] + [
                "--format", "json", "--only", "device.hostname", "--budget", "2", "--config-root", "/sys",
                "--vantage", "host",
            ])
        #expect(ending.output.contains("hub.invalid") && ending.output.contains("the rest was discarded"))
        expectNone(ending.everything, "report")
    }

    @Test(arguments: ["--hub=", "--hub ", ""])
    func `of a connection string the process title keeps the host's name alone`(option: String) async throws {
        let seen = try await SilentServer.with { _ in
        } _: { port in
            let others = SilentServer.arguments(port).filter { !["--hub", "silent.example"].contains($0) }
            return try await Binary.shell(
                #"""
                "$0" \#(others.joined(separator: " ")) --budget 3 --strict \
                    \#(option)'HostName=silent.example;DeviceId=CANARY;SharedAccessKey=CANARYs3cret' >/dev/null 2>&1 &
                sleep 1; tr '\0' ' ' < /proc/$!/cmdline; wait
                """#)
        }
        #expect(seen.output.contains("HostName=silent.example"))
        expectNone(seen.output, "process title")
    }

    @Test func `arguments that are no UTF-8 are overwritten as well`() async throws {
        let seen = try await SilentServer.with { _ in
        } _: { port in
            try await Binary.shell(
                #"""
                "$0" \#(SilentServer.arguments(port).joined(separator: " ")) --budget 3 \
                    --proxy "$(printf 'http://bob:\351CANARYs3cret@127.0.0.1:\#(port)')" >/dev/null 2>&1 &
                sleep 1; tr '\0' ' ' < /proc/$!/cmdline; wait
                """#)
        }
        #expect(seen.output.contains("--proxy"))
        expectNone(seen.output, "process title")
    }
}
