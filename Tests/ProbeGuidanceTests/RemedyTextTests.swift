import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import Testing

/// The form of what is pasted: it fits a page, and a ticket's margin before each line changes nothing of it.
struct RemedyTextTests {
    /// What findings name as the culprit, of every kind.
    private static func culprits() throws -> [Culprit?] {
        let resolver = try #require(SocketAddress("10.3.0.53", defaultPort: 53))
        let prefix = try #require(IPPrefix("172.18.0.0/16"))
        let route = Route(prefix, gateway: IPAddress("10.77.0.1"), interface: "eth0", metric: 100)
        var unit = FilePlace("/usr/lib/systemd/system/docker.service", line: 3)
        unit.ignored = .specifier
        return [
            nil, .resolver(resolver), .network("azure-iot-edge", subnets: [prefix]), .blockingRoute(route),
            .routes([prefix], interface: "wlan0"), .setting(.forwarding(interface: "docker0")),
            .setting(.reversePathFilter(interface: "eth0")), .ipsecPolicies, .container("edgeAgent"),
            .program("nginx"), .policyRules([RoutingRule(.v4, priority: 5270, table: 52)]),
            .file(FilePlace("/etc/docker/daemon.json", line: 3)), .file(unit),
            .file(FilePlace("/etc/aziot/config.toml")),
            Culprit(RulePlace(family: "inet", table: "filter", chain: "forward", handle: 12)),
            Culprit(RulePlace(family: "ip", table: "filter", chain: "DOCKER-USER", handle: 3, line: 1)),
        ]
    }

    private static func facts(isPodman: Bool) throws -> Guidance.Facts {
        var facts = Guidance.Facts(
            addresses: [try HostName(validating: GuidanceTests.hub): [IPAddress("203.0.113.20")].compactMap(\.self)],
            resolvers: [IPAddress("10.3.0.54")].compactMap(\.self), egressMTU: 1430)
        facts.bridgeSubnets = [IPPrefix("172.17.0.0/16"), IPPrefix("172.18.0.0/16")].compactMap(\.self)
        facts.portHolders = [443: Guidance.PortHolder(unit: nil, container: "web")]
        facts.isPodman = isPodman
        return facts
    }

    /// Each culprit with a subject, and those of names with each subject that leads to another remedy.
    private static func shapes() throws -> [(subject: Finding.Subject, culprit: Culprit?)] {
        let hub = try HostName(validating: GuidanceTests.hub)
        let own = Finding.Subject(hub, port: 443)
        let subjects = [
            Finding.Subject(), Finding.Subject(hub, resolver: SocketAddress("127.0.0.53", defaultPort: 53)),
            Finding.Subject(hub, resolver: SocketAddress("172.17.0.5", defaultPort: 53)),
            Finding.Subject(resolver: SocketAddress("10.3.0.53", defaultPort: 53)),
        ]
        let culprits = try culprits()
        return culprits.map { (own, $0) } + subjects.flatMap { subject in culprits.prefix(2).map { (subject, $0) } }
    }

    private static func commands(of cause: Cause) throws -> [Remedy.Command] {
        let assignment = try #require(try GuidanceTests.assignments().first)
        let facts = [try facts(isPodman: false), try facts(isPodman: true)]
        var commands: [Remedy.Command] = []
        for owner in [Owner.device, .siteNetwork, .containerEngine] {
            for shape in try shapes() {
                let finding = Finding(
                    cause, .error, from: [.bridge], about: shape.subject, owner: owner, confidence: .certain,
                    summary: "", location: Finding.Location(kind: .thisDevice, culprit: shape.culprit), evidence: [],
                    refutedBy: "")
                commands += facts.flatMap { facts in
                    Guidance.remedies(for: finding, in: assignment, facts: facts).flatMap(\.commands)
                }
            }
        }
        return commands.filter { $0.dialect != .request }.uniqued
    }

    /// The word that ends a here-document has to stand at the margin, and a line feed in a text would be followed by one.
    @Test(arguments: Cause.allCases)
    func `a command fits a page, whatever is to blame, and no margin changes what it writes`(cause: Cause) throws {
        for command in try Self.commands(of: cause) {
            let wide = command.text.split(separator: "\n").filter { $0.count > 80 }
            #expect(wide == [])
            guard command.dialect.isOfShell else { continue }
            #expect(!command.text.contains("<<"), "\(command.text)")
            #expect(command.text.firstMatch(of: /(printf|echo) ['"][^'"\n]*\n[^'"]*['"]/) == nil, "\(command.text)")
        }
    }
}
