import FoundationEssentials
import ProbeCore
import Reports
import TestSupport
import Testing

/// The device's own configuration as the program's defaults; its secrets stay where they are.
@Suite(.aheadOfOthers) struct ConfigurationProcessTests {
    private static let toml = """
        hostname = "gw-lab-17"
        [provisioning]
        source = "manual"
        connection_string = "HostName=configured.azure-devices.net;DeviceId=d;SharedAccessKey=CANARYkey"
        [agent.env]
        UpstreamProtocol = "MqttWs"
        https_proxy = "http://CANARYuser:CANARYpassword@127.0.0.1:9"
        no_proxy = "CANARYexception.example"
        SECRET = "CANARYsecret"
        [agent.config]
        image = "registry.example/agent:1.5"
        [agent.config.auth]
        serveraddress = "registry.example"
        username = "CANARYaccount"
        password = "CANARYregistry"
        """

    private func root(_ files: [String: String]) throws -> ScratchFolder {
        let folder = try ScratchFolder()
        for (name, text) in files {
            let file = URL(filePath: folder.file(name))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return folder
    }

    private func plan(_ folder: ScratchFolder, _ arguments: String...) async throws -> Binary.Ending {
        try await Binary.run(["plan", "--config-root", folder.file("")] + arguments)
    }

    @Test func `the configuration names hub, proxy and transport, and a note says where from`() async throws {
        let ending = try await plan(try root(["etc/aziot/config.toml": Self.toml]))
        #expect(ending.status == 0 && ending.errors == "")
        #expect(ending.output.contains("configured.azure-devices.net, tcp 443 5671 8883"))
        #expect(ending.output.contains("the proxy 127.0.0.1:9"))
        #expect(ending.output.contains("Taken from /etc/aziot/config.toml: the hub configured.azure-devices.net"))
        #expect(ending.output.contains("mqtt-ws"))
        #expect(ending.output.contains("/etc/aziot/config.toml\n      read"))
        #expect(!ending.everything.contains("CANARY"))
    }

    @Test func `the command line wins`() async throws {
        let folder = try root(["etc/aziot/config.toml": Self.toml])
        let ending = try await plan(
            folder, "--hub", "given.example", "--proxy", "given.example:1", "--upstream", "amqp", "--registry",
            "given.example")
        #expect(ending.output.contains("given.example, tcp 443 5671 8883"))
        #expect(ending.output.contains("the proxy given.example:1"))
        #expect(!ending.output.contains("configured.azure-devices.net") && !ending.output.contains("Taken from"))
    }

    @Test func `without a hub the error says what may have kept it from being found`() async throws {
        let none = try await plan(try root([:]))
        #expect(none.status == 64 && none.errors.contains("no IoT Edge configuration of this device names a hub"))
        let yaml = "provisioning:\n\tsource: manual\n"
        let tab = try await plan(try root(["etc/iotedge/config.yaml": yaml]))
        #expect(tab.status == 64 && tab.errors.contains("line 2 of /etc/iotedge/config.yaml is indented with a tab"))
    }

    @Test func `time servers come from the device's own time service`() async throws {
        let folder = try root(["etc/chrony/chrony.conf": "server time.plant.example port 1123 iburst\n"])
        let ending = try await plan(folder, "--hub", "h.example")
        #expect(ending.output.contains("time.plant.example, udp 1123"))
        #expect(!ending.output.contains("pool.ntp.org"))
        #expect(!(try await plan(folder, "--hub", "h.example", "--no-ntp")).output.contains("udp 1123"))
    }

    @Test func `a proxy of the package manager is in the plan, with where it comes from, and without its password`()
        async throws
    {
        let folder = try root([
            "etc/apt/apt.conf.d/95proxy": "Acquire::http::Proxy \"http://u:CANARYapt@127.0.0.1:9/\";\n"
        ])
        let ending = try await plan(folder, "--hub", "h.example")
        #expect(ending.output.contains("Note: Taken from /etc/apt/apt.conf.d/95proxy: the proxy 127.0.0.1:9, "))
        #expect(ending.output.contains("the proxy 127.0.0.1:9, tcp"))
        #expect(!ending.everything.contains("CANARY"))
        let ignoring = try await plan(folder, "--hub", "h.example", "--no-proxy-env")
        #expect(!ignoring.everything.contains("127.0.0.1:9"))
        let run = try await Binary.run([
            "run", "--hub", "h.example", "--config-root", folder.file(""), "--connect-to", "::127.0.0.1:9", "--no-dps",
            "--no-portal", "--no-registry", "--resolver", "none", "--no-ntp", "--skip", "tcp.half-open", "--skip",
            "ports",
            "--format", "json",
        ])
        #expect(run.output.contains("\"isProxyOfPackages\""))
        #expect(!run.everything.contains("CANARY"))
    }

    /// As sudo does: it waits, with the shell's environment, for what it started without.
    @Test(arguments: [true, false])
    func `the proxy of the shell above sudo is in the plan, and of any other process above none`(isSudo: Bool)
        async throws
    {
        let folder = try root([:])
        let user = isSudo ? "SUDO_UID=1000" : "OTHER=1"
        let ending = try await Binary.shell(
            """
            https_proxy=http://u:CANARYshell@127.0.0.1:9 no_proxy=plant.example sh -c '
                env -u https_proxy -u no_proxy \(user) "$0" plan --hub h.example --config-root "$1"
                exit $?' "$0" '\(folder.file(""))'
            """)
        #expect(ending.status == 0)
        #expect(ending.output.contains("the shell that sudo was called in: the proxy 127.0.0.1:9") == isSudo)
        #expect(ending.output.contains("the proxy 127.0.0.1:9, tcp") == isSudo)
        #expect(!ending.everything.contains("CANARY"))
    }

    @Test func `no report, message or process shows a secret of the configuration`() async throws {
        let folder = try root([
            "etc/aziot/config.toml": Self.toml,
            "etc/systemd/system/docker.service.d/p.conf":
                "[Service]\nEnvironment=\"https_proxy=http://u:CANARYother@127.0.0.1:9\" TOKEN=CANARYtoken\n",
            "etc/docker/daemon.json": #"{"auths": {"r": "CANARYauth"}}"#,
            "var/lib/aziot/identityd/device_info": "hub_name = \"h.example\"\nkey = \"CANARYinfo\"\n",
        ])
        let arguments = [
            "run", "--config-root", folder.file(""), "--connect-to", "::127.0.0.1:9", "--no-dps", "--no-portal",
            "--resolver", "none", "--no-ntp", "--skip", "tcp.half-open", "--skip", "ports",
        ]
        let formats = ReportFormats.all.map { $0.name }
        let ending = try await Binary.run(
            arguments + formats.flatMap { ["--report", "\($0)=\(folder.file("report.\($0)"))"] }
                + ["--bundle", folder.file("bundle")])
        let report = try folder.read("report.json")
        for format in formats { #expect(!(try folder.read("report.\(format)")).contains("CANARY"), "\(format)") }
        let bundle = try await UnpackedBundle.texts(of: folder, "bundle")
        #expect(bundle.count > formats.count)
        for (name, text) in bundle { #expect(!text.contains("CANARY"), "bundle: \(name)") }
        #expect(!ending.everything.contains("CANARY"))
        #expect(report.contains("the credentials for the registry registry.example"))
        #expect(report.contains("configured.azure-devices.net"))
        // Different credentials for one proxy are told without either.
        let outline = try ReportOutline(report)
        #expect(outline.findings.contains { $0.cause == "proxy.env-mismatch" && $0.summary.contains("credentials") })
        #expect(outline.observations.contains { $0.probe == "device.configuration" && $0.outcome == "seen" })
    }

    @Test func `a file that this user may not read is a note, and no error`() async throws {
        let folder = try root(["etc/aziot/config.toml/inside": "a folder in a file's place"])
        let ending = try await plan(folder, "--hub", "h.example")
        #expect(ending.status == 0)
        #expect(ending.output.contains("Could not be read: /etc/aziot/config.toml (EISDIR)"))
    }
}
