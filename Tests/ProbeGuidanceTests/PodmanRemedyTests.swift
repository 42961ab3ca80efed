import ProbeCore
import ProbeFindings
@testable import ProbeGuidance
import Testing

struct `where the engine is Podman` {
    private static func remedies(of cause: Cause) throws -> [Remedy] {
        var facts = Guidance.Facts(
            resolvers: ["10.3.0.53", "127.0.0.53"].compactMap { IPAddress($0) }, egressMTU: 1430)
        facts.isPodman = true
        let assignment = try #require(try GuidanceTests.assignments().first)
        return try GuidanceTests.findings(of: cause).flatMap { finding in
            Guidance.remedies(for: finding, in: assignment, facts: facts)
        }
    }

    private static func text(_ cause: Cause, _ id: RemedyID) throws -> String {
        let remedy = try #require(try remedies(of: cause).first { $0.id == id })
        return try #require(remedy.commands.first { $0.dialect == .shell }).text
    }

    @Test(arguments: Cause.allCases) func `no command is Docker's`(cause: Cause) throws {
        for remedy in try Self.remedies(of: cause) {
            #expect(remedy.commands.allSatisfy { $0.dialect != .daemonJSON })
            for command in remedy.commands where ![.firewalld, .request].contains(command.dialect) {
                #expect(command.text.firstMatch(of: /\b(docker|dockerd)\b/) == nil, "\(command.text)")
            }
            #expect(!remedy.steps.isEmpty || !remedy.commands.isEmpty)
        }
    }

    /// What only Docker does has something else in its place; a cause never loses its last remedy.
    @Test(arguments: Cause.allCases) func `no cause loses its remedies`(cause: Cause) throws {
        let assignment = try #require(try GuidanceTests.assignments().first)
        for finding in try GuidanceTests.findings(of: cause) {
            var facts = Guidance.Facts(egressMTU: 1430)
            facts.portHolders = [80: Guidance.PortHolder(unit: nil, container: "web")]
            let usual = Guidance.remedies(for: finding, in: assignment, facts: facts)
            facts.isPodman = true
            let own = Guidance.remedies(for: finding, in: assignment, facts: facts)
            #expect(!own.isEmpty || usual.isEmpty)
            #expect(own.allSatisfy { !$0.steps.isEmpty || !$0.commands.isEmpty })
        }
    }

    @Test(arguments: [
        (Cause.tlsUnknownCA, RemedyID.trustPrivateRoot, "for unit in podman; do"),
        (.tlsIntercepted, .trustInspectionRoot, "update-ca-certificates"),
        (.hostPolicyDenied, .relaxPolicy, "systemctl show podman aziot-edged"),
        (.containerResolverStale, .restartContainer, "podman ps --format"),
        (.proxyRequired, .useProxy, "units=\"podman aziot-edged aziot-identityd\""),
        (.tlsLargeHelloIntolerant, .smallHelloHere, "/etc/systemd/system/podman.service.d"),
    ])
    func `commands that both have are in Podman's words`(cause: Cause, id: RemedyID, words: String) throws {
        let remedy = try #require(try Self.remedies(of: cause).first { $0.id == id })
        #expect(remedy.commands.contains { $0.text.contains(words) }, "\(remedy.commands.map(\.text))")
    }

    @Test func `its bridges are let in by their own names`() throws {
        let finding = Finding(
            .dnsContainerBlocked, .error, from: [.bridge],
            about: Finding.Subject(resolver: SocketAddress("10.88.0.1:53", defaultPort: 53)), owner: .device,
            confidence: .certain, summary: "", location: Finding.Location(kind: .thisDevice), evidence: [],
            refutedBy: "")
        func texts(isPodman: Bool) throws -> [String] {
            var facts = Guidance.Facts()
            facts.isPodman = isPodman
            let assignment = try #require(try GuidanceTests.assignments().first)
            return Guidance.remedies(for: finding, in: assignment, facts: facts).flatMap(\.commands).map(\.text)
        }
        let own = try texts(isPodman: true)
        #expect(own.contains { $0.contains("for bridge in 'podman*' 'cni-podman*'; do") }, "\(own)")
        #expect(own.contains { $0.contains("for bridge in podman+ cni-podman+; do") })
        #expect(!own.contains { $0.contains("docker0") || $0.contains("br-") })
        let dockers = try texts(isPodman: false)
        #expect(dockers.contains { $0.contains("for bridge in 'docker0' 'br-*'; do") })
        #expect(dockers.contains { $0.contains("for bridge in docker0 br-+; do") })
    }

    @Test func `its rules come back by a reload of its networks`() throws {
        #expect(try Self.text(.natMissingMasquerade, .restoreMasquerade).contains("podman network reload --all"))
    }

    @Test func `resolvers and subnets are files of its own`() throws {
        let resolvers = try Self.text(.dnsContainerStub, .engineDNS)
        #expect(resolvers.contains("'[containers]' \\\n  'dns_servers = [\"10.3.0.53\"]' \\\n"))
        let subnets = try Self.text(.routeBridgeOverlap, .moveBridge)
        #expect(subnets.contains("'[network]' \\\n  'default_subnet = \"192.168.200.0/24\"' \\\n"))
        #expect(subnets.contains("  '  { \"base\" = \"192.168.208.0/20\", \"size\" = 24 }' \\\n"))
    }

    @Test func `a network's MTU is an option of its creation`() throws {
        let remedy = try #require(try Self.remedies(of: .mtuBridgeMismatch).first { $0.id == .networkMTU })
        #expect(remedy.commands.isEmpty && remedy.steps.contains { $0.english.contains("podman network create") })
    }
}
