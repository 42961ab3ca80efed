package import ProbeCore

/// The four values that a TCP packet belongs to its connection by, seen in one direction.
package struct PacketFlow: Hashable, Sendable {
    /// Nothing where any is meant, because the port alone says whose packet it is.
    package var source: IPAddress?
    package var sourcePort: UInt16
    package var destination: SocketAddress

    package init(source: IPAddress?, port: UInt16, to destination: SocketAddress) {
        self.source = source
        sourcePort = port
        self.destination = destination
    }

    /// The flow of the answers; nothing while the source is open.
    package var reversed: PacketFlow? {
        source.map {
            PacketFlow(
                source: destination.address, port: destination.port, to: SocketAddress($0, port: sourcePort))
        }
    }

    /// Whether a packet's own values are these.
    package func covers(_ packet: PacketFlow) -> Bool {
        (source == nil || source == packet.source) && sourcePort == packet.sourcePort
            && destination == packet.destination
    }

    /// Reads the headers of an IPv4 or IPv6 packet with TCP inside; nothing where they are cut short, or are others.
    init?(network: ArraySlice<UInt8>, transport: ArraySlice<UInt8>) {
        let network = Array(network)
        let transport = Array(transport)
        guard let version = network.first.map({ $0 >> 4 }), transport.count >= 4 else { return nil }
        let addresses: (IPAddress?, IPAddress?)
        switch version {
        case 4 where network.count >= 20 && network[9] == 6:
            addresses = (IPAddress(bytes: network[12..<16]), IPAddress(bytes: network[16..<20]))
        case 6 where network.count >= 40:
            addresses = (IPAddress(bytes: network[8..<24]), IPAddress(bytes: network[24..<40]))
        default: return nil
        }
        guard case (let source?, let destination?) = addresses,
            let from = NetworkOrder.integer(transport[0..<2], as: UInt16.self),
            let to = NetworkOrder.integer(transport[2..<4], as: UInt16.self)
        else { return nil }
        self.init(source: source, port: from, to: SocketAddress(destination, port: to))
    }

    /// Writes what makes a rule match these packets and no others.
    func match(_ rule: inout AttributeWriter) {
        let isIPv4 = destination.address.family == .v4
        rule.match(.networkProtocol, [destination.address.family.number])
        rule.match(.transportProtocol, [6])
        if let source { rule.match(header: 1, at: isIPv4 ? 12 : 8, source.bytes) }
        rule.match(header: 1, at: isIPv4 ? 16 : 24, destination.address.bytes)
        rule.match(
            header: 2, at: 0, NetworkOrder.bytes(sourcePort) + NetworkOrder.bytes(destination.port))
    }
}
