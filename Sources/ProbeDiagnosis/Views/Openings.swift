import ProbeCore
import ProbeEvidence

/// Where the connections of a survey opened: what one endpoint's attempts met, another's may not have met.
struct Openings: Sendable {
    private var endpoints: [Place: Set<Endpoint>] = [:]

    private struct Place: Hashable {
        let vantage: Vantage
        let via: Endpoint.Via
        let remote: SocketAddress
    }

    init(of survey: Survey) {
        for seen in survey.seen(ConnectEndpoint.self) {
            guard let remote = seen.evidence.connected else { continue }
            endpoints[Place(vantage: seen.vantage, via: seen.about.via, remote: remote), default: []].insert(seen.about)
        }
    }

    /// Another endpoint's connection to the same address and port opened, on the same way.
    func haveOther(than endpoint: Endpoint, at remote: SocketAddress, from vantage: Vantage) -> Bool {
        endpoints[Place(vantage: vantage, via: endpoint.via, remote: remote)].map { $0 != [endpoint] } ?? false
    }
}
