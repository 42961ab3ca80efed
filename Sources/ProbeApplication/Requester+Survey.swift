import ProbeCore
import ProbeEvidence
import ProbeGuidance

extension Requester {
    /// Who asked in a survey: by the addresses that its own connections left with, and by the engine's networks.
    init(_ survey: Survey) {
        self.init()
        device = survey.seen(ReadHostname.self).first?.evidence.name
        let attempts = survey.seen(ConnectEndpoint.self, from: .host).flatMap(\.evidence.attempts)
        for attempt in attempts {
            guard let address = attempt.localAddress?.address, !address.isLoopback, let interface = attempt.interface
            else { continue }
            add(address, on: interface)
        }
        // Where nothing was connected to, what leads out by default would be left with.
        if sources.isEmpty, let state = survey.seen(ReadRoutes.self, from: .host).first?.evidence {
            let ways = Set(state.routes.filter(\.isMainDefault).compactMap(\.interface))
            for link in state.links where ways.contains(link.name) {
                for address in link.addresses.map(\.address) where !address.isLinkLocal { add(address, on: link.name) }
            }
        }
        networks = survey.seen(ReadRoutes.self, from: .host).flatMap(\.evidence.networks)
            .filter { $0.isInternal != true }.map {
                Network(name: $0.name, subnets: $0.subnets, isMasqueraded: $0.isMasqueraded)
            }
        masquerade = Self.masquerade(in: survey, besides: sources)
        asked = survey.startedAt
        if survey.assignment.hasDownstream ?? false {
            downstreamPorts = survey.assignment.edgeHubPorts ?? PortBinding.edgeHubDefaults.map(\.port)
            insideNetworks =
                survey.seen(ReadRoutes.self, from: .host).map(\.evidence).flatMap { state in
                    state.links.networksInside(
                        bridges: Set(state.networks.map(\.interface)), routes: state.routes)
                }.uniqued
        }
        for seen in survey.seen(ResolveName.self, from: .host) {
            let records = seen.evidence.servers.flatMap(\.answers).flatMap(\.records)
            if let shortest = records.map(\.timeToLive).min() { validity[seen.about.host] = shortest }
        }
    }

    /// The kernel masquerades with the link's first address in the next hop's network, else with its first one, whatever source the
    /// routes prefer (inet_select_addr of devinet.c).
    private static func masquerade(in survey: Survey, besides sources: [Source]) -> IPAddress? {
        guard let state = survey.seen(ReadRoutes.self, from: .host).first?.evidence, let own = sources.first,
            sources.count == 1, let link = state.links.first(where: { $0.name == own.interface })
        else { return nil }
        let gateway = state.routes.first { $0.isMainDefault && $0.interface == own.interface }?.gateway
        let addresses = link.addresses.filter { $0.address.family == .v4 && !$0.address.isLinkLocal }
        let beside = addresses.first { address in gateway.map { address.prefix?.contains($0) ?? false } ?? false }
        guard let first = (beside ?? addresses.first)?.address, !own.addresses.contains(first) else { return nil }
        return first
    }

    /// A device has few addresses that it leaves with; a recording may hold any number.
    private static let mostSources = 4

    private mutating func add(_ address: IPAddress, on interface: InterfaceName) {
        guard let index = sources.firstIndex(where: { $0.interface == interface }) else {
            if sources.count < Self.mostSources {
                sources.append(Source(interface: interface, addresses: [address]))
            }
            return
        }
        guard !sources[index].addresses.contains(address), sources[index].addresses.count < Self.mostSources else {
            return
        }
        sources[index] = Source(interface: interface, addresses: sources[index].addresses + [address])
    }
}
