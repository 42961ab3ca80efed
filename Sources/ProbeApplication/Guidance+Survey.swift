package import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
package import ProbeGuidance
package import ProbeFindings

extension Diagnosis {
    /// Judges a survey, and prescribes what removes each cause.
    package init(prescribingFor survey: Survey) {
        self = Diagnosis(of: survey).prescribed(for: survey)
    }

    /// The same with remedies, and with a picture of them, for other values than it was made of, as after a redaction.
    package func redrawn(for survey: Survey) -> Diagnosis {
        var diagnosis = prescribed(for: survey)
        diagnosis.picture = Picture(of: diagnosis, in: Scene(of: survey))
        return diagnosis
    }

    private func prescribed(for survey: Survey) -> Diagnosis {
        Guidance.completed(self, assignment: survey.assignment, facts: Guidance.Facts(survey))
    }
}

extension Guidance.Facts {
    /// What the survey taught about names and resolvers, for remedies that fill in the site's own values.
    package init(_ survey: Survey) {
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
        privateNames = survey.privateNames
        let logs = survey.seen(ReadLogs.self).map(\.evidence)
        func codes(_ logs: some Sequence<LogEvidence>) -> Set<LogCode> { Set(logs.flatMap(\.sightings).map(\.code)) }
        codesOfWindows = codes(logs.filter { $0.isOfWindows == true })
            .subtracting(codes(logs.filter { $0.isOfWindows != true }))
        engineTrouble = survey.whyEngineIsStopped
        requester = Requester(survey)
        resolversOfDeployment = survey.seen(ReadDeployment.self).flatMap(\.evidence.runtimeResolvers)
        egressMTU = survey.wayOutMTU
        let standIn = survey.seen(ReadRoutes.self, from: .host).flatMap(\.evidence.networks)
            .first { $0.standsInFor != nil }
        networkToCome = survey.seen(DescribeEngine.self).lazy.compactMap(\.evidence.networkToCome).first
        bridgeMTU = standIn?.ownMTU
        provenSegmentSize = survey.provenSegmentSize
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
        wordsOfResolvers = survey.wordsOfResolvers
        for answer in survey.seen(AskAroundTunnel.self).flatMap(\.evidence.answers)
        where !answer.addresses.isEmpty && !resolversBesideTunnel.contains(answer.server.address) {
            resolversBesideTunnel.append(answer.server.address)
        }
        let services = survey.seen(ReadRuntime.self).flatMap(\.evidence.services).filter { $0.isRunning == true }
        let firewalls = services.compactMap { FirewallService(rawValue: $0.unit) }.uniqued
        firewall = firewalls.count == 1 ? firewalls.first : nil
        iptables = survey.seen(ReadForwarding.self, from: .host).lazy.compactMap(\.evidence.iptables).first
        engineSwitches = survey.seen(ReadConfiguration.self).flatMap { $0.evidence.switches ?? [] }.uniqued
        engineProxyFile =
            survey.seen(ReadConfiguration.self).flatMap(\.evidence.proxies)
            .first { $0.place == .engineConfiguration }?.file
        timeServers = survey.timeServers
        prefixesInUse = survey.prefixesInUse
        configuredSubnets =
            survey.seen(ReadConfiguration.self)
            .flatMap { $0.evidence.networkSettings?.modules ?? [] }.uniqued
        defaultRoutes = survey.seen(ReadRoutes.self, from: .host).flatMap(\.evidence.routes)
            .filter(\.isMainDefault)
        isPodman = survey.seen(DescribeEngine.self).contains { $0.evidence.isPodman }
        reachedByWalks = Set(
            survey.seen(WalkHops.self).flatMap(\.evidence.walks).filter { $0.end?.answer == .accepted }.map(\.remote))
        hopLimitOfContainers = survey.seen(ConnectOneHopFurther.self).first { $0.evidence.isTold }
            .flatMap(\.evidence.raised.hopLimit)
        fullConnectionLimit = survey.seen(ReadForwarding.self, from: .host).first { $0.evidence.isTrackingFull }
            .flatMap(\.evidence.mostTrackedConnections)
        asksForECN = survey.seen(ReadForwarding.self, from: .host).contains { $0.evidence.asksForECN }
        let states = survey.seen(ReadRoutes.self, from: .host).map(\.evidence)
        ownAddresses = Set(states.flatMap(\.links).flatMap(\.addresses).map(\.address))
        bridgeSubnets = states.flatMap(\.networks).flatMap(\.subnets).uniqued
        // Without an engine those that it would take; without the modules' network that of the network.
        if bridgeSubnets.isEmpty {
            bridgeSubnets = states.flatMap { $0.subnetsToCome ?? $0.subnetsOfAnEngine }
        } else if networkToCome != nil {
            bridgeSubnets = (bridgeSubnets + states.flatMap { $0.subnetsToCome ?? [] }).uniqued
        }
        let ports = survey.seen(CheckPort.self)
        if !ports.isEmpty { edgeHubPorts = ports.map(\.about.port).uniqued }
        edgeHubBindings = survey.edgeHubBindings(at: edgeHubPorts)
        isEdgeHubOnHost =
            survey.seen(ReadDeployment.self).first?.evidence.module(PortEvidence.edgeHub)?.isOnHost == true
        for seen in ports {
            // Several programs on one port are not one's to stop, nor is one of whom not all is known.
            let isKnown = !seen.evidence.lacks(.holders) && !seen.evidence.lacks(.processes)
            let holders = isKnown ? seen.evidence.holders : []
            // The engine's helper is in the engine's own unit, which is not to be stopped for it.
            let units = Set(holders.map { $0.isEngineProxy ? nil : $0.unit })
            let container = seen.evidence.container?.description ?? holders.first?.containerID
            portHolders[seen.about.port] = Guidance.PortHolder(
                unit: units.count == 1 ? units.first??.description : nil, container: container,
                isOfModule: seen.evidence.isOfModule ?? false)
        }
    }
}

