import ProbeCore
import ProbeGuidance
import Probes

extension Guidance.Facts {
    /// What the survey taught about names and resolvers, for remedies that fill in the site's own values.
    init(_ survey: Survey) {
        self.init()
        for seen in survey.seen(ResolveName.self) where !seen.evidence.addresses.isEmpty {
            addresses[seen.about.host] = seen.evidence.addresses
        }
        for seen in survey.seen(ConnectEndpoint.self) where seen.about.via == .direct && !seen.evidence.wasRedirected {
            guard addresses[seen.about.host] == nil else { continue }
            addresses[seen.about.host] = seen.evidence.candidates.map(\.address)
        }
        for seen in survey.seen(ReachDataEndpoint.self) {
            guard let resolution = seen.evidence.resolution, !resolution.addresses.isEmpty else { continue }
            addresses[seen.evidence.host] = resolution.addresses
        }
        for seen in survey.seen(ResolveName.self, from: .host) {
            for server in seen.evidence.servers where server.answers.contains(where: { $0.result == .answered }) {
                if !resolvers.contains(server.server.address) { resolvers.append(server.server.address) }
            }
        }
        // Behind a loopback resolver of the host, which is of no use inside a container.
        for upstream in survey.seen(DescribeVantage.self).flatMap(\.evidence.hostUpstreams)
        where !resolvers.contains(upstream) {
            resolvers.append(upstream)
        }
    }
}
