import ProbeCore
import ProbeEvidence
import ProbeFindings

extension TunnelTakesTheRoute {
    /// What is answered to containers goes into the tunnel: the VPN pushed routes over the bridges' subnets.
    ///
    /// One finding for all networks: it is one VPN, and one change of it.
    func answers(_ paths: [ContainerPath]) -> [Finding] {
        let captured = paths.compactMap { path in
            Diverted(path) { interface, _ in path.isTunnel(interface) }
        }
        return captured.map(\.interface).uniqued.map { tunnel in
            let captures = captured.filter { $0.interface == tunnel }
            let first = captures[0]
            let ways = captures.map { capture -> Sentence in
                "\(capture.lookup.destination) is sent into \(capture.lookup)"
            }
            // By a table of the VPN's own, it is the rule that leads there before the bridges' routes are asked.
            let rule = first.rule
            return Finding(
                .routeVPNOverride, captures.map(\.path.severity).max() ?? .info, from: captures.map(\.path.vantage),
                about: Finding.Subject(), owner: .device, confidence: .certain,
                summary: """
                    A VPN takes the way back to the \
                    \(.network, captures.map { SentenceArgument.network($0.path.network.name) }): \(ways) instead of \
                    \(captures.map(\.path.network.interface)).
                    """,
                location: Finding.Location(
                    kind: .containerHost,
                    culprit: rule.map { .policyRules([$0]) }
                        ?? .routes(captures.flatMap(\.routes).uniqued, interface: tunnel),
                    text: "on this device"),
                evidence: (rule.map { [first.path.routes.shows("ip rule: \($0)")] } ?? [])
                    + captures.flatMap { capture in
                        [
                            Finding.Proof(
                                capture.observation,
                                "an answer to \(capture.lookup.destination) leaves by \(capture.lookup)")
                        ] + capture.path.silenceProofs
                    }.uniqued,
                refutedBy: """
                    `ip route get \(first.lookup.destination)` names \(first.path.network.interface).
                    """)
        }
    }

    /// No engine yet: the tunnel's rule will take what is answered to containers before the bridges' routes are asked.
    func toCome(in scene: Scene) -> [Finding] {
        guard let diversion = DiversionToCome(in: scene), let tunnel = diversion.tunnel else { return [] }
        return [
            diversion.finding(
                .routeVPNOverride,
                summary: diversion.containers.hasEngine
                    ? """
                    A VPN will take the way back to modules, once IoT Edge has made its network \
                    (\(network: diversion.containers.network)): \(Culprit.policyRules([diversion.rule])) sends what is answered to \
                    them into \(tunnel).
                    """
                    : """
                    A VPN will take the way back to containers, once there is an engine: \
                    \(Culprit.policyRules([diversion.rule])) sends what is answered to them into \(tunnel).
                    """)
        ]
    }
}
