import ProbeCore
import ProbeEvidence
import ProbeFindings

/// One thing that has to work before a device can go into service, and whether it does.
struct NeededRow: Hashable, Sendable {
    enum Matter: Hashable, Sendable {
        case need(Need)
        /// A place that has needs was not measured from, so none of them could be judged.
        case missingVantage
        /// Something that modules would need fails at a place where nobody knows whether there are any.
        case unknownUse
        /// Images of the deployment that no registry was asked for.
        case images(of: [LocalText])
        /// The deployment gives them resolvers that nobody asked for what they need.
        case resolvers(of: [LocalText])
        case clock
        case hostname
        case port(UInt16)
    }

    enum State: Hashable, Sendable {
        case satisfied(by: Endpoint?)
        /// Works once `UpstreamProtocol` or the proxy's configuration is changed.
        case afterChange(to: Endpoint)
        case failed
        /// Neither proven nor refuted.
        case unknown
    }

    let matter: Matter
    let vantage: Vantage
    let state: State

    var consumer: Need.Consumer? {
        switch matter {
        case .need(let need): need.consumer
        case .missingVantage: vantage == .host ? .identityService : nil
        case .unknownUse, .images, .resolvers, .clock, .hostname, .port: nil
        }
    }

    /// Everything that is needed, in the order of importance.
    static func all(in scene: Scene) -> [NeededRow] {
        let needs = scene.needs.all.map { need in
            NeededRow(matter: .need(need), vantage: need.vantage, state: state(of: need, in: scene))
        }
        let missing = missingVantages(in: scene).map {
            NeededRow(matter: .missingVantage, vantage: $0, state: .unknown)
        }
        let unknown = scene.survey.vantagesOfUnknownUse.filter { vantage in
            Need.ofModules(on: vantage, scene.needs.ladders).contains { need in
                if case .carried = need.state(scene.needs.ladders) { false } else { true }
            }
        }.map { NeededRow(matter: .unknownUse, vantage: $0, state: .unknown) }
        return missing + needs + unknown + images(in: scene) + resolvers(in: scene) + [
            NeededRow(matter: .clock, vantage: .host, state: clock(in: scene))
        ]
            + NeededRow.onDevice(in: scene)
    }

    /// The modules whose images are placeholders, or somewhere that nobody here knows or asks.
    private static func images(in scene: Scene) -> [NeededRow] {
        guard !scene.assignment.registries.isEmpty else { return [] }
        guard let deployment = scene.survey.deployment else { return agentsImage(in: scene) }
        let modules = deployment.evidence.running.filter { $0.image?.isUnknown ?? false }.map(\.name)
        let isCut = deployment.evidence.lacks(.images) || deployment.evidence.lacks(.modules)
        guard !modules.isEmpty || isCut else { return [] }
        return [NeededRow(matter: .images(of: modules), vantage: deployment.vantage, state: .unknown)]
    }

    /// edgeAgent or edgeHub, where the deployment gives it resolvers that were asked from no container, nor from the host that
    /// stood in for containers.
    private static func resolvers(in scene: Scene) -> [NeededRow] {
        guard let deployment = scene.survey.deployment else { return [] }
        let origins = scene.survey.seen(DescribeVantage.self).map(\.evidence)
        var asked = origins.map { origin in
            (origin.resolvers + origin.forwarders).filter { !$0.isLoopback || origin.resolverRule == .deployment }
        }
        if origins.isEmpty {
            asked = scene.survey.seen(ResolveName.self).map { seen in
                // Another one is there in a container.
                seen.evidence.servers.map(\.server.address).filter { !$0.isLoopback }
            }
        }
        let modules = [DeploymentEvidence.edgeAgent, PortEvidence.edgeHub].compactMap(deployment.evidence.module)
        let open = modules.filter { module in
            // The engine's own resolver asks no more than three.
            let own = module.resolvers.prefix(3)
            return !module.isStopped && !own.isEmpty && !asked.contains { Set(own).isSubset(of: $0) }
        }
        guard !open.isEmpty else { return [] }
        return [NeededRow(matter: .resolvers(of: open.map(\.name)), vantage: deployment.vantage, state: .unknown)]
    }

    /// The image of the first edgeAgent, where its registry has an address in the place of a name.
    private static func agentsImage(in scene: Scene) -> [NeededRow] {
        scene.survey.seen(ReadConfiguration.self).filter { $0.evidence.agentImage?.image.state == .atAddress }.map {
            NeededRow(matter: .images(of: [LocalText("edgeAgent")]), vantage: $0.vantage, state: .unknown)
        }
    }

