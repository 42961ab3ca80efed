import FoundationEssentials
import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import Testing

/// Remedies that edit files, applied twice, and what is opened for whom.
struct AppliedFileRemedyTests {
    @Test(
        .enabled(if: Sandbox.hasPython),
        arguments: [
            "", "{}", "null", #"{"registry-mirrors":["https://u:p@m"],"dns":["8.8.8.8"],"bip":"10.9.0.1/24"}"#,
        ])
    func `the engine's file gets the site's resolvers and keeps what it has`(before: String) throws {
        var facts = Guidance.Facts()
        facts.resolvers = ["127.0.0.53", "10.3.0.53", "10.3.0.54"].compactMap { IPAddress($0) }
        let remedy = try AppliedRemedyTests.text(.dnsContainerStub, .engineDNS, .shell, facts: facts)
        let fault = """
            for folder in etc var run; do mount -t tmpfs tmpfs /$folder; done
            mkdir /etc/docker
            printf %s '\(before)' > /etc/docker/daemon.json
            chmod 640 /etc/docker/daemon.json
            systemctl() { sleep 0.05; echo "$*" >> /run/docker.pid; }
            """
        // Read once, the engine is not started a second time.
        let proof = """
            test "$(cat /run/docker.pid)" = "restart docker"
            test "$(stat -c %a /etc/docker/daemon.json)" = 640
            test "$(ls /etc/docker)" = daemon.json
            python3 - '\(before)' <<'END'
            import json, sys
            expected = (json.loads(sys.argv[1] or "{}") or {}) | {"dns": ["10.3.0.53", "10.3.0.54"]}
            assert json.load(open("/etc/docker/daemon.json")) == expected
            END
            """
        AppliedRemedyTests.expectCure(fault, remedy, proof: proof)
    }

    /// A report prints commands behind a margin, where a here-document would not end.
    @Test(arguments: Cause.allCases)
    func `every command for a shell is one behind a margin too`(cause: Cause) throws {
        for command in try GuidanceTests.remedies(of: cause).flatMap(\.commands) {
            #expect(!command.text.contains("<<"))
        }
    }

    @Test(.enabled(if: Sandbox.hasPython), arguments: ["", "        "])
    func `the engine does what its file kept it from`(margin: String) throws {
        var facts = Guidance.Facts()
        let file = "/etc/docker/daemon.json"
        facts.engineSwitches = [
            EngineSwitch(name: .iptables, isOn: false, file: LocalText(file), line: 2),
            EngineSwitch(name: .ipMasquerade, isOn: true, file: LocalText(file), line: 3),
        ]
        let remedy = try AppliedRemedyTests.text(
            .natMissingMasquerade, .engineSwitches, .shell, culprit: .file(LocalText(file), line: 2), facts: facts)
        let lines = remedy.split(separator: "\n", omittingEmptySubsequences: false).map { margin + $0 }
        let fault = """
            for folder in etc run; do mount -t tmpfs tmpfs /$folder; done
            mkdir /etc/docker
            echo '{"iptables": false, "ip-masq": true, "bip": "10.9.0.1/24"}' > \(file)
            systemctl() { sleep 0.05; echo "$*" >> /run/docker.pid; }
            """
        let proof = """
            test "$(cat /run/docker.pid)" = "restart docker"
            python3 -c 'import json
            assert json.load(open("\(file)")) == {"iptables": True, "ip-masq": True, "bip": "10.9.0.1/24"}'
            """
        AppliedRemedyTests.expectCure(fault, lines.joined(separator: "\n"), proof: proof)
    }

