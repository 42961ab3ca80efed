import ProbeCore
import ProbeEvidence

/// Where the host's kernel would send packets: its answers about services and about resolvers.
///
/// Where rules mark a packet, or send it elsewhere, before it is routed, what the kernel says of the marked one counts.
struct Roads {
    typealias Road = (observation: Int, lookup: RouteLookup)

    let all: [Road]
    private let marked: [(remote: SocketAddress, road: Road)]
    private let plain: [Road]

    private struct Way: Hashable {
        let packet: RouteLookup.Packet
        let to: IPAddress
    }

    init(of survey: Survey) {
        let services = survey.seen(LookUpRoutes.self, from: .host).flatMap { seen in
            seen.evidence.lookups.map { (observation: seen.index, lookup: $0) }
        }
        let resolvers = survey.seen(ReadRoutes.self, from: .host).flatMap { seen in
            seen.evidence.resolvers.map { (observation: seen.index, lookup: $0) }
        }
        let walks = survey.walksAsRead
        let marked = walks.compactMap { index, walk in
            walk.way.flatMap { way in walk.remote.map { (remote: $0, road: (observation: index, lookup: way)) } }
        }
        self.marked = marked
        // Of an address of which no packet takes the way without a mark, that way is nobody's.
        let walked = Dictionary(grouping: walks.map(\.walk)) { Way(packet: $0.origin, to: $0.packet.destination) }
        let plain = (services + resolvers).filter { _, lookup in
            let alike = walked[Way(packet: lookup.packet, to: lookup.destination), default: []].filter { walk in
                walk.packet.isAnswer ? walk.packet.source == lookup.source : true
            }
            return alike.isEmpty || alike.contains { $0.way == nil }
        }
        self.plain = plain
        all = marked.map(\.road) + plain
    }

    func taken(by packet: RouteLookup.Packet) -> [Road] { all.filter { $0.lookup.packet == packet } }

    func taken(by packet: RouteLookup.Packet, to address: IPAddress) -> Road? {
        all.first { $0.lookup.packet == packet && $0.lookup.destination == address }
    }

    /// The way to a port, which may be another than that to the address as a whole.
    func taken(by packet: RouteLookup.Packet, to remote: SocketAddress) -> Road? {
        marked.first { $0.remote == remote && $0.road.lookup.packet == packet }?.road
            ?? plain.first { $0.lookup.packet == packet && $0.lookup.destination == remote.address }
    }

    /// The way back from a port to a container.
    func answering(from remote: SocketAddress, to network: NetworkName) -> Road? {
        let packet = RouteLookup.Packet.answer(network: network)
        return marked.first { $0.remote == remote && $0.road.lookup.packet == packet }?.road
            ?? plain.first { $0.lookup.packet == packet && $0.lookup.source == remote.address }
    }
}
