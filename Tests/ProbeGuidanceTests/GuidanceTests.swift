import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import ProbeMeasurement
import Testing

struct GuidanceTests {
    static let hub = "myhub.azure-devices.net"

    /// A cause with what findings of every shape carry.
    static func findings(of cause: Cause) throws -> [Finding] {
        let owners: [Owner] = [.device, .siteNetwork, .hubConfiguration]
        let rule = Culprit(RulePlace(family: "inet", table: "filter", chain: "output", handle: 12))
        let shapes: [(subject: Finding.Subject, culprit: Culprit)] =
            [
                (Finding.Subject(), rule),
                (
                    Finding.Subject(host: Host(hub), address: IPAddress("203.0.113.20"), port: 5671, transport: .amqp),
                    rule
                ),
                (
                    Finding.Subject(host: Host(hub), port: 443, resolver: SocketAddress("10.3.0.53", defaultPort: 53)),
                    rule
                ),
                (Finding.Subject(host: Host("mcr.microsoft.com"), port: 443), rule),
                (Finding.Subject(port: 80, process: LocalText("'; rm -rf /")), .program(LocalText("'; rm -rf /"))),
            ]
            // No host has such a name; what else may be called so leads to no command.
            + hostile.map { (Finding.Subject(host: Host("$(reboot)`id`;'\"\\"), port: 80), $0) }
        return shapes.enumerated().map { index, shape in
            Finding(
                cause, .error, from: [.host], about: shape.subject, owner: owners[index % owners.count],
                confidence: .certain, summary: "A fault.",
                location: Finding.Location(kind: .thisDevice, culprit: shape.culprit), evidence: [], refutedBy: "")
        }
    }

    /// daemon.json reaches the first bridge alone, and not the network that IoT Edge makes.
    @Test func `the modules' network gets its MTU before IoT Edge makes it`() throws {
        let finding = Finding(
            .mtuBridgeMismatch, .error, from: [.bridge], about: Finding.Subject(), owner: .containerEngine,
            confidence: .certain, summary: "A fault.", location: .unknown, evidence: [], refutedBy: "")
        func commands(ownMTU: Int) throws -> [String] {
            var facts = Guidance.Facts(egressMTU: 1400)
            facts.networkToCome = "azure-iot-edge"
            facts.bridgeMTU = ownMTU
            let remedies = Guidance.remedies(
                for: finding, in: Assignment(hub: try HostName(validating: Self.hub)), facts: facts)
            return remedies.flatMap(\.commands).map(\.text)
        }
        let alone = try commands(ownMTU: 1400)
        #expect(alone.count == 1 && alone[0].contains("mtu=1400\n") && alone[0].contains("docker network create"))
        #expect(!alone[0].contains("daemon.json"))
        let both = try commands(ownMTU: 1500)
        #expect(both.count == 2 && both[0].contains("daemon.json") && both[0].contains("docker network create"))
    }

    private static func remedies(
        _ cause: Cause, about subject: Finding.Subject = Finding.Subject(), owner: Owner = .device,
        _ change: (inout Guidance.Facts) -> Void = { _ in }
    ) throws -> [Remedy] {
        let finding = Finding(
            cause, .error, from: [.host], about: subject, owner: owner, confidence: .certain, summary: "A fault.",
            evidence: [], refutedBy: "")
        var facts = Guidance.Facts()
        change(&facts)
        return Guidance.remedies(for: finding, in: Assignment(hub: try HostName(validating: hub)), facts: facts)
    }

