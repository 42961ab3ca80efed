@testable import ProbeApplication
import ProbeCore
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import Testing

/// What a run's own request to the network team has besides names and ports.
struct NetworkNeedsTests {
    private func survey(_ change: (inout Assignment) -> Void = { _ in }) throws -> Survey {
        var assignment = Assignment(hub: try HostName(validating: "myhub.azure-devices.net"))
        change(&assignment)
        var state = RoutingState()
        state.links = [
            NetworkLink(index: 2, name: "eth0", addresses: [.init(try address("10.1.2.3"), length: 24)]),
            NetworkLink(index: 3, name: "eth1", addresses: [.init(try address("192.168.77.1"), length: 24)]),
            NetworkLink(
                index: 4, name: "docker0", kind: "bridge", addresses: [.init(try address("172.17.0.1"), length: 16)]),
        ]
        state.routes = [
            Route(try #require(IPPrefix("0.0.0.0/0")), gateway: try address("10.1.2.1"), interface: "eth0")
        ]
        state.networks = [
            ContainerNetwork(
                name: "bridge", interface: "docker0", subnets: [try #require(IPPrefix("172.17.0.0/16"))],
                gateways: [try address("172.17.0.1")], mtu: nil, isMasqueraded: true,
                vantage: try #require(Vantage("docker:bridge")), source: nil)
        ]
        var name = NameEvidence()
        name.servers = ["127.0.0.53", "10.1.2.53", "172.17.0.1"].compactMap { text in
            SocketAddress(text, defaultPort: 53).map { .init(server: $0, answers: []) }
        }
        name.addresses = [try address("203.0.113.20")]
        var attempt = ConnectAttempt(
            remote: SocketAddress(try address("203.0.113.20"), port: 443), result: .connected, latency: Seconds(0.01))
        attempt.localAddress = SocketAddress(try address("10.1.2.3"), port: 40_000)
        attempt.interface = "eth0"
        let connect = ConnectEvidence(attempts: [attempt])
        let time = TimeServer(.name(try HostName(validating: "time.plant.example")))
        return Survey(
            assignment: assignment, startedAt: Timestamp(secondsSince1970: 1_795_425_247),
            observations: [
                seen(0, ReadRoutes.id, Device(), state),
                seen(1, ResolveName.id, Name(assignment.hub), name),
                seen(2, ConnectEndpoint.id, Endpoint(.hub, assignment.hub, .https), connect),
                seen(3, AskTime.id, time, TimeEvidence(.silent)),
            ])
    }

    private func seen(
        _ index: Int, _ probe: ProbeID, _ subject: any Subject, _ evidence: any Codable & Hashable & Sendable
    ) -> Observation {
        Observation(
            index: index, probe: probe, vantage: .host, subject: subject, outcome: .seen(evidence),
            startedAt: Seconds(0), duration: Seconds(0))
    }

    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    @Test func `who asks, its containers, its resolvers and its time servers are in it`() throws {
        let text = try #require(NetworkNeeds(try survey()).text(in: .request))
        for part in [
            "10.1.2.3 on eth0", "172.17.0.0/16", "outbound UDP 53 to 10.1.2.53", "outbound TCP 53 to 10.1.2.53",
            "UDP 123 to time.plant.example", "203.0.113.20 on 2026-11-", "Nothing inbound is needed",
        ] { #expect(text.contains(part), "\(part)\n\(text)") }
        #expect(!text.contains("127.0.0.53") && !text.contains("to 172.17.0.1") && !text.contains("pool.ntp.org"))
    }

    @Test func `devices behind the gateway come in from the plant's network`() throws {
        let survey = try survey { $0.hasDownstream = true }
        let text = try #require(NetworkNeeds(survey).text(in: .request))
        #expect(text.contains("inbound TCP 443, 5671, 8883 to the gateway, from 192.168.77.0/24 alone"), "\(text)")
        #expect(!text.contains("10.1.2.0/24") && !text.contains("Nothing inbound is needed"))
    }

    @Test func `several hubs are in one request, in a firewall's language as well`() throws {
        let other = try HostName(validating: "hub2.azure-devices.net")
        var needs = NetworkNeeds(try survey())
        needs.add(try survey { $0.hub = other })
        for dialect in [Dialect.request, .azureFirewall] {
            let text = try #require(needs.text(in: dialect))
            #expect(text.contains("myhub.azure-devices.net") && text.contains("\(other)"), "\(text)")
        }
        let request = try #require(needs.text(in: .request)).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        #expect(request.contains("outbound TCP 443, 5671 to \(other), for the device's connection"))
        #expect(needs.text(in: .systemd) == nil)
    }
}
