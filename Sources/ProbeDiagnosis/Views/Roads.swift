import ProbeCore
import ProbeEvidence

/// Where the host's kernel would send packets: its answers about services and about resolvers.
struct Roads {
    typealias Road = (observation: Int, lookup: RouteLookup)

    let all: [Road]

    init(of survey: Survey) {
        let services = survey.seen(LookUpRoutes.self, from: .host).flatMap { seen in
            seen.evidence.lookups.map { (observation: seen.index, lookup: $0) }
        }
        let resolvers = survey.seen(ReadRoutes.self, from: .host).flatMap { seen in
            seen.evidence.resolvers.map { (observation: seen.index, lookup: $0) }
        }
        all = services + resolvers
    }

    func taken(by packet: RouteLookup.Packet) -> [Road] { all.filter { $0.lookup.packet == packet } }

    func taken(by packet: RouteLookup.Packet, to address: IPAddress) -> Road? {
        all.first { $0.lookup.packet == packet && $0.lookup.destination == address }
    }
}