    @Test func `a tunnel is told to leave out what it stops, and not always the hub`() throws {
        func title(_ subject: Finding.Subject) throws -> String? {
            try Self.remedies(.routeVPNOverride, about: subject).first { $0.id == .excludeHubFromVPN }?.title.english
        }
        #expect(try title(Finding.Subject(host: Host(Self.hub))) == "Keep the hub out of the tunnel.")
        #expect(
            try title(Finding.Subject(host: Host("mcr.microsoft.com"))) == "Keep mcr.microsoft.com out of the tunnel.")
        let resolver = Finding.Subject(resolver: SocketAddress("10.3.0.53", defaultPort: 53))
        #expect(try title(resolver) == "Keep what IoT Edge needs out of the tunnel.")
    }

    @Test(
        arguments: [
            (nil, "Start the container engine, and"), (.engineConfiguration, "Correct the container engine's"),
            (.engineNetwork, "networks"), (.engineStore, "store"), (.engineStart, "Start the container engine, and"),
        ] as [(LogCode?, String)])
    func `an engine that does not start is helped by what its log says`(reason: LogCode?, title: String) throws {
        let remedy = try #require(try Self.remedies(.containerEngineStopped) { $0.engineTrouble = reason }.first)
        #expect(remedy.title.english.contains(title))
        #expect(remedy.commands.allSatisfy { $0.text.contains("systemctl reset-failed docker") })
    }

    @Test func `another service than the hub is told its own name`() throws {
        func steps(_ host: String) throws -> String {
            let subject = Finding.Subject(host: Host(host))
            return try Self.remedies(.tlsHostnameMismatch, about: subject).flatMap(\.steps).map(\.english).joined()
        }
        #expect(try steps(Self.hub).contains("az iot hub show"))
        let other = try steps("mcr.microsoft.com")
        #expect(other.contains("Configure mcr.microsoft.com by") && !other.contains("az iot hub show"))
    }

    /// Culprits whose names a shell would take for more than names.
    static let hostile: [Culprit] = [
        Culprit(RulePlace(family: "inet", table: "filter", chain: "$(reboot)", handle: 12)),
        Culprit(RulePlace(family: "ip", table: "raw", chain: "PREROUTING;reboot", line: 2)),
        .setting(.forwarding(interface: "$(reboot)")),
        .routes([IPPrefix("172.17.0.0/24")].compactMap(\.self), interface: "$(reboot)"),
        .file(LocalText("/etc/$(reboot)"), line: 3), .container(LocalText("`reboot`")),
        .recorded(WireText("nft inet filter $(reboot) handle 12")),
    ]

    static func assignments() throws -> [Assignment] {
        try [Transport.amqp, .mqtt, .amqpOverWebSocket].map { (upstream: Transport) -> Assignment in
            var plan = Plan(hub: try HostName(validating: hub))
            plan.services.dps = try HostName(validating: "global.azure-devices-provisioning.net")
            plan.services.registries = try ["mcr.microsoft.com", "example.azurecr.io"].map {
                try HostName(validating: $0)
            }
            plan.services.upstream = upstream
            plan.services.proxy = Proxy(
                ProxyAddress(.name(try HostName(validating: "proxy.site.example")), port: 3128),
                credentials: Credentials(user: "gateway-user", password: "Pa55"), source: .environment)
            return Assignment(plan)
        }
    }

    static func remedies(of cause: Cause) throws -> [Remedy] {
        let facts = [
            Guidance.Facts(),
            Guidance.Facts(
                addresses: [
                    try HostName(validating: hub): [IPAddress("203.0.113.20"), IPAddress("2001:db8::20")].compactMap(
                        \.self)
                ],
                resolvers: [IPAddress("10.3.0.53"), IPAddress("127.0.0.53")].compactMap(\.self), egressMTU: 1430),
        ]
        var all: [Remedy] = []
        for finding in try findings(of: cause) {
            for assignment in try assignments() {
                for facts in facts { all += Guidance.remedies(for: finding, in: assignment, facts: facts) }
            }
        }
        return all
    }

    @Test(arguments: Cause.allCases)
    func `every cause has a remedy with an owner, a title and something to do`(cause: Cause) throws {
        for finding in try Self.findings(of: cause) {
            for assignment in try Self.assignments() {
                let remedies = Guidance.remedies(for: finding, in: assignment)
                #expect(!remedies.isEmpty)
                #expect(Set(remedies.map(\.id)).count == remedies.count)
                #expect(Set(remedies.map(\.id)).isSubset(of: cause.card.remedies), "\(remedies.map(\.id))")
                for remedy in remedies {
                    #expect(!remedy.title.english.isEmpty)
                    #expect(!remedy.steps.isEmpty || !remedy.commands.isEmpty)
                }
            }
        }
    }

    @Test(arguments: Cause.allCases)
    func `no remedy names a plain port`(cause: Cause) throws {
        for remedy in try Self.remedies(of: cause) {
            for text in remedy.texts {
                #expect(text.firstMatch(of: /\b(1883|5672|80)\b/) == nil, "\(text)")
            }
        }
    }

    @Test(arguments: Cause.allCases)
    func `text that is no name, address or port of its own reaches no remedy`(cause: Cause) throws {
        for remedy in try Self.remedies(of: cause) {
            for text in remedy.texts {
                #expect(!text.contains("reboot") && !text.contains("rm -rf") && !text.contains("Pa55"))
            }
        }
    }

    @Test(arguments: Cause.allCases)
    func `commands fit the text report's columns`(cause: Cause) throws {
        let lines = try Self.remedies(of: cause).flatMap(\.commands).filter { $0.dialect != .request }
            .flatMap { $0.text.split(separator: "\n") }
        #expect(Set(lines.filter { $0.count > 66 }) == [])
    }

    @Test func `informational findings call for no change`() throws {
        var finding = try #require(try Self.findings(of: .tcpDroppedPort).dropFirst().first)
        finding.severity = .info
        let assignment = try #require(try Self.assignments().first)
        let diagnosis = Diagnosis(verdict: .ready, summary: "", transports: [], findings: [finding])
        #expect(Guidance.completed(diagnosis, assignment: assignment).findings[0].remedies.isEmpty)
        finding.severity = .error
        let blocked = Diagnosis(verdict: .blocked, summary: "", transports: [], findings: [finding])
        #expect(!Guidance.completed(blocked, assignment: assignment).findings[0].remedies.isEmpty)
    }

    @Test func `only the port of the transport in use is opened beside 443`() throws {
        for assignment in try Self.assignments() {
            for dialect in Guidance.firewallDialects {
                let text = try #require(Guidance.firewall(assignment: assignment, dialect: dialect))
                #expect(text.contains("443"))
                #expect(text.contains("Nothing inbound"))
                // A request has a table of all ports as well, which says what stays closed.
                let flows = text.split(separator: "\n").filter { dialect != .request || $0.hasPrefix("  outbound") }
                #expect(flows.contains { $0.contains("5671") } == (assignment.upstream == .amqp))
                #expect(flows.contains { $0.contains("8883") } == (assignment.upstream == .mqtt))
            }
        }
    }

    @Test func `names that need the same ports share a loop, and known addresses need no look-up`() throws {
        let assignment = try #require(try Self.assignments().first)
        let resolved = try #require(Guidance.firewall(assignment: assignment, dialect: .iptables))
        // Those that not every device uses are apart: without an address they stop nothing of the rest.
        let parts = resolved.split(separator: "# Only where they are used")
        #expect(
            parts.map { $0.split(separator: "\n").count { $0.hasSuffix("do") && $0.contains(" for address") } } == [
                2, 1,
            ])
        #expect(assignment.dps.map { !parts[0].contains($0.description) && parts[1].contains($0.description) } == true)
        var addresses: [HostName: [IPAddress]] = [:]
        for (index, name) in ([assignment.hub] + [assignment.dps].compactMap(\.self) + assignment.registries)
            .enumerated()
        {
            addresses[name] = [IPAddress("203.0.113.\(20 + index)"), IPAddress("2001:db8::\(index)")].compactMap(\.self)
        }
        let known = try #require(Guidance.firewall(assignment: assignment, addresses: addresses, dialect: .iptables))
        #expect(!known.contains("getent"))
        #expect(
            known.contains("203.0.113.23") && known.contains("ip6tables -I OUTPUT") && known.contains("2001:db8::3"))
    }

    @Test(arguments: Guidance.firewallDialects.filter { ![.request, .azureNSG].contains($0) })
    func `what only some devices use comes after the rest, and changes nothing of it`(dialect: Dialect) throws {
        let assignment = try #require(try Self.assignments().first)
        let text = try #require(Guidance.firewall(assignment: assignment, dialect: dialect))
        let parts = text.split(separator: "# Only where they are used")
        let dps = try #require(assignment.dps).description
        #expect(parts.count == 2 && !parts[0].contains(dps) && parts[1].contains(dps))
        #expect(dialect == .azureFirewall || parts[0].contains("nothing was changed"))
        #expect(!parts[1].contains("nothing was changed") && !parts[1].contains("(exit 1)\nfi"))
        if dialect == .azureFirewall { #expect(parts[1].contains("iot-edge-names-if-used")) }
    }

    @Test func `through a proxy nothing leaves directly, and no port is open for what uses none`() throws {
        var assignment = try #require(try Self.assignments().first)
        assignment.proxy = ProxyAddress(.name(try HostName(validating: "proxy.plant.example")), port: 3128)
        assignment.proxySource = .commandLine
        let text = try #require(Guidance.firewall(assignment: assignment, dialect: .request)).inOneLine
        #expect(!text.contains("outbound TCP 443") && text.contains("TCP 443 to packages.microsoft.com"))
        #expect(text.contains("stays closed: Amqp uses no proxy") && !text.contains("what edgeHub uses here"))
    }

    @Test func `an engine is never given a loopback resolver`() throws {
        let texts = try Self.remedies(of: .dnsContainerStub).flatMap(\.commands)
        #expect(texts.contains { $0.dialect == .daemonJSON && $0.text == "{ \"dns\": [\"10.3.0.53\"] }" })
        #expect(!texts.contains { $0.text.contains("127.0.0.53") })
    }

    @Test func `each dialect that fixes are offered in is some remedy's`() throws {
        let written = Set(try Cause.allCases.flatMap { try Self.remedies(of: $0) }.flatMap(\.commands).map(\.dialect))
        // Those of the device's own firewall depend on which one runs.
        let own: Set<Dialect> = [.ufw, .firewalld]
        #expect(Set(Guidance.fixDialects).subtracting(written).subtracting(own).isEmpty)
        #expect(try Self.remedies(of: .tcpDroppedPort).flatMap(\.commands).contains { $0.dialect == .azureFirewall })
    }

    @Test func `a dialect that is no firewall's has no rules`() throws {
        let assignment = try #require(try Self.assignments().first)
        #expect(Guidance.firewall(assignment: assignment, dialect: .sysctl) == nil)
        #expect(
            Set(Guidance.firewallDialects) == [
                .nftables, .iptables, .ufw, .firewalld, .powershell, .azureNSG, .azureFirewall, .request,
            ])
    }

    @Test func `a request names direction, protocol, name, port, reason and what is not needed`() throws {
        let assignment = try #require(try Self.assignments().first)
        let text = try #require(Guidance.firewall(assignment: assignment, dialect: .request)).inOneLine
        for part in [
            "outbound TCP 443, 5671 to \(Self.hub)", "service tag AzureIoTHub", "No TLS inspection", "Nothing inbound",
            "addresses change", "*.data.mcr.microsoft.com",
        ] { #expect(text.contains(part)) }
    }

    @Test func `only a rule's own words lead to its chain`() {
        func rule(_ family: LocalText, _ table: LocalText, _ chain: LocalText) -> Culprit {
            Culprit(RulePlace(family: family, table: table, chain: chain, handle: 12, line: 3))
        }
        #expect(RuleChain(rule("inet", "filter", "output"))?.chain == "output")
        #expect(RuleChain(rule("inet", "filter", "output"))?.tool == .nftables)
        #expect(RuleChain(rule("ip", "filter", "OUTPUT"))?.tool == .iptables)
        let others: [Culprit?] = [
            nil, rule("", "", ""), rule("inet", "filter", ""), rule("inet", "filter", "$(reboot)"),
            rule("inet;", "filter", "output"), rule("-f", "filter", "output"), rule("inet", "-f", "output"),
            rule("ip", "filter", "OUTPUT;reboot"), rule("ip", "filter", "OUTPUT\nreboot"), rule("ip", "nat", "OUTPUT"),
            rule("arp", "filter", "output"), .program(LocalText("ufw deny out")),
            // The words of an older version are no rule's own.
            .recorded(WireText("nft inet filter output handle 12")), .recorded(WireText("iptables filter OUTPUT 3")),
        ]
        for culprit in others + Self.hostile { #expect(RuleChain(culprit) == nil, "\(culprit?.rule ?? "")") }
    }
}

extension Remedy {
    /// All that a reader may paste or follow.
    fileprivate var texts: [String] { ([title] + steps).map(\.english) + commands.map(\.text) }
}

extension String {
    /// Without the breaks that the width of a page makes.
    var inOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
