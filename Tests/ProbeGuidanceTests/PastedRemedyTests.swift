import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import Testing

/// What is pasted is for whoever has to make the change, and asks for what only the reader knows.
struct PastedRemedyTests {
    private func remedies(
        _ cause: Cause, from vantages: [Vantage] = [.host], about subject: Finding.Subject = Finding.Subject(),
        owner: Owner = .device, at culprit: Culprit? = nil, in change: (inout Assignment) -> Void = { _ in },
        with facts: (inout Guidance.Facts) -> Void = { _ in }
    ) throws -> [Remedy] {
        var assignment = Assignment(hub: try HostName(validating: "myhub.azure-devices.net"))
        change(&assignment)
        let address = try #require(IPAddress("10.0.0.53"))
        var known = Guidance.Facts(
            addresses: [assignment.hub: [try #require(IPAddress("203.0.113.20"))]], resolvers: [address])
        facts(&known)
        let finding = Finding(
            cause, .error, from: vantages, about: subject, owner: owner, confidence: .certain, summary: "",
            location: Finding.Location(kind: .thisDevice, culprit: culprit), evidence: [], refutedBy: "")
        return Guidance.remedies(for: finding, in: assignment, facts: known)
    }

    @Test(
        arguments: [
            (nil, nil, Dialect.nftables), (nil, .ufw, .ufw), (nil, .firewalld, .firewalld),
            // A policy is what whoever keeps the rules has set; a rule that is there is somebody's own.
            (RulePlace(family: "ip", table: "filter", chain: "OUTPUT"), .ufw, .ufw),
            (RulePlace(family: "ip", table: "filter", chain: "OUTPUT", handle: 3, line: 1), .ufw, .iptables),
            (RulePlace(family: "ip", table: "filter", chain: "ufw-user-output", handle: 3, line: 1), nil, .ufw),
            (RulePlace(family: "inet", table: "firewalld", chain: "filter_OUT_policies", handle: 3), nil, .firewalld),
            (RulePlace(family: "inet", table: "site", chain: "out", handle: 3), .ufw, .nftables),
        ] as [(RulePlace?, FirewallService?, Dialect)])
    func `the dialect of whoever keeps the rule comes first`(
        place: RulePlace?, running: FirewallService?, dialect: Dialect
    ) throws {
        for cause in [Cause.hostOutputDropped, .fwdDropped] {
            let fixes = try remedies(cause, at: place.map { Culprit($0) }, with: { $0.firewall = running })
            #expect(fixes.first?.commands.first?.dialect == dialect, "\(cause)")
        }
    }

    @Test func `the router's commands are for the router, this device's for this device`() throws {
        let subject = Finding.Subject(try HostName(validating: "myhub.azure-devices.net"), port: 5671)
        let site = try remedies(.tcpDroppedPort, about: subject, owner: .siteNetwork)[0].commands
        for command in site {
            let isShells = [.nftables, .iptables].contains(command.dialect)
            #expect(command.machine == (isShells ? .siteRouter : .thisDevice), "\(command.dialect)")
        }
        #expect(try remedies(.hostOutputDropped)[0].commands.allSatisfy { $0.machine == .thisDevice })
    }

    @Test func `a proxy that wants an account gets a place for it, and a file that only root reads`() throws {
        let proxy = ProxyAddress(.name(try HostName(validating: "proxy.example")), port: 3128)
        let fixes = try remedies(.proxyAuthRequired, owner: .proxy, in: { $0.proxy = proxy })
        let texts = try #require(fixes.first { $0.id == .proxyCredentials }).commands.map(\.text)
        #expect(texts[0].contains("http://$PROXY_USER:$PROXY_PASSWORD@proxy.example:3128"))
        #expect(texts[0].contains("install -m 600 /dev/null"))
        #expect(texts[1].contains("http://USER:PASSWORD@proxy.example:3128"))
        let plain = try remedies(.proxyRequired, in: { $0.proxy = proxy }).flatMap(\.commands).map(\.text)
        #expect(plain.allSatisfy { !$0.contains("PASSWORD") && !$0.contains("-m 600") })
    }

    @Test(arguments: [
        Cause.dnsFiltered, .dnsNxdomain, .dnsServfail, .dnsRefused, .dnsTimeout, .dnsUDPBlocked, .dnsPortRefused,
    ])
    func `names that containers alone do not get have the engine's resolvers named for them`(cause: Cause) throws {
        let inContainers = try remedies(cause, from: [try #require(Vantage("docker:bridge"))], owner: .siteNetwork)
        #expect(inContainers.contains { $0.commands.contains { $0.dialect == .daemonJSON } })
        #expect(!inContainers.contains { $0.id == .otherResolver })
        let everywhere = try remedies(
            cause, from: [.host, try #require(Vantage("docker:bridge"))], owner: .siteNetwork)
        #expect(!everywhere.contains { $0.commands.contains { $0.dialect == .daemonJSON } })
    }

    @Test(
        arguments: [
            (nil, RemedyID.smallDevice), ("edgeHub", .smallDevice), ("kernel", .smallDevice),
            ("edgeAgent", .moduleMemory),
            ("camera", .moduleMemory), ("$(reboot)", .moduleMemory),
        ] as [(String?, RemedyID)])
    func `only edgeHub gets edgeHub's own setting for want of memory`(process: String?, id: RemedyID) throws {
        let fixes = try remedies(
            .logSmallDevice, about: Finding.Subject(process: process.map { LocalText($0) }), owner: .hubConfiguration)
        #expect(fixes.map(\.id) == [id])
        #expect(fixes[0].title.english.contains("camera") == (process == "camera"))
        #expect(!fixes[0].title.english.contains("reboot"))
    }

    @Test func `the request for the time names the servers that this device asks`() throws {
        func request(_ servers: [TimeServer]) throws -> String {
            let fixes = try remedies(.hostClockSkew, with: { $0.timeServers = servers })
            return try #require(fixes.first { $0.id == .allowNTP }?.commands.first).text
        }
        let own = TimeServer(.name(try HostName(validating: "time.plant.example")))
        let other = TimeServer(.address(try #require(IPAddress("10.0.0.7"))), port: 1123)
        let text = try request([own, other])
        #expect(text.contains("UDP 123 (NTP) from the gateway to time.plant.example,"))
        #expect(text.contains("UDP 1123 (NTP) from the gateway to 10.0.0.7,") && !text.contains("pool.ntp.org"))
        #expect(try request([]).contains("UDP 123 (NTP) from the gateway to pool.ntp.org,"))
    }

    @Test(
        arguments: [
            "tailscaled", "ssh", "sshd", "sslh", "openvpn@site", "openvpn-server@site", "wg-quick@wg0", "teleport",
            "k3s",
            "k3s-agent", "kubelet", "snap.microk8s.daemon-kubelite", "docker",
        ])
    func `what the device is reached or run by is moved, and never stopped`(unit: String) throws {
        let fixes = try remedies(
            .hostPortConflict, about: Finding.Subject(port: 443),
            with: { $0.portHolders = [443: Guidance.PortHolder(unit: "\(unit).service", container: nil)] })
        #expect(fixes.map(\.id) == [.freePort, .moveEdgeHubPort])
        #expect(fixes[0].title.english.contains("do not stop it"))
        #expect(fixes.flatMap(\.commands).allSatisfy { !$0.text.contains("systemctl") })
    }

    @Test(
        arguments: [
            "cron", "crond", "anacron", "atd", "fcron", "getty@tty1", "serial-getty@ttyS0", "console-getty", "dbus",
            "dbus-broker", "polkit", "rc-local", "rescue", "emergency", "gdm3", "lightdm",
        ])
    func `what runs anybody's programs is not stopped for one of them`(unit: String) throws {
        let fixes = try remedies(
            .hostPortConflict, about: Finding.Subject(port: 443),
            with: { $0.portHolders = [443: Guidance.PortHolder(unit: "\(unit).service", container: nil)] })
        #expect(fixes.first?.id == .freePort)
        #expect(fixes.flatMap(\.commands).allSatisfy { !$0.text.contains("systemctl") })
    }

    @Test func `a container by which the device is reached is moved as well`() throws {
        let fixes = try remedies(
            .hostPortConflict, about: Finding.Subject(port: 443),
            with: { $0.portHolders = [443: Guidance.PortHolder(unit: nil, container: "tailscale")] })
        #expect(fixes.map(\.id) == [.freePort, .moveEdgeHubPort])
        #expect(fixes.flatMap(\.commands).allSatisfy { !$0.text.contains("docker stop") })
    }

    @Test(arguments: ["nginx", "apache2", "mosquitto", "haproxy"])
    func `a server that is nobody's way in is stopped by its unit`(unit: String) throws {
        let fixes = try remedies(
            .hostPortConflict, about: Finding.Subject(port: 443),
            with: { $0.portHolders = [443: Guidance.PortHolder(unit: "\(unit).service", container: nil)] })
        #expect(fixes.first?.id == .stopUnit)
    }

    @Test func `a module's container is not stopped: which port is whose is the deployment's matter`() throws {
        let fixes = try remedies(
            .hostPortConflict, about: Finding.Subject(port: 443),
            with: {
                $0.portHolders = [
                    443: Guidance.PortHolder(unit: nil, container: "IoTEdgeAPIProxy", isOfModule: true)
                ]
            })
        #expect(fixes.map(\.id) == [.moveEdgeHubPort, .moveModulePort])
        #expect(fixes.flatMap(\.commands).allSatisfy { !$0.text.contains("docker") })
    }

    private func moved(
        _ bindings: [UInt16: [PortBinding]]?, hasDownstream: Bool = false
    ) throws -> (title: String, options: [String]) {
        let fixes = try remedies(
            .hostPortConflict, about: Finding.Subject(port: 8443), in: { $0.hasDownstream = hasDownstream },
            with: {
                $0.edgeHubPorts = [8443, 8883]
                $0.edgeHubBindings = bindings
            })
        let fix = try #require(fixes.first { $0.id == .moveEdgeHubPort })
        return (
            fix.title.english, fix.commands.map { $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        )
    }

    @Test func `edgeHub's own ports stay, whatever they are published as`() throws {
        let address = try #require(IPAddress("10.0.0.1"))
        let bindings =
            [443: [PortBinding(port: 8443)], 8883: [PortBinding(port: 8883, address: address)]] as [UInt16: _]
        let without = try moved(bindings)
        #expect(
            without.options == [
                #"{ "HostConfig": { "PortBindings": { "8883/tcp": [ { "HostIp": "10.0.0.1", "HostPort": "8883" } ] } } }"#
            ])
        let other = try moved(bindings, hasDownstream: true)
        #expect(!other.title.contains("only downstream devices use it"))
        #expect(other.options.count == 1 && other.options[0].contains(#""443/tcp": [ { "HostPort": "10443" } ]"#))
        for hasDownstream in [false, true] {
            #expect(try moved(nil, hasDownstream: hasDownstream).options.isEmpty, "whose they are is not known")
        }
    }

    @Test func `a hub's own cloud is named, and inspection is thought of in each`() throws {
        let hub = try HostName(validating: "myhub.azure-devices.cn")
        func texts(_ cause: Cause) throws -> String {
            try remedies(cause, about: Finding.Subject(hub, port: 443), in: { $0.hub = hub })
                .flatMap { [$0.title.english] + $0.steps.map(\.english) + $0.commands.map(\.text) }.joined(
                    separator: "\n")
        }
        #expect(try texts(.dnsNxdomain).contains("privatelink.azure-devices.cn"))
        #expect(try texts(.dnsDeviceNameMissing).contains("privatelink.azure-devices.cn"))
        #expect(try texts(.tlsDeviceNameBlocked).contains("*.device.azure-devices.cn would"))
        #expect(try texts(.tlsUnknownCA).contains("exempt these names from TLS inspection"))
        for cause in [Cause.dnsNxdomain, .dnsDeviceNameMissing, .tlsDeviceNameBlocked, .tlsHostnameMismatch] {
            #expect(try !texts(cause).contains("azure-devices.net"), "\(cause)")
        }
    }

    @Test func `what is changed at the hub is not said to be changed on this device`() throws {
        let hub = try HostName(validating: "myhub.azure-devices.net")
        for cause in Cause.allCases {
            let fixes = try remedies(
                cause, from: [try #require(Vantage("docker:bridge"))], about: Finding.Subject(hub, port: 5671),
                owner: .siteNetwork, with: { $0.hopLimitOfContainers = 65 })
            for fix in fixes where !fix.commands.isEmpty && fix.commands.allSatisfy({ $0.dialect == .createOptions }) {
                #expect(!fix.title.english.hasPrefix("On this device"), "\(fix.title)")
            }
        }
    }

    @Test func `what a registry of Docker's redirects to is all in the request`() throws {
        let registry = try HostName(validating: "registry-1.docker.io")
        let subject = Finding.Subject(registry, port: 443)
        let fixes = try remedies(
            .tcpDroppedPort, about: subject, owner: .siteNetwork, in: { $0.registries = [registry] })
        let text = try #require(fixes[0].commands.first { $0.dialect == .request }).text
        for name in [
            "auth.docker.io", "production.cloudfront.docker.com", "production.cloudflare.docker.com",
            "docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com",
        ] { #expect(text.contains("TCP 443 to \(name)"), "\(text)") }
    }

    @Test func `only a page about no device speaks of Windows`() throws {
        let page = Guidance.examples(for: .dnsContainerStub, owner: .containerEngine).flatMap {
            $0.steps.map(\.english)
        }
        #expect(page.contains { $0.contains("Windows") })
        #expect(
            try remedies(.dnsContainerStub).allSatisfy { remedy in
                !remedy.steps.contains { $0.english.contains("Windows") }
                    && !remedy.commands.contains { $0.dialect == .powershell }
            })
    }
}
