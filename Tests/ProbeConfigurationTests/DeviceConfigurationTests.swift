import FoundationEssentials
@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

struct DeviceConfigurationTests {
    private func read(_ files: [String: String]) throws -> DeviceConfiguration {
        try DeviceRoot.with(files) { DeviceConfiguration(root: $0.path) }
    }

    @Test func `drop-ins and environment files beyond the bound are counted`() throws {
        var files = Dictionary(
            uniqueKeysWithValues: (0..<70).map { number in
                ("/etc/systemd/system/docker.service.d/\(100 + number).conf", "[Service]\nEnvironment=A=1\n")
            })
        #expect(try read(files).leftOut == [LeftOut(.dropIns, 6)])
        files = Dictionary(uniqueKeysWithValues: (0..<20).map { ("/etc/env.d/\(100 + $0).env", "A=1\n") })
        files["/etc/systemd/system/docker.service"] = "[Service]\nEnvironmentFile=-/etc/env.d/*.env\n"
        let configuration = try read(files)
        #expect(configuration.leftOut == [LeftOut(.environmentFiles, 4)])
        #expect(ConfigurationEvidence(configuration).leftOut == configuration.leftOut)
        #expect(try read([:]).leftOut.isEmpty && ConfigurationEvidence(try read([:])).leftOut == nil)
    }

