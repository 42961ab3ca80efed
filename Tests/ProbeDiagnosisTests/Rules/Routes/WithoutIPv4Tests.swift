import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// A device whose network has IPv6 alone: NAT64, DNS64, and containers that an engine gives IPv4 alone.
struct `a device without IPv4` {
    /// The services' addresses, as a resolver makes them for the translator.
    private static func made(_ host: HostName, _ prefix: String = "64:ff9b::") -> IPAddress {
        Places.address("\(prefix)\(Places.address(of: host))")
    }

    private static func address(_ endpoint: Endpoint) -> IPAddress { made(endpoint.host) }

    /// IPv4 fails at once; over IPv6 each connection ends as told.
    private static func survey(
        _ base: Survey = .healthy, over connection: (Endpoint) -> ConnectEvidence
    ) -> Survey {
        base.forEach(base.endpoints(from: .host)) { survey, endpoint in
            survey.changing(ResolveName.self, about: Name(endpoint.host)) {
                $0 = Healthy.resolution(of: endpoint.host, to: [Places.address(of: endpoint.host), address(endpoint)])
            }.changing(ConnectEndpoint.self, about: endpoint) {
                let failed = ConnectEvidence.failed(endpoint, "ENETUNREACH", isSynchronous: true)
                $0 = connection(endpoint)
                $0.attempts.insert(contentsOf: failed.attempts, at: 0)
            }
        }
    }

    private static let working = survey { Healthy.connection($0, to: address($0)) }

    private static func withRoutes(_ survey: Survey, _ routes: [Route], networks: [ContainerNetwork] = []) -> Survey {
        var state = Gateway.routing
        (state.networks, state.routes) = (networks, routes)
        return survey.adding(ReadRoutes.self, about: Device(), state)
    }

    private static let overIPv6 = Route(
        Gateway.prefix("::/0"), gateway: Places.address("fe80::1"), interface: "eth0")

    /// No engine yet.
    private static func bare(_ routes: [Route]) -> Survey {
        withRoutes(working, routes).runtime { $0.engineSockets = [] }
            .adding(DescribeEngine.self, about: Device(), EngineFacts(state: .absent))
    }

    private static func warnings(_ survey: Survey) -> [Finding] {
        Diagnosis(of: survey).findings.filter { $0.severity != .info }
    }

    // MARK: - Containers

    @Test func `will have containers without a way out`() throws {
        let findings = Self.warnings(Self.bare([Self.overIPv6]))
        #expect(findings.map(\.cause) == [.containerIPv4Only])
        let finding = try #require(findings.first)
        #expect(finding.severity == .warning && finding.confidence == .likely)
        #expect(finding.location.kind == .containerHost)
        #expect(Diagnosis(of: Self.bare([Self.overIPv6])).verdict == .degraded)
    }

    @Test(arguments: ["0.0.0.0/0", "0.0.0.0/1"])
    func `is none where a default route of IPv4 leads to a translator of its own`(route: String) {
        let own = Route(Gateway.prefix(route), interface: "clat", source: Places.address("192.0.0.1"))
        #expect(Self.warnings(Self.bare([Self.overIPv6, own])).isEmpty)
    }

    @Test func `warns of no containers of an engine that was told to give them IPv6`() {
        let told = Self.bare([Self.overIPv6]).configuration {
            $0.switches = [EngineSwitch(name: .ipv6, isOn: true, file: LocalText("/etc/docker/daemon.json"), line: 2)]
        }
        #expect(Self.warnings(told).isEmpty)
        #expect(Diagnosis(of: told).findings.contains { $0.cause == .containerIPv4Only && $0.confidence == .possible })
    }

    private static func container(on subnets: [String]) -> Survey {
        var network = Gateway.network
        network.subnets = subnets.map(Gateway.prefix)
        let error = ICMPError.v4(3, 0, from: "172.17.0.1", isLocal: false)
        return withRoutes(
            survey(.healthyGateway) { Healthy.connection($0, to: address($0)) }, [overIPv6], networks: [network]
        )
        .lookups(of: .bridge) { ($0.interface, $0.error) = (nil, "ENETUNREACH") }
        .connecting(Endpoint.hubEndpoints, from: Places.bridge) { .failed($0, "ENETUNREACH", icmp: error) }
    }

    @Test func `has containers without a way out, whatever else is made of their silence`() throws {
        let findings = Self.warnings(Self.container(on: ["172.17.0.0/16"]))
        #expect(findings.map(\.cause) == [.containerIPv4Only])
        let finding = try #require(findings.first)
        #expect(finding.severity == .error && finding.vantages == [Places.bridge] && finding.claim == .certain)
    }

    @Test func `is not what keeps containers in that have IPv6`() {
        let findings = Diagnosis(of: Self.container(on: ["172.17.0.0/16", "fd17::/64"])).findings
        #expect(!findings.contains { $0.cause == .containerIPv4Only })
    }

    // MARK: - The translator

    private static let dead = survey { .silent($0, at: address($0)) }

    @Test func `blames a silent NAT64, and not a missing route`() throws {
        let findings = Self.warnings(Self.dead)
        #expect(findings.map(\.cause) == [.ipv6NAT64Silent])
        let finding = try #require(findings.first)
        #expect(finding.severity == .error && finding.owner == .siteNetwork && finding.confidence == .likely)
        #expect(finding.summary.english.contains("64:ff9b::/96"))
    }

    @Test func `blames no NAT64 where one of its addresses answers`() {
        let survey = Self.survey {
            $0.service == .registry ? Healthy.connection($0, to: Self.address($0)) : .silent($0, at: Self.address($0))
        }
        #expect(!Diagnosis(of: survey).findings.contains { $0.cause == .ipv6NAT64Silent })
    }

    @Test func `blames no NAT64 for one address alone`() {
        let survey = Self.dead.without(.dps).without(.registry)
        #expect(!Diagnosis(of: survey).findings.contains { $0.cause == .ipv6NAT64Silent })
    }

    @Test func `has a route missing where an interface has an address of IPv4`() {
        #expect(Self.warnings(Self.withRoutes(Self.dead, [Self.overIPv6])).map(\.cause) == [.routeNone])
    }

    @Test func `has a route missing where no address was made for a translator`() {
        let survey = Survey.healthy.connecting(Survey.healthy.endpoints(from: .host)) {
            .failed($0, "ENETUNREACH", isSynchronous: true)
        }
        #expect(Self.warnings(survey).map(\.cause) == [.routeNone])
    }

    // MARK: - IPv4 beside it

    private static func beside(from source: String) -> Survey {
        [Endpoint.registryHTTPS, .dpsHTTPS].reduce(.healthy) { survey, endpoint in
            var evidence = ConnectEvidence.silent(endpoint, at: address(endpoint))
            for index in evidence.attempts.indices {
                evidence.attempts[index].localAddress = SocketAddress(Places.address(source), port: 40_000)
            }
            return survey.adding(ConnectOtherAddresses.self, about: endpoint, evidence)
        }
    }

    @Test func `that has IPv4 after all is warned of programs that try the translator first`() throws {
        let findings = Diagnosis(of: Self.beside(from: "2001:db8::7")).findings
        #expect(findings.map(\.cause) == [.ipv6NAT64Silent] && findings.map(\.severity) == [.warning])
        #expect(Self.warnings(Self.beside(from: "fd51::10")).isEmpty)
    }
}
