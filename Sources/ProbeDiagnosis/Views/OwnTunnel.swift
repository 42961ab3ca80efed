import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A tunnel of this device's that packets to an address leave by: how much fits is for its two ends to settle, and for nobody
/// on the way beneath it.
struct OwnTunnel {
    let interface: InterfaceName
    let proof: Finding.Proof
    private let route: IPPrefix?

    init?(to address: IPAddress, from vantage: Vantage, in scene: Scene) {
        let network = scene.routes?.evidence.networks.first { $0.vantage == vantage }?.name
        let packet: RouteLookup.Packet? = vantage == .host ? .host : network.map { .container(network: $0) }
        guard let routes = scene.routes, let packet, let road = scene.roads.taken(by: packet, to: address),
            road.lookup.error == nil,
            let link = routes.evidence.link(named: road.lookup.interface), link.isTunnel
        else { return nil }
        interface = link.name
        route = road.lookup.route
        let name = SentenceArgument.interface(link.name)
        proof = Finding.Proof(
            road.observation,
            link.mtu.map { "packets to \(address) leave by the tunnel \(name), whose MTU is \($0)" }
                ?? "packets to \(address) leave by the tunnel \(name)")
    }

    var location: Finding.Location {
        Finding.Location(
            kind: .thisDevice, culprit: .routes([route].compactMap(\.self), interface: interface),
            text: "at a tunnel of this device")
    }
}