    /// The host, the engine's networks that the run set out to measure, and those that it could not.
    private static func missingVantages(in scene: Scene) -> [Vantage] {
        let survey = scene.survey
        let networks = survey.seen(ReadRoutes.self).flatMap { $0.evidence.networks.map(\.vantage) }
        let unmeasured =
            survey.seen(DescribeEngine.self).flatMap { $0.evidence.unmeasured.map(\.vantage) }
            + (survey.stoppedEngine == nil && survey.unaskedEngine == nil && !survey.hasUnseenNetworks ? [] : [.bridge])
        // On a bridge that nothing could be put on no container runs: the modules' network alone is the modules'.
        let hasModules = (networks + survey.vantages + unmeasured).contains { $0 != .host && $0 != .bridge }
        let lost = hasModules ? unmeasured.filter { $0 != .bridge } : unmeasured
        let places = [.host] + survey.withModules(among: (networks + lost).uniqued.sorted())
        return (places + [scene.unforeseenPlace].compactMap(\.self)).uniqued.filter { !scene.vantages.contains($0) }
    }

    /// What IoT Edge needs of the device itself; a demonstration, and a report of old that says nothing of ports, have no such
    /// rows where they looked at none of it.
    private static func onDevice(in scene: Scene) -> [NeededRow] {
        let survey = scene.survey
        let hostname = survey.seen(ReadHostname.self).map { seen in
            NeededRow(
                matter: .hostname, vantage: seen.vantage,
                state: seen.evidence.isTooLong ? .failed : .satisfied(by: nil))
        }
        let reserved = Set(
            PortIsReserved().findings(in: scene).filter { $0.severity == .error }.compactMap(\.subject.port))
        let ports = survey.seen(CheckPort.self).map { seen in
            let port = seen.about.port
            let state: State =
                switch PortState(of: seen, in: survey).conflict {
                case .certain, .likely: .failed
                case .possible: .unknown
                case nil:
                    reserved.contains(port) ? .failed : seen.evidence.isFree == nil ? .unknown : .satisfied(by: nil)
                }
            return NeededRow(matter: .port(port), vantage: seen.vantage, state: state)
        }
        let isAboutDevice = !scene.assignment.isDemonstration && !(scene.assignment.edgeHubPorts ?? []).isEmpty
        guard isAboutDevice || !(hostname + ports).isEmpty else { return [] }
        let seen = Set((hostname + ports).map(\.matter))
        let missing = ([.hostname] + neededPorts(of: scene).map(Matter.port)).filter { !seen.contains($0) }
        return hostname + ports + missing.map { NeededRow(matter: $0, vantage: .host, state: .unknown) }
    }

    /// The ports that edgeHub is to publish; of a report that does not say so, those it publishes unless configured.
    private static func neededPorts(of scene: Scene) -> [UInt16] {
        if let ports = scene.assignment.edgeHubPorts { return ports }
        let usual = PortBinding.edgeHubDefaults.map(\.port)
        let checked = scene.survey.seen(CheckPort.self).map(\.about.port)
        return usual.contains(where: checked.contains) || checked.isEmpty ? usual : []
    }

    private static func state(of need: Need, in scene: Scene) -> State {
        switch scene.needs.state(of: need) {
        case .carried(let endpoint):
            if need.isRefusedByTheHost(endpoint, in: scene.survey) { return .failed }
            if endpoint.via == .proxy, scene.ladders.proxyUse.refusesSetting(need.consumer) { return .failed }
            return need.dependsOnUnheardEngine(in: scene) ? .unknown : .satisfied(by: endpoint)
        case .carriedAfterChange(let endpoint): return .afterChange(to: endpoint)
        case .failing: return .failed
        case .undecided: return .unknown
        }
    }

    /// A chain that verifies today brackets the clock where no service gave the time.
    private static func clock(in scene: Scene) -> State {
        switch scene.clock.verdict {
        case .right: return .satisfied(by: nil)
        case .off, .beforeBuild: return .failed
        case .unknown:
            let isVerified = scene.survey.seen(HandshakeTLS.self).contains { $0.evidence.isVerified }
            return scene.clock.sources.isEmpty && isVerified ? .satisfied(by: nil) : .unknown
        }
    }
}

extension Survey {
    /// An engine is there, nobody measured from any of its networks, and nobody came to know which it has.
    fileprivate var hasUnseenNetworks: Bool {
        guard vantages.allSatisfy({ $0 == .host }) else { return false }
        return seen(DescribeEngine.self).contains { seen in
            switch seen.evidence.state {
            case .absent: false
            case .running:
                self.seen(ReadRoutes.self).isEmpty
                    || (seen.evidence.unanswered ?? []).contains { $0.question == .networks }
            case .denied, .stopped, .unusable: true
            }
        }
    }
}

extension Need {
    /// The engine pulls through the proxy that it was started with, and did not come to say which.
    fileprivate func dependsOnUnheardEngine(in scene: Scene) -> Bool {
        consumer == .imagePull && scene.assignment.isProxyInUse && scene.survey.wasCutShort(DescribeEngine.id)
    }

    /// Proven to this tool, which knows the public roots, but not to the host's software, whose store lacks them.
    fileprivate func isRefusedByTheHost(_ endpoint: Endpoint, in survey: Survey) -> Bool {
        switch consumer {
        case .edgeAgent, .edgeHub: return false
        case .identityService, .imagePull, .provisioning:
            guard let seen = survey.seen(HandshakeTLS.self, about: endpoint, from: vantage) else { return false }
            return !seen.evidence.isTrustedByThisHost || survey.isRefusedByTheHost(seen)
        }
    }
}
