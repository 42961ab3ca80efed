import ProbeCore
import ProbeEvidence
import ProbeFindings

extension TunnelTakesTheRoute {
    /// What is answered to containers goes into the tunnel: the VPN pushed routes over the bridges' subnets.
    ///
    /// One finding for all networks: it is one VPN, and one change of it.
    func answers(_ paths: [ContainerPath]) -> [Finding] {
        let captured = paths.compactMap(Capture.init)
        return captured.compactMap(\.lookup.interface).uniqued.map { tunnel in
            let captures = captured.filter { $0.lookup.interface == tunnel }
            let networks = captures.map(\.path.network.name)
            let routes = captures.flatMap(\.routes).uniqued
            return Finding(
                .routeVPNOverride, captures.map(\.path.severity).max() ?? .info, from: captures.map(\.path.vantage),
                about: Finding.Subject(), owner: .device, confidence: .certain,
                summary:
                    "A VPN takes the way back to the network\(networks.count > 1 ? "s" : "") \(listing(networks)): "
                    + listing(captures.map { "\($0.lookup.destination) is sent into \($0.lookup.routeText)" })
                    + " instead of \(listing(captures.map(\.path.network.interface))).",
                location: Finding.Location(
                    kind: .containerHost,
                    rule: "route\(routes.count > 1 ? "s" : "") "
                        + "\(routes.map(\.description).joined(separator: ", ")) dev \(tunnel)",
                    text: "on this device"),
                evidence: captures.flatMap { capture in
                    [
                        Finding.Proof(
                            capture.observation,
                            "an answer to \(capture.lookup.destination) leaves by \(capture.lookup.routeText)")
                    ] + capture.path.silenceProofs
                }.uniqued,
                refutedBy:
                    "`ip route get \(captures[0].lookup.destination)` names \(captures[0].path.network.interface).")
        }
    }

    /// A network whose answers go into a tunnel.
    struct Capture {
        let path: ContainerPath
        let observation: Int
        let lookup: RouteLookup

        init?(_ path: ContainerPath) {
            guard !path.hasWayOut,
                let (observation, lookup) = path.answers.first(where: { path.isTunnel($0.lookup.interface) })
            else { return nil }
            self.path = path
            self.observation = observation
            self.lookup = lookup
        }

        /// The routes that lead parts of the network's subnets into the tunnel: containers have addresses in any of them.
        var routes: [IPPrefix] {
            let pushed = path.routes.evidence.routes.filter { route in
                route.interface == lookup.interface && route.table == lookup.table
                    && path.network.subnets.contains { $0.contains(route.destination) }
            }.map(\.destination)
            return ([lookup.route].compactMap(\.self) + pushed).uniqued.sorted { $0.description < $1.description }
        }
    }
}

extension ContainerPath {
    func isTunnel(_ interface: String?) -> Bool { routes.evidence.link(named: interface)?.isTunnel ?? false }
}
