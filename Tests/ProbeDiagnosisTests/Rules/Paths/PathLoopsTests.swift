import ProbeCore
import ProbeEvidence
import ProbeFindings
import Testing

/// Routers ration what they say: of a circle the connections may hear nothing, and only a walk shows it.
struct `packets that nobody says circle` {
    private static let circle = ["10.3.0.1", "10.1.0.1", "10.3.0.1", "10.1.0.1", "10.3.0.1"]

    private func survey(_ endpoints: [Endpoint], along routers: [String]) -> Survey {
        let remote = SocketAddress(Places.hubAddress, port: 5671)
        return Survey.healthy.connecting(endpoints) { .silent($0) }
            .adding(
                WalkHops.self, about: .hubAMQP,
                HopComparison(walk: .along(routers, to: remote), control: nil))
    }

    @Test func `are a loop where a walk meets the same routers again and again`() throws {
        let survey = survey(Endpoint.hubEndpoints, along: Self.circle)
        #expect(survey.pathCauses == [.tcpLoop])
        let loop = try survey.pathFinding(.tcpLoop)
        #expect(loop.location.hop == 1)
        #expect(loop.location.address == Places.address("10.3.0.1"))
        #expect(loop.confidence == .likely)
        #expect(loop.explains.contains(.tcpDroppedIP))
        #expect(loop.summary.english.contains("is met again at hops 3 and 5"))
        #expect(loop.evidence.contains { $0.shows.english.hasPrefix("SYNs from this host to ") })
    }

    @Test func `are dropped where the walk ends`() {
        let survey = survey(Endpoint.hubEndpoints, along: ["10.3.0.1", "10.1.0.1"])
        #expect(survey.pathCauses == [.tcpDroppedIP])
    }

    @Test func `leave the silence of another address alone`() {
        let survey = survey(Endpoint.hubEndpoints, along: Self.circle).connecting(.registryHTTPS) { .silent($0) }
        #expect(Set(survey.pathCauses) == [.tcpLoop, .tcpDroppedIP])
    }
}
