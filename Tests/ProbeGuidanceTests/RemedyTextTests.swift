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

    private static func facts() throws -> [Guidance.Facts] {
        var known = Guidance.Facts(
            addresses: [try HostName(validating: GuidanceTests.hub): [IPAddress("203.0.113.20")].compactMap(\.self)],
            resolvers: [IPAddress("10.3.0.54")].compactMap(\.self), egressMTU: 1430)
        known.bridgeSubnets = [IPPrefix("172.17.0.0/16"), IPPrefix("172.18.0.0/16")].compactMap(\.self)
        known.portHolders = [443: Guidance.PortHolder(unit: nil, container: "web")]
        var podman = known
        podman.isPodman = true
        return [Guidance.Facts(), known, podman]
    }

    private static func commands(of cause: Cause) throws -> [Remedy.Command] {
        let hub = try HostName(validating: GuidanceTests.hub)
        let subjects = [
            Finding.Subject(), Finding.Subject(hub, port: 443),
            Finding.Subject(hub, resolver: SocketAddress("127.0.0.53", defaultPort: 53)),
            Finding.Subject(hub, resolver: SocketAddress("172.17.0.5", defaultPort: 53)),
            Finding.Subject(resolver: SocketAddress("10.3.0.53", defaultPort: 53)),
        ]
        let assignment = try #require(try GuidanceTests.assignments().first)
        var commands: [Remedy.Command] = []
        for owner in [Owner.device, .siteNetwork, .containerEngine] {
            for kind in [Finding.Location.Kind.thisDevice, .containerHost] {
                for culprit in try culprits() {
                    for subject in subjects {
                        let finding = Finding(
                            cause, .error, from: [.bridge], about: subject, owner: owner, confidence: .certain,
                            summary: "", location: Finding.Location(kind: kind, culprit: culprit), evidence: [],
                            refutedBy: "")
                        for facts in try facts() {
                            commands += Guidance.remedies(for: finding, in: assignment, facts: facts)
                                .flatMap(\.commands)
                        }
                    }
                }
            }
        }
        return commands.uniqued.filter { $0.dialect != .request }
    }

    @Test(arguments: Cause.allCases) func `commands fit the columns of a text report, whatever is to blame`(
        cause: Cause
    ) throws {
        let lines = try Self.commands(of: cause).flatMap { $0.text.split(separator: "\n") }
        #expect(Set(lines.filter { $0.count > 66 }) == [])
    }

    /// The word that ends a here-document has to stand at the margin, and a line feed in a text would be followed by one.
    @Test(arguments: Cause.allCases) func `no margin changes what a command writes`(cause: Cause) throws {
        for command in try Self.commands(of: cause) where command.dialect.isOfShell {
            #expect(!command.text.contains("<<"), "\(command.text)")
            #expect(command.text.firstMatch(of: /(printf|echo) ['"][^'"\n]*\n[^'"]*['"]/) == nil, "\(command.text)")
        }
    }
}