extension Survey {
    /// What edgeHub's own ports are published as: by the deployment's word; else they are the same where they are the usual
    /// ones, and not known where a report tells others.
    fileprivate func edgeHubBindings(at ports: [UInt16]) -> [UInt16: [PortBinding]]? {
        let hub = seen(ReadDeployment.self).compactMap { $0.evidence.module(PortEvidence.edgeHub) }.first
        let deployed = hub?.bindings.filter { !$0.isDatagram } ?? []
        if !deployed.isEmpty, Set(deployed.map(\.binding.port)).isSuperset(of: ports) {
            let pairs = deployed.compactMap { binding in binding.containerPort.map { ($0, [binding.binding]) } }
            return pairs.count == deployed.count ? Dictionary(pairs) { $0 + $1 } : nil
        }
        let usual = Set(PortBinding.edgeHubDefaults.map(\.port))
        guard usual.isSuperset(of: ports) else { return nil }
        return Dictionary(ports.map { ($0, [PortBinding(port: $0)]) }) { first, _ in first }
    }

    /// What each resolver says to the host of a name, against what the host goes by.
    ///
    /// Who gives a public address in the place of a private endpoint's says something else; other addresses change by turns.
    fileprivate var wordsOfResolvers: [HostName: [IPAddress: Bool]] {
        let asked =
            seen(ResolveName.self, from: .host).map { ($0.about.host, $0.evidence.servers.flatMap(\.answers)) }
            + seen(AskUpstreams.self, from: .host).map { ($0.about.host, $0.evidence.answers) }
        return Dictionary(grouping: asked) { $0.0 }.mapValues { all in
            let own = all.first.flatMap { seen(ResolveName.self, about: Name($0.0), from: .host) }?.evidence.addresses
            let isPrivate = own?.isEmpty == false && own?.allSatisfy(\.isPrivate) == true
            let answers = all.flatMap { $0.1 }.filter { $0.queryType == .a && $0.result == .answered }
            return Dictionary(grouping: answers, by: \.server.address).mapValues { answers in
                answers.allSatisfy { answer in
                    !answer.addresses.isEmpty && (!isPrivate || answer.addresses.allSatisfy(\.isPrivate))
                }
            }
        }
    }

    /// Those whose aliases lead through privatelink, as the site's resolvers or one outside have it.
    fileprivate var privateNames: Set<HostName> {
        let own = seen(ResolveName.self).map { (host: $0.about.host, answers: $0.evidence.servers.flatMap(\.answers)) }
        let outside =
            seen(AskControlResolver.self).map { (host: $0.about.host, answers: $0.evidence.answers) }
            + seen(AskSecondOpinion.self).map { (host: $0.about.host, answers: $0.evidence.answers) }
        return Set((own + outside).filter { $0.answers.contains(where: \.leadsThroughPrivateLink) }.map(\.host))
    }

    /// What the smallest of the controls that got through were limited to.
    fileprivate var provenSegmentSize: Int? {
        let requests = seen(RequestWithSmallSegments.self).filter { $0.evidence.proof != nil }.map(\.evidence.connect)
        let handshakes = seen(HandshakeWithSmallSegments.self).filter { $0.evidence.handshake?.result == .completed }
            .map(\.evidence.connect)
        return (requests + handshakes).compactMap(\.segmentClamp).min()
    }

    /// The ranges that this device has addresses or routes in, and the addresses of what it needs.
    fileprivate var prefixesInUse: [IPPrefix] {
        let states = seen(ReadRoutes.self).map(\.evidence)
        // The halves of the internet and wider are no network of anybody's.
        let routes = states.flatMap(\.routes).map(\.destination).filter { $0.length > 1 }
        let links = states.flatMap(\.links).flatMap(\.addresses).compactMap(\.prefix)
        let addresses = seen(ResolveName.self).flatMap {
            $0.evidence.addresses + $0.evidence.servers.map(\.server.address)
        }
        return routes + links + states.flatMap(\.networks).flatMap(\.subnets)
            + addresses.compactMap { IPPrefix($0, length: $0.bytes.count * 8) }
    }
}

extension Survey {
    /// The smallest MTU on the device's own ways to its services: the link's, or the route's where that is smaller.
    fileprivate var wayOutMTU: Int? {
        guard let routes = seen(ReadRoutes.self, from: .host).first?.evidence else { return nil }
        return seen(LookUpRoutes.self, from: .host).flatMap(\.evidence.lookups).filter { $0.packet == .host }
            .compactMap { lookup in
                [lookup.mtu, routes.links.first { $0.name == lookup.interface }?.mtu].compactMap(\.self).min()
            }.min()
    }
}
