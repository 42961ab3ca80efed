import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// A DHCP client gave the engine's veth a default route, which goes before that of a radio.
struct `a default route into a container` {
    private static let veth: InterfaceName = "veth1a2b3c4"

    private static func survey(metric: Int, master: InterfaceName? = "docker0") -> Survey {
        Survey.healthyGateway.routing { state in
            state.links.append(NetworkLink(index: 9, name: veth, kind: "veth", master: master))
            state.routes.append(Route(Gateway.prefix("0.0.0.0/0"), interface: veth, metric: metric))
        }
    }

    /// Every packet of the host's goes there, and nobody answers.
    private static func taken(master: InterfaceName? = "docker0") -> Survey {
        [Endpoint.hubHTTPS, .dpsHTTPS, .registryHTTPS].reduce(survey(metric: 200, master: master)) { survey, endpoint in
            survey.changing(LookUpRoutes.self, about: endpoint) { evidence in
                for index in evidence.lookups.indices where evidence.lookups[index].packet != .bridgeAnswer {
                    evidence.lookups[index].interface = veth
                    evidence.lookups[index].gateway = nil
                }
            }
        }.connecting(Endpoint.hubEndpoints + [.dpsHTTPS, .registryHTTPS]) { .silent($0) }.containerSilent()
    }

    private static func findings(in survey: Survey) -> [Finding] {
        survey.findings(by: ContainerLinkTakesTheRoute.self)
    }

    @Test func `is idle where another one is preferred`() {
        #expect(Self.findings(in: Self.survey(metric: 900)).map(\.severity) == [.info])
    }

    @Test func `is none where the veth is no bridge's port, as that of a device which is a container`() {
        #expect(Self.findings(in: Self.taken(master: nil)).isEmpty)
    }

    private static func changed(_ metric: UInt32, name: InterfaceName = veth) -> Survey {
        let own = DefaultRoute(interface: "wlan0", gateway: Places.address("10.3.0.1"), metric: 3002)
        let new = DefaultRoute(interface: name, gateway: nil, metric: metric)
        return Survey.healthyGateway.adding(
            CompareDefaultRoutes.self, about: Device(), DefaultRouteChange(before: [own], after: [own, new]))
    }

    @Test func `is foreseen where this program's own veth got one`() throws {
        let finding = try #require(Self.findings(in: Self.changed(1008)).first)
        #expect(finding.severity == .warning && finding.claim == .likely)
        #expect(Self.findings(in: Self.changed(4008)).map(\.severity) == [.info])
        #expect(Self.findings(in: Self.changed(1008, name: "wwan0")).isEmpty)
    }
}
