import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A network of the engine has a larger MTU than the way out, and large packets of its containers get lost.
struct BridgeMTUIsTooLarge: Rule {
    static let causes: [Cause] = [.mtuBridgeMismatch]
    static let explains: [Cause] = [
        .mtuBlackholeIn, .mtuBlackholeOut, .tlsSwallowed, .tlsClosed, .tlsLargeHelloIntolerant,
    ]

    func findings(in scene: Scene) -> [Finding] {
        guard let routes = scene.routes else { return [] }
        return routes.evidence.networks.compactMap { network in
            let bridge = routes.evidence.link(named: network.interface)
            guard network.vantage != .host, let mtu = network.mtu ?? bridge?.mtu else { return nil }
            let affected = scene.ascents(from: network.vantage).compactMap { Affected($0, in: scene) }
            for one in affected {
                let remote = one.stall.remote
                guard let way = scene.roads.taken(by: .container(network: network.name), to: remote.address),
                    let link = routes.evidence.link(named: way.lookup.interface),
                    let egress = [link.mtu, way.lookup.mtu].compactMap({ $0 }).min(), egress < mtu
                else { continue }
                let host = one.stall.endpoint.host
                let linkMTU = link.mtu ?? egress
                let small = affected.compactMap(\.small).first
                let proofs: [Finding.Proof?] = [
                    routes.shows(sizes(network, mtu, beside: link.name, linkMTU)),
                    Finding.Proof(
                        way.observation,
                        "a container's packet to \(remote.address) leaves by \(link.name)"),
                    Finding.Proof(
                        one.stall.observation, "the TLS handshake with \(remote) gets no complete answer"),
                    one.host.shows(control: "the host completes it"),
                    small?.shows("with small segments it completes"),
                ]
                return Finding(
                    .mtuBridgeMismatch, affected.map(\.stall.ascent.severity).max() ?? .info, from: [network.vantage],
                    about: Finding.Subject(host, address: remote.address),
                    owner: .containerEngine, confidence: small == nil ? .likely : .certain,
                    summary: summary(network, mtu, by: link.name, egress, to: host),
                    location: Finding.Location(
                        kind: .containerHost,
                        text: "between \(network.interface) and \(link.name)"),
                    evidence: proofs.compactMap(\.self),
                    refutedBy: """
                        A handshake from the network \(network: network.standsInFor ?? network.name) completes with \
                        segments of full size.
                        """)
            }
            return nil
        }
    }

    private func sizes(
        _ network: ContainerNetwork, _ mtu: Int, beside link: InterfaceName, _ linkMTU: Int
    ) -> Sentence {
        guard let toCome = network.standsInFor else {
            return "\(network.interface) of \(network: network.name): MTU \(mtu); \(link): MTU \(linkMTU)"
        }
        return """
            measured at \(network.interface) with the MTU that the engine gives the network \(network: toCome): \(mtu); \
            \(link): MTU \(linkMTU)
            """
    }

    private func summary(
        _ network: ContainerNetwork, _ mtu: Int, by link: InterfaceName, _ egress: Int, to host: HostName
    ) -> Sentence {
        guard let toCome = network.standsInFor else {
            return """
                The network \(network: network.name) has an MTU of \(mtu, .byte), the way out by \
                \(link) only \(egress): connections of containers to \(host) stall at their \
                first large packets, those of the host do not.
                """
        }
        return """
            The network \(network: toCome), which IoT Edge makes when it starts, will have an MTU of \(mtu, .byte), whatever \
            "mtu" in daemon.json says, and the way out by \(link) has only \(egress): connections of modules to \
            \(host) will stall at their first large packets, those of the host do not.
            """
    }

    /// A ladder whose handshake met silence, while the host's with the same endpoint completed.
    private struct Affected {
        let stall: Stall
        /// The host's handshake.
        let host: Survey.Seen<HandshakeTLS>
        /// The handshake with small segments, where that one completed.
        let small: HandshakeControls.Control?

        init?(_ ascent: Ascent, in scene: Scene) {
            guard ascent.ladder.state == .failed(.tls), let stall = Stall(ascent, .silent),
                let host = scene.ascent(ascent.endpoint, from: .host).seen(HandshakeTLS.self),
                host.evidence.isVerified
            else { return nil }
            self.stall = stall
            self.host = host
            small = stall.controls.smallSegments.flatMap { $0.handshake?.isVerified == true ? $0 : nil }
        }
    }
}
