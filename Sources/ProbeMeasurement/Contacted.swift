package import ProbeCore
import ProbeEvidence

/// Somebody whom a probe may send packets to.
package struct Contacted: Hashable, Sendable {
    package enum Party: Hashable, Sendable {
        case service(Endpoint.Service, HostName)
        /// The token realm and the data endpoint, which the registry names.
        case registrysOthers
        /// Those of the vantage's resolv.conf.
        case resolvers
        /// Whomever this device's C library asks besides, as nsswitch.conf(5) has it.
        case library
        case controlResolver(SocketAddress)
        case proxy(ProxyAddress)
        case portalPage(HostName)
        /// An address that no network may own.
        case nowhere(SocketAddress)
        case timeServer(TimeServer)
    }

    package let party: Party
    /// Empty where the party has its own.
    package let ports: [UInt16]

    package init(_ party: Party, ports: [UInt16] = []) {
        self.party = party
        self.ports = ports
    }
}