    /// The engine reads the capitals first, a later drop-in wins, EnvironmentFile= over Environment=, and daemon.json over both.
    @Test(.enabled(if: Sandbox.hasPython), arguments: [Cause.proxyEnvMismatch, .proxyAuthRequired])
    func `the proxy takes the place of every other one, and the exceptions stay`(cause: Cause) throws {
        var assignment = try #require(try GuidanceTests.assignments().first)
        assignment.proxy = ProxyAddress(.name(try HostName(validating: "proxy.example")), port: 3128)
        var facts = Guidance.Facts()
        facts.engineProxyFile = "/etc/docker/daemon.json"
        let finding = Finding(
            cause, .warning, from: [.host], about: Finding.Subject(via: .proxy), owner: .device, confidence: .certain,
            summary: "", location: Finding.Location(kind: .thisDevice), evidence: [], refutedBy: "")
        let text = try #require(
            Guidance.remedies(for: finding, in: assignment, facts: facts).flatMap(\.commands)
                .first { $0.dialect == .systemd }
        ).text
        let isAccounts = cause == .proxyAuthRequired
        let root = FileManager.default.temporaryDirectory.appending(path: "edgeprobe-proxy-\(UUID())").path
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: root) }
        let script = """
            mount -t tmpfs tmpfs /etc
            mkdir -p /etc/systemd/system/docker.service.d /etc/docker
            printf '[Service]\\nEnvironment="HTTPS_PROXY=http://old:1" "NO_PROXY=.plant.example"\\n' \
              > /etc/systemd/system/docker.service.d/http-proxy.conf
            printf '[Service]\\nEnvironmentFile=/etc/old\\n' > /etc/systemd/system/docker.service.d/proxy.conf
            echo HTTPS_PROXY=http://old:2 > /etc/old
            echo '{"proxies": {"https-proxy": "http://old:3", "no-proxy": ".site.example"}, "mtu": 1400}' \
              > /etc/docker/daemon.json
            systemctl() { [ "$1" != cat ]; }
            PROXY_USER=gateway
            PROXY_PASSWORD=a%25b
            \(Sandbox.twice(text))
            python3 -c 'import json
            assert json.load(open("/etc/docker/daemon.json")) == {"proxies": {"no-proxy": ".site.example"}, "mtu": 1400}'
            test "$(stat -c %a /etc/iot-edge-proxy.env)" = \(isAccounts ? "600" : "644")
            cp -r /etc \(root)
            """
        #expect(Sandbox.run(script) == 0, "\(text)")
        let proxies = DeviceConfiguration(root: root).proxies
        #expect(proxies.map(\.place) == [.identityService, .edgeDaemon, .engineService])
        #expect(proxies.allSatisfy { $0.proxy?.address == assignment.proxy })
        #expect(proxies.allSatisfy { ($0.proxy?.credentials?.password == "a%b") == isAccounts })
        #expect(proxies.last?.proxy?.exceptions == [".plant.example"])
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `lines are added to files once`() throws {
        let preference = try AppliedRemedyTests.text(.ipv6Broken, .preferIPv4, .shell)
        AppliedRemedyTests.expectCure(
            "mount -t tmpfs tmpfs /etc\necho 'label ::1/128 0' > /etc/gai.conf", preference,
            proof: "test \"$(wc -l < /etc/gai.conf)\" = 2")
        let root = try AppliedRemedyTests.text(.tlsInterceptedTrusted, .trustInspectionRoot, .shell)
        let fault = """
            mount -t tmpfs tmpfs /etc
            mount -t tmpfs tmpfs /usr/local
            mkdir -p /etc/aziot /usr/local/share/ca-certificates
            update_ca_certificates() { :; }
            alias update-ca-certificates=update_ca_certificates
            systemctl() { :; }
            printf '%s\n' BEGIN other END > /etc/aziot/trust-bundle.pem
            printf '%s\n' BEGIN site END > /etc/root.pem
            ROOT=/etc/root.pem
            """
        AppliedRemedyTests.expectCure(fault, root, proof: "test \"$(grep -c . /etc/aziot/trust-bundle.pem)\" = 6")
    }

    @Test func `a registry is opened for at its own port, and everybody at an address that several share`() throws {
        var assignment = try #require(try GuidanceTests.assignments().first)
        let registry = try HostName(validating: "registry.plant.example")
        assignment.registries = [registry]
        assignment.registryPorts = [Registry(registry, port: 5000)]
        let address = try #require(IPAddress("203.0.113.11"))
        let dps = try #require(assignment.dps)
        let facts = Guidance.Facts(addresses: [dps: [address], registry: [address]])
        func request(_ subject: Finding.Subject, _ cause: Cause = .tcpDroppedIP) throws -> String {
            let finding = Finding(
                cause, .error, from: [.host], about: subject, owner: .siteNetwork, confidence: .certain, summary: "",
                evidence: [], refutedBy: "")
            let remedy = try #require(Guidance.remedies(for: finding, in: assignment, facts: facts).first)
            return try #require(remedy.commands.first { $0.dialect == .request }).text
        }
        #expect(try request(Finding.Subject(registry, address: address)).contains("TCP 5000 to \(registry)"))
        #expect(try request(Finding.Subject(registry, port: 5000), .tcpDroppedPort).contains("TCP 5000 to \(registry)"))
        let shared = try request(Finding.Subject(address: address))
        #expect(shared.contains("TCP 5000 to \(registry)") && shared.contains("TCP 443 to \(dps)"))
        #expect(!shared.contains("\(assignment.hub)"))
        let everything = try request(Finding.Subject(), .tcpResetMidstream)
        for part in ["443, 5671 to \(assignment.hub)", "443 to \(dps)", "5000 to \(registry)"] {
            #expect(everything.contains(part))
        }
        let port = try request(Finding.Subject(port: 443), .tcpResetMidstream)
        #expect(port.contains("TCP 443 to \(assignment.hub)") && port.contains("TCP 443 to \(dps)"))
        #expect(!port.contains("\(registry)"))
    }
}
