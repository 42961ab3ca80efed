package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A network of the engine has a larger MTU than the way out, and large packets of its containers get lost.
package struct BridgeMTUIsTooLarge: Rule {
    package static let causes: [Cause] = [.mtuBridgeMismatch]
    package static let explains: [Cause] = [
        .mtuBlackholeIn, .mtuBlackholeOut, .tlsSwallowed, .tlsClosed, .tlsLargeHelloIntolerant,
    ]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        guard let routes = survey.seen(ReadRoutes.self, from: .host).first else { return [] }
        return routes.evidence.networks.compactMap { network in
            let bridge = routes.evidence.link(named: network.interface)
            guard network.vantage != .host, let mtu = network.mtu ?? bridge?.mtu else { return nil }
            let stalls = survey.endpoints(from: network.vantage).compactMap { endpoint in
                stall(endpoint, from: network.vantage, in: survey)
            }
            for stall in stalls {
                guard
                    let way = survey.seen(LookUpRoutes.self, from: .host).lazy.compactMap({ seen in
                        seen.evidence.lookups.first {
                            $0.packet == .container(network: network.name) && $0.destination == stall.remote.address
                        }.map { (seen, $0) }
                    }).first, let link = routes.evidence.link(named: way.1.interface),
                    let egress = [link.mtu, way.1.mtu].compactMap({ $0 }).min(), egress < mtu
                else { continue }
                let severity =
                    stalls.map {
                        Need.severity(forFailureOf: $0.endpoint, from: network.vantage, in: survey)
                    }.max() ?? .info
                let small = stalls.first { $0.small != nil }
                return Finding(
                    .mtuBridgeMismatch, severity, from: [network.vantage],
                    about: Finding.Subject(
                        host: stall.endpoint.host.description, address: stall.remote.address),
                    owner: .containerEngine, confidence: small == nil ? .likely : .certain,
                    summary: "The network \(network.name) has an MTU of \(mtu) bytes, the way out by \(link.name) only "
                        + "\(egress): connections of containers to \(stall.endpoint.host) stall at their first large packets, "
                        + "those of the host do not.",
                    location: Finding.Location(
                        kind: .containerHost, text: "between \(network.interface) and \(link.name)"),
                    evidence: [
                        routes.shows(
                            "\(network.interface) of \(network.name): MTU \(mtu); \(link.name): MTU \(link.mtu ?? egress)"
                        ),
                        way.0.shows("a container's packet to \(stall.remote.address) leaves by \(link.name)"),
                        Finding.Proof(
                            stall.observation, "the TLS handshake with \(stall.remote) gets no complete answer"),
                        Finding.Proof(stall.control, "the host completes it"),
                    ]
                        + (small.flatMap { stall in
                            stall.small.map { [Finding.Proof($0, "with small segments it completes")] }
                        } ?? []),
                    refutedBy: "A handshake from the network \(network.name) completes with segments of full size.")
            }
            return nil
        }
    }

    private struct Stalled {
        let endpoint: Endpoint
        let remote: SocketAddress
        let observation: Int
        /// The host's handshake with the same endpoint.
        let control: Int
        let small: Int?
    }

    private func stall(_ endpoint: Endpoint, from vantage: Vantage, in survey: Survey) -> Stalled? {
        guard endpoint.via == .direct, survey.ladder(endpoint, from: vantage).state == .failed(.tls),
            let handshake = survey.seen(HandshakeTLS.self, about: endpoint, from: vantage),
            handshake.evidence.result == .silent,
            let remote = survey.seen(ConnectEndpoint.self, about: endpoint, from: vantage)?.evidence.connected,
            let host = survey.seen(HandshakeTLS.self, about: endpoint, from: .host), host.evidence.isVerified
        else { return nil }
        let small = survey.seen(HandshakeWithSmallSegments.self, about: endpoint, from: vantage)
        let completes = small.flatMap { $0.evidence.handshake?.isVerified == true ? $0.index : nil }
        return Stalled(
            endpoint: endpoint, remote: remote, observation: handshake.index, control: host.index, small: completes)
    }
}
