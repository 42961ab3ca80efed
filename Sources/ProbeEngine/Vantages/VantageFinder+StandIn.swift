import ProbeCore
import ProbeEvidence
import ProbeLinux

// IoT Edge makes its network when it starts: until then the engine's first bridge is measured from in its place.
extension VantageFinder {
    /// The first bridge of an engine that has no network of IoT Edge's yet.
    ///
    /// Modules never run on it: what they will meet is what is asked, and `mtu` of daemon.json reaches this bridge alone
    /// (moby#34981).
    func isStandIn(_ network: EngineNetwork) -> Bool {
        network.name == Self.defaultBridge && networkToCome != nil
    }

    /// Nothing where the engine has it, or where not all networks could be read.
    ///
    /// Podman has other subnets, and takes the MTU of the default route's interface (netavark); a rootless engine has its networks
    /// elsewhere.
    var networkToCome: NetworkName? {
        let isUnread = reading.facts.leftOut?.contains { $0.list == .engineNetworks } ?? false
        guard reading.facts.state == .running, !reading.facts.isPodman, !reading.facts.isRootless, !isUnread,
            !reading.networks.contains(where: { $0.name == edgeNetwork })
        else { return nil }
        return NetworkName(edgeNetwork)
    }

    /// Gives the bridge's containers the MTU that those of the network to come will have.
    ///
    /// Where the bridge itself has a smaller one, as engines since Docker 25 set it (moby#46849), this device turns back what is
    /// larger. What is larger than the way out never gets as far as that; any other loss there would be this device's own doing
    /// and nothing of the modules', so that such packets are not asked for.
    ///
    /// - Returns: what was not measured then.
    func standIn(_ described: inout ContainerNetwork) -> Sentence? {
        let mtu = mtuToCome ?? Self.usualMTU
        let bridge = interfaces.first { $0.name == described.interface }?.mtu ?? mtu
        guard bridge < min(mtu, wayOutMTU ?? mtu) else {
            described.standsInFor = NetworkName(edgeNetwork)
            described.ownMTU = described.mtu
            described.mtu = mtu
            return nil
        }
        described.mtu = bridge
        return """
            The network \(network: NetworkName(edgeNetwork)) will have an MTU of \(mtu, .byte), and \(described.interface), which \
            was measured from in its place, has \(bridge): whether larger packets get through to modules was not measured.
            """
    }
}