    @Test func `takes the engine's mirrors from its file, or from a drop-in of its unit`() throws {
        let file = try read(["/etc/docker/daemon.json": #"{"registry-mirrors":["https://mirror.example"]}"#])
        #expect(file.mirrors.named.map(\.description) == ["mirror.example"])
        #expect(file.mirrorsFile == "/etc/docker/daemon.json")
        let place = "/etc/systemd/system/docker.service.d/mirror.conf"
        let dropIn = try read([
            place: """
            [Service]
            ExecStart=
            ExecStart=/usr/bin/dockerd -H fd:// --registry-mirror=https://mirror.example:5000
            """
        ])
        #expect(dropIn.mirrors.named.map(\.description) == ["mirror.example:5000"] && dropIn.mirrorsFile == place)
        #expect(try read([:]).mirrors.isEmpty && read([:]).mirrorsFile == nil)
    }

    @Test func `takes the subnet that IoT Edge asks for from config.toml`() throws {
        let text = """
            [moby_runtime.network]
            name = "azure-iot-edge"
            [[moby_runtime.network.ipam.config]]
            gateway = "172.20.0.1"
            subnet = "172.20.0.0/16"
            """
        let configuration = try read(["/etc/aziot/config.toml": text])
        #expect(configuration.edge?.network == "azure-iot-edge")
        #expect(ConfigurationEvidence(configuration).networkSettings?.modules?.map(\.description) == ["172.20.0.0/16"])
        #expect(ConfigurationEvidence(try read([:])).networkSettings == nil)
    }

    @Test func `takes from config.toml what a run can use`() throws {
        let configuration = try read(["/etc/aziot/config.toml": TOMLTextTests.edge])
        let edge = try #require(configuration.edge)
        #expect(edge.hostname == "gw-lab-17")
        #expect(edge.parent?.description == "parent.plant.example")
        #expect(edge.dps?.description == "global.azure-devices-provisioning.net")
        #expect(edge.idScope == "0ne00ABCDEF")
        #expect(edge.upstream == .mqttOverWebSocket)
        #expect(edge.network == "plant")
        #expect(edge.engineSocket == "/run/docker.sock")
        #expect(configuration.hub == nil)
        #expect(configuration.proxy?.proxy?.address.description == "proxy.site.example:3128")
        #expect(configuration.files.map(\.state) == [.read])
    }

    @Test func `takes from config.yaml the same`() throws {
        let configuration = try read(["/etc/iotedge/config.yaml": YAMLTextTests.edge])
        #expect(configuration.hub?.hub.description == "myhub.azure-devices.net")
        #expect(configuration.hub?.file == "/etc/iotedge/config.yaml")
        #expect(configuration.edge?.upstream == .amqpOverWebSocket)
        #expect(configuration.edge?.network == "plant")
        #expect(configuration.proxy?.place == .agentEnvironment)
    }

    @Test(arguments: [
        "connection_string = \"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=x\"",
        "connection_string = \"DeviceId=d; hostname = bad; HostName=h.azure-devices.net\"",
        "iothub_hostname = \"H.azure-devices.net\"",
    ])
    func `finds the hub of a device that is provisioned by hand`(line: String) throws {
        let configuration = try read(["/etc/aziot/config.toml": "[provisioning]\nsource = \"manual\"\n\(line)\n"])
        #expect(configuration.hub?.hub.description == "h.azure-devices.net")
    }

    @Test(arguments: [
        "connection_string = \"<ADD DEVICE CONNECTION STRING HERE>\"", "iothub_hostname = 5",
        "connection_string = \"\"",
        "connection_string = \"SharedAccessKey=HostName=x\"",
    ])
    func `takes no hub from a template`(line: String) throws {
        #expect(try read(["/etc/aziot/config.toml": "[provisioning]\n\(line)\n"]).hub == nil)
    }

    private func account(_ auth: String, image: String = "registry.example/agent:1.5") throws -> IoTEdgeSettings {
        let toml = "[agent.config]\nimage = \"\(image)\"\n[agent.config.auth]\n\(auth)\n"
        return try #require(try read(["/etc/aziot/config.toml": toml]).edge)
    }

    private static let login = "username = \"u\"\npassword = \"p:1\""

    @Test(arguments: [
        "", "serveraddress = \"registry.example\"", "serveraddress = \"https://Registry.example/v2/\"",
        "serveraddress = \"registry.example:443\"",
    ])
    func `takes the account of the agent's registry, and where its password stands`(address: String) throws {
        let edge = try account("\(Self.login)\n\(address)")
        let account = try #require(edge.agentAccount)
        #expect(account.credentials == Credentials(user: "u", password: "p:1") && edge.agentAccountLine == 5)
        #expect(account.image.repository == "agent" && account.image.reference == "1.5")
        #expect("\(account)\(String(reflecting: account))".contains("p:1") == false)
    }

    @Test(arguments: [
        "", "username = \"u\"", "password = \"p\"", "username = \"\"\npassword = \"p\"",
        "\(login)\nserveraddress = \"elsewhere.example\"", "\(login)\nserveraddress = \"registry.example:5000\"",
        "\(login)\nserveraddress = \"http://registry.example\"",
        "\(login)\nserveraddress = \"registry.example.elsewhere.example\"",
    ])
    func `takes no account that is not whole, or another registry's`(auth: String) throws {
        #expect(try account(auth).agentAccount == nil)
    }

    @Test func `takes a registry that only credentials name`() throws {
        let edge = try account("\(Self.login)\nserveraddress = \"elsewhere.example:5000\"")
        #expect(edge.registryOfCredentials == Registry(ofImage: "elsewhere.example:5000/x"))
        #expect(try account("\(Self.login)\nserveraddress = \"registry.example\"").registryOfCredentials == nil)
        #expect(try account(Self.login).registryOfCredentials == nil)
    }

    @Test func `takes the account of Docker Hub by the address that engines know it by`() throws {
        let hub = try account("\(Self.login)\nserveraddress = \"https://index.docker.io/v1/\"", image: "team/agent")
        #expect(hub.agentAccount?.image.registry.host.description == "registry-1.docker.io")
    }

    @Test func `refuses a password that IoT Edge would refuse`() throws {
        let files = try read(["/etc/aziot/config.toml": "[agent.config.auth]\npassword = 5\n"]).files
        #expect(files.map(\.state) == [.malformed] && files.first?.member == "agent.config.auth.password")
    }

    @Test func `falls back on the hub that provisioning assigned`() throws {
        let configuration = try read([
            "/etc/aziot/config.toml": TOMLTextTests.edge,
            "/var/lib/aziot/identityd/device_info": "hub_name = \"assigned.azure-devices.net\"\ndevice_id = \"d\"\n",
        ])
        #expect(configuration.hub?.hub.description == "assigned.azure-devices.net")
        #expect(configuration.hub?.file == "/var/lib/aziot/identityd/device_info")
    }

    @Test func `finds the proxies of the units and of the engine`() throws {
        let configuration = try read([
            "/etc/systemd/system/docker.service.d/http-proxy.conf":
                "[Service]\nEnvironment=\"HTTPS_PROXY=http://one.example:3128\" 'NO_PROXY=localhost,.plant.example'\n",
            "/etc/systemd/system/aziot-identityd.service.d/10-old.conf":
                "[Service]\nEnvironment=https_proxy=http://gone.example:1\n",
            "/etc/systemd/system/aziot-identityd.service.d/20-new.conf":
                "[Service]\n# Environment=https_proxy=http://no.example:1\nEnvironment=\nEnvironment=\"https_proxy=http://u:p%%40w@two.example:3128\"\n",
            "/etc/systemd/system/aziot-edged.service.d/other.conf":
                "[Unit]\nEnvironment=https_proxy=http://no.example:1\n",
            "/etc/docker/daemon.json": #"{"dns": ["10.0.0.1"], "proxies": {"https-proxy": "http://three.example:80"}}"#,
        ])
        #expect(configuration.proxies.map(\.place) == [.identityService, .engineService, .engineConfiguration])
        #expect(
            configuration.proxies.map { $0.proxy?.address.description } == [
                "two.example:3128", "one.example:3128", "three.example:80",
            ])
        #expect(configuration.proxies[0].proxy?.credentials?.password == "p@w")
        #expect(configuration.proxies[1].proxy?.exceptions == ["localhost", ".plant.example"])
    }

    @Test(
        arguments: [
            ("registry.example/agent:1", "registry.example"),
            ("registry.example:5000/x/agent", "registry.example:5000"),
            ("mcr.microsoft.com/azureiotedge-agent:1.5", "mcr.microsoft.com"), ("agent", "registry-1.docker.io"),
            ("library/agent", "registry-1.docker.io"), ("localhost/agent", "localhost"),
            ("$upstream:443/agent:1.5", "parent.plant.example"), ("r.example/agent@sha256:00", "r.example"),
        ])
    func `knows the registry of edgeAgent's image`(image: String, registry: String) throws {
        let configuration = try read([
            "/etc/aziot/config.toml": """
            parent_hostname = "parent.plant.example"
            [agent.config]
            image = "\(image)"
            """
        ])
        #expect(configuration.edge?.agentRegistry?.description == registry)
    }

    @Test func `lists values that nothing can be made of`() throws {
        let configuration = try read([
            "/etc/aziot/config.toml": """
            parent_hostname = "not a name"
            [agent.env]
            UpstreamProtocol = "amqp-ws"
            https_proxy = "nonsense://x"
            [moby_runtime]
            uri = "tcp://127.0.0.1:2375"
            network = "-x"
            """
        ])
        let unusable = try #require(configuration.edge?.unusable)
        #expect(unusable.map(\.kind) == [.hostName, .networkName, .socket, .transport, .proxy])
        #expect(unusable.map(\.line) == [1, 7, 6, 3, 4])
        #expect(configuration.files.first?.state == .read)
    }

    @Test func `tells a parent's address from what is no host at all, and a name from a URL`() throws {
        let configuration = try read([
            "/etc/aziot/config.toml": """
            parent_hostname = "10.77.0.2"
            [provisioning]
            source = "dps"
            global_endpoint = "global.azure-devices-provisioning.net"
            id_scope = "0ne00112233"
            """
        ])
        let edge = try #require(configuration.edge)
        #expect(edge.parent == nil && edge.dps?.description == "global.azure-devices-provisioning.net")
        #expect(edge.unusable.map(\.kind) == [.hostAddress, .url] && edge.unusable.map(\.line) == [1, 4])
    }

    @Test func `has the engine alone go past the proxy`() throws {
        let configuration = try read([
            "/etc/aziot/config.toml": "[agent.env]\nhttps_proxy = \"http://p:1\"\nno_proxy = \"*\"\n",
            "/etc/systemd/system/docker.service.d/p.conf":
                "[Service]\nEnvironment=HTTPS_PROXY=http://p:1 NO_PROXY=localhost,.azurecr.io\n",
            "/etc/docker/daemon.json": #"{"proxies": {"https-proxy": "http://p:1"}}"#,
        ])
        #expect(configuration.engineExceptions == ["localhost", ".azurecr.io"])
        #expect(configuration.proxy?.place == .agentEnvironment)
    }

    @Test(
        arguments: [
            ("http://p:1", nil), ("p:1", .scheme), ("203.0.113.80:3128", .scheme),
            ("http://CORP%5Cgateway:secret@p:1", nil), ("http://CORP\\gateway:secret@p:1", .credentials),
            ("http://a:s~e!c$r'e(t)@p:1", nil), ("http://a:se|cret@p:1", .credentials),
        ] as [(String, ConfigurationEvidence.Proxy.Fault?)])
    func `knows what some readers of a proxy's URL refuse`(url: String, fault: ConfigurationEvidence.Proxy.Fault?) {
        let setting = ProxySetting(.identityService, in: "/etc/x", url: url, exceptions: nil)
        #expect(setting.proxy != nil && setting.fault == fault)
    }

    @Test func `a kind of value that IoT Edge refuses is the file's fault`() throws {
        let configuration = try read(["/etc/aziot/config.toml": "hostname = 5\n[agent.env]\nA = true\n"])
        #expect(configuration.files.map(\.problem) == [.unfit, .unfit] && configuration.files.map(\.line) == [1, 3])
        // The generation before makes texts of them.
        let old = try read(["/etc/iotedge/config.yaml": "hostname: 5\nagent:\n  env:\n    A: true\n"])
        #expect(old.files.map(\.state) == [.read] && old.edge?.hostname == "5")
    }

    @Test func `reads the snap's engine configuration too`() throws {
        let configuration = try read([
            "/var/snap/docker/current/config/daemon.json": #"{"proxies": {"https-proxy": "http://snap.example:80"}}"#
        ])
        #expect(configuration.proxies.map(\.file) == ["/var/snap/docker/current/config/daemon.json"])
    }

    @Test func `reads the unit of the snap's engine`() throws {
        let unit = "/etc/systemd/system/snap.docker.dockerd.service"
        let configuration = try read([
            unit: """
            [Service]
            EnvironmentFile=-/etc/environment
            ExecStart=/usr/bin/snap run docker.dockerd --ip-masq=false
            """,
            "/etc/environment": "HTTPS_PROXY=http://snap.example:80",
        ])
        #expect(configuration.proxies.map(\.file) == ["/etc/environment"])
        #expect(
            configuration.engineSwitches == [
                EngineSwitch(name: .ipMasquerade, isOn: false, file: LocalText(unit), line: 3)
            ])
    }

