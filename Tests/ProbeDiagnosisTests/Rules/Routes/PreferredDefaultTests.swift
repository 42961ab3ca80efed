import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// Two ways out: everything goes by eth0, where nothing answers, and the hub proves itself by wwan0.
struct `the preferred default route` {
    private static let everything = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]

    private static let dead = Survey.healthyGateway.routing { state in
        state.links.append(
            NetworkLink(index: 5, name: "wwan0", addresses: [.init(Places.address("10.64.0.2"), length: 30)]))
        var spare = Route(Gateway.prefix("0.0.0.0/0"), gateway: Places.address("10.64.0.1"), interface: "wwan0")
        spare.metric = 700
        state.routes.append(spare)
    }
    .connecting(everything) { .silent($0) }.containerSilent()
    .adding(
        ConnectAroundTunnel.self, about: .hubHTTPS,
        DetourEvidence(
            tunnel: "eth0", interface: "wwan0", gateway: Places.address("10.64.0.1"),
            connect: Healthy.attempt(.hubHTTPS), isVerified: true))

    private static func finding(in survey: Survey) -> Finding? {
        survey.findings(by: PreferredDefaultIsDead.self).first
    }

    @Test func `is dead where nothing answers by it and the hub does by another`() throws {
        let finding = try #require(Self.finding(in: Self.dead))
        #expect(finding.claim == .certain && finding.owner == .device)
        #expect(Self.dead.pathCauses == [.routeDeadDefault])
    }

    @Test func `is filtered where somebody says so`() {
        for code: UInt8 in [9, 10, 13] {
            let filtered = Self.dead.connecting(.hubMQTT) {
                .failed($0, "EHOSTUNREACH", icmp: .v4(3, code, from: "10.1.0.1"))
            }
            #expect(Self.finding(in: filtered) == nil, "\(code)")
        }
        #expect(Self.finding(in: Self.dead.connecting(.hubMQTT) { .refused($0) }) == nil)
    }

    @Test func `may end at a router that has no route`() {
        let ended = Self.dead.connecting(.hubMQTT) { .failed($0, "ENETUNREACH", icmp: .v4(3, 0, from: "10.3.0.1")) }
        #expect(Self.finding(in: ended) != nil)
    }

    @Test func `may be the site's firewall's where a resolver on the same link answers`() throws {
        #expect(try Self.dead.pathFinding(.routeDeadDefault).differential?.open.isEmpty == true)
        let named = Self.dead.resolverLookups(of: [.host]) {
            $0.gateway = nil
            $0.route = Gateway.prefix("10.3.0.0/24")
        }
        let finding = try named.pathFinding(.routeDeadDefault)
        #expect(finding.claim == .likely)
        #expect(finding.differential?.open.map(\.cause).contains(.tcpDroppedAll) == true)
        #expect(finding.summary.english.contains("firewall"))
        let elsewhere = Self.dead.resolverLookups(of: [.host]) { $0.interface = "wwan0" }
        #expect(try elsewhere.pathFinding(.routeDeadDefault).claim == .certain)
    }

    @Test func `is only likely dead where routers on it answer, or one address was tried`() {
        let remote = SocketAddress(Places.hubAddress, port: 5671)
        let walked = Self.dead.adding(
            WalkHops.self, about: .hubAMQP,
            HopComparison(walk: .along(["10.3.0.1", "10.1.0.1"], to: remote), control: nil))
        #expect(Self.finding(in: walked)?.claim == .likely)
        let gateway = Self.dead.adding(
            WalkHops.self, about: .hubAMQP, HopComparison(walk: .along(["10.3.0.1"], to: remote), control: nil))
        #expect(Self.finding(in: gateway)?.claim == .likely)
        #expect(Self.finding(in: Self.dead.without(.dps).without(.registry))?.claim == .likely)
    }
}
