import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import TestSupport
import Testing

/// Who has a port of this device by rules alone.
extension InGateway {
    @Test(
        arguments: [
            ("", nil),
            (
                "iptables-nft -t nat -A PREROUTING -p tcp --dport 443 -j DNAT --to-destination 10.42.0.5:8443",
                "10.42.0.5:8443"
            ),
            (
                "iptables-nft -t nat -A PREROUTING -i eth0 -p tcp --dport 443 -j REDIRECT --to-ports 8443",
                "198.51.100.10:8443"
            ),
            ("iptables-nft -t nat -A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 8443", nil),
            (
                """
                iptables-nft -t nat -N DOCKER
                iptables-nft -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
                iptables-nft -t nat -A PREROUTING -p tcp --dport 443 -j DNAT --to-destination 10.42.0.5:8443
                """, "127.0.0.1:443"
            ),
        ] as [(String, String?)])
    func `the walk to a port of this device says who has it, the engine's chain in its place`(
        script: String, target: String?
    ) async throws {
        try Shell.run(script)
        var plan = try GatewayLab.plan()
        let rules = try #require(
            try await ReadForwarding().measure(Device(), GatewayLab.links(), GatewayLab.context()).product)
        plan.briefing.networks = [GatewayLab.network]
        let walks = try await WalkRulesToPort().measure(
            LocalPort(PortBinding(port: 443)), RulesOnly(rules: rules),
            .forTesting(plan)
        ).evidence.walks
        let first = try #require(walks.first { $0.packet.incoming == "eth0" })
        #expect(first.target.map { "\($0)" } == target, "\(walks)")
    }
}