    @Test func `knows what the engine's command line switches, and where that stands`() throws {
        let (unit, options) = ("/etc/systemd/system/docker.service.d/x.conf", "/etc/default/docker")
        let configuration = try read([
            unit:
                "[Service]\nEnvironmentFile=/etc/default/d*r\nExecStart=/usr/bin/dockerd --iptables=F -H fd:// $OPTIONS\n",
            options: "# Options\nOPTIONS=\"--ip-forward=false --ipv6 --userland-proxy=no --log-level=warn\"\n",
        ])
        #expect(
            configuration.engineSwitches == [
                EngineSwitch(name: .iptables, isOn: false, file: LocalText(unit), line: 3),
                EngineSwitch(name: .ipForward, isOn: false, file: LocalText(options), line: 2),
                EngineSwitch(name: .ipv6, isOn: true, file: LocalText(options), line: 2),
            ])
    }

    @Test(
        arguments: [
            (
                [
                    "/etc/chrony/chrony.conf":
                        "pool 2.debian.pool.ntp.org iburst\nserver 10.0.0.5 port 1123\n# server no\n"
                ],
                ["2.debian.pool.ntp.org", "10.0.0.5 port 1123"]
            ),
            (
                [
                    "/etc/systemd/timesyncd.conf":
                        "[Time]\nNTP=time.plant.example 10.0.0.7\nFallbackNTP=ntp.ubuntu.com\n"
                ],
                ["time.plant.example", "10.0.0.7"]
            ),
            (["/etc/systemd/timesyncd.conf": "[Time]\n#NTP=\nFallbackNTP=ntp.ubuntu.com\n"], ["ntp.ubuntu.com"]),
            (["/etc/ntp.conf": "server 127.127.1.0\nserver -4 ntp.plant.example iburst\n"], ["ntp.plant.example"]),
            ([:], []),
        ] as [([String: String], [String])])
    func `finds the device's own time servers`(files: [String: String], servers: [String]) throws {
        #expect(try read(files).timeServers.map(\.description) == servers)
    }

    @Test func `a file that several units follow is listed once`() throws {
        let path = "/etc/systemd/system.conf"
        let files = try read([path: "[Manager]\nDefaultEnvironment=HTTPS_PROXY=http://10.1.0.9:3128\n"]).files
        #expect(files.map(\.path.description) == [path])
        #expect(files.map(\.state) == [.read])
    }

    // MARK: - Hostile files

    @Test func `names the line of a tab in config.yaml`() throws {
        let configuration = try read([
            "/etc/iotedge/config.yaml": "provisioning:\n  source: \"manual\"\n\thostname: x\n"
        ])
        let file = try #require(configuration.files.first)
        #expect(file.state == .malformed && file.problem == .tab && file.line == 3)
        #expect(configuration.edge == nil)
    }

    @Test func `passes over what is huge, binary, a folder or a loop`() throws {
        try DeviceRoot.with([:]) { root in
            try root.write("/etc/aziot/config.toml", [UInt8](repeating: 0x61, count: ConfigurationFolder.longest + 1))
            try root.write("/etc/iotedge/config.yaml", (0...255).map { UInt8($0) })
            try root.write("/etc/docker/daemon.json/inside", [1])
            try FileManager.default.createDirectory(
                atPath: root.path + "/var/lib/aziot/identityd", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: root.path + "/var/lib/aziot/identityd/device_info",
                withDestinationPath: "/var/lib/aziot/identityd/device_info")
            let configuration = DeviceConfiguration(root: root.path)
            let states = Dictionary(uniqueKeysWithValues: configuration.files.map { ($0.path.description, $0) })
            #expect(states["/etc/aziot/config.toml"]?.error == "EFBIG")
            #expect(states["/etc/iotedge/config.yaml"]?.problem == .notText)
            #expect(states["/etc/docker/daemon.json"]?.error == "EISDIR")
            #expect(states["/var/lib/aziot/identityd/device_info"]?.error == "ELOOP")
            #expect(configuration.edge == nil && configuration.hub == nil && configuration.proxies.isEmpty)
        }
    }

    @Test func `a link in a root that is somebody else's leads nowhere outside it`() throws {
        try DeviceRoot.with(["/etc/inside": "gateway\n"]) { outside in
            try DeviceRoot.with(["/etc/own": "inner\n"]) { root in
                let name = root.path + "/etc/hostname"
                try FileManager.default.createSymbolicLink(
                    atPath: name, withDestinationPath: outside.path + "/etc/inside")
                var folder = ConfigurationFolder(root: root.path)
                #expect(folder.text("/etc/hostname") == nil && !folder.exists("/etc/hostname"))
                try FileManager.default.removeItem(atPath: name)
                try FileManager.default.createSymbolicLink(atPath: name, withDestinationPath: "/etc/own")
                #expect(folder.text("/etc/hostname") == "inner\n" && folder.exists("/etc/hostname"))
                try FileManager.default.createSymbolicLink(
                    atPath: root.path + "/etc/systemd", withDestinationPath: outside.path + "/etc")
                #expect(folder.texts(in: "/etc/systemd", suffix: "inside").isEmpty)
            }
        }
    }

    // MARK: - Secrets

    @Test func `gives a report none of the secrets`() throws {
        let canary = "CANARY"
        let files = [
            "/etc/aziot/config.toml": """
            hostname = "gw"
            [provisioning]
            source = "manual"
            connection_string = "HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=CANARYkey"
            [agent.env]
            https_proxy = "http://CANARYuser:CANARYpass@proxy.example:3128"
            no_proxy = "CANARYexception"
            TOKEN = "CANARYtoken"
            [agent.config.auth]
            password = "CANARYregistry"
            """,
            "/etc/systemd/system/docker.service.d/p.conf":
                "[Service]\nEnvironment=\"https_proxy=http://CANARY:other@proxy.example:3128\" KEY=CANARY\n",
            "/etc/docker/daemon.json": #"{"labels": ["CANARY"], "proxies": {"https-proxy": "CANARY is no URL"}}"#,
        ]
        let evidence = ConfigurationEvidence(try read(files))
        let json = String(decoding: try JSONEncoder().encode(evidence), as: UTF8.self)
        #expect(!json.contains(canary) && !"\(evidence)".contains(canary))
        #expect(evidence.hub?.description == "h.azure-devices.net")
        // The same proxy with other credentials is another setting.
        #expect(evidence.proxies.map(\.variant) == [0, 1, 2])
        #expect(evidence.proxies.map(\.hasCredentials) == [true, true, false])
    }
}
