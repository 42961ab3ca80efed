package import ProbeCore

/// What rules without a run take from the device itself: who asks, whom it asks for names and for the time.
package struct Surroundings: Hashable, Sendable {
    package var requester = Requester()
    /// Those that are beyond this device.
    package var resolvers: [SocketAddress] = []
    package var timeServers: [TimeServer] = []

    package init() {}

    /// Names and time, as this device is set to ask for them.
    var openings: [FirewallOpening] {
        let names = [FirewallOpening.Network.udp, .tcp].flatMap { network in
            resolvers.map { resolver in
                FirewallOpening(
                    destination: .address(resolver.address), addresses: [resolver.address], ports: [resolver.port],
                    network: network, purpose: "name resolution")
            }
        }
        let time = timeServers.map { server in
            let (destination, addresses): (FirewallOpening.Destination, [IPAddress]) =
                switch server.host {
                case .name(let name): (.name(name), [])
                case .address(let address): (.address(address), [address])
                }
            return FirewallOpening(
                destination: destination, addresses: addresses, ports: [server.port], network: .udp, purpose: "the time"
            )
        }
        return names + time
    }
}
