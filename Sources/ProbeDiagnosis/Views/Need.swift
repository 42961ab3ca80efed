package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// One thing the device needs, who needs it, from which vantage, and what carries it.
package struct Need: Hashable, Sendable {
    /// In the order of importance: nothing starts without the identity service.
    package enum Consumer: Int, Comparable, Sendable {
        /// aziot-identityd: HTTPS to the hub from the host, always.
        case identityService
        /// AMQP, else AMQP over WebSocket, by itself.
        case edgeAgent
        /// The configured upstream transport and no other.
        case edgeHub
        /// The engine that pulls the modules' images.
        case imagePull
        case provisioning

        package static func < (left: Consumer, right: Consumer) -> Bool { left.rawValue < right.rawValue }

        /// It speaks to the hub, and not to a service beside it.
        var isAboutTheHub: Bool {
            switch self {
            case .identityService, .edgeAgent, .edgeHub: true
            case .imagePull, .provisioning: false
            }
        }
    }

    package enum State: Hashable, Sendable {
        case carried(by: Endpoint)
        /// Works once `UpstreamProtocol` or the proxy's configuration is changed.
        case carriedAfterChange(to: Endpoint)
        case failing
        /// Neither proven nor refuted.
        case undecided
    }

    package let consumer: Consumer
    package let vantage: Vantage
    /// Each of these carries the need as the device is configured; none where it goes through a proxy that nobody measured.
    package let endpoints: [Endpoint]
    /// Each of these would carry it after a change on the device.
    package let alternatives: [Endpoint]
}

extension Need {
    /// What is needed from the vantages of a survey; without a container vantage the host stands in for the containers.
    static func all(_ ladders: Ladders) -> [Need] {
        let assignment = ladders.survey.assignment
        let vantages = ladders.survey.vantages
        let beside = ladders.survey.withModules(among: vantages)
        let containers = beside.isEmpty ? vantages : beside
        let host: [Need] =
            vantages.contains(.host)
            ? [Need(.identityService, .hub, assignment.hub, [.https], from: .host, ladders)]
                + assignment.registries.filter { !assignment.isSpare($0) }.map {
                    Need(.imagePull, .registry, $0, [.https], from: .host, ladders)
                }
                + [assignment.idScope != nil ? assignment.dps : nil].compactMap { $0 }.map {
                    Need(.provisioning, .dps, $0, [.https], from: .host, ladders)
                }
            : []
        // What the deployment gives the host's own network has the host's ways.
        let onHost = vantages.contains(.host) ? ladders.survey.consumersOnHost : []
        let beginning = ladders.survey.beginsOnNetwork ? [Consumer.edgeAgent] : []
        let modules =
            containers.flatMap { ofModules(on: $0, ladders) }.filter {
                !onHost.contains($0.consumer) || (!beside.isEmpty && beginning.contains($0.consumer))
            } + ofModules(on: .host, ladders).filter { onHost.contains($0.consumer) }
        return (host + modules).sorted { $0.consumer < $1.consumer }
    }

    /// What modules need of a vantage.
    static func ofModules(on vantage: Vantage, _ ladders: Ladders) -> [Need] {
        let assignment = ladders.survey.assignment
        // The same protocol in or out of a WebSocket before another one: the smaller change.
        let isMQTT = assignment.upstream == .mqtt || assignment.upstream == .mqttOverWebSocket
        let others: [Transport] =
            isMQTT
            ? [.mqtt, .mqttOverWebSocket, .amqpOverWebSocket, .amqp]
            : [.amqp, .amqpOverWebSocket, .mqttOverWebSocket, .mqtt]
        return [
            Need(.edgeAgent, .hub, assignment.hub, [.amqp, .amqpOverWebSocket], or: others, from: vantage, ladders),
            Need(.edgeHub, .hub, assignment.hub, [assignment.upstream], or: others, from: vantage, ladders),
        ]
    }

    private init(
        _ consumer: Consumer, _ service: Endpoint.Service, _ host: HostName, _ transports: [Transport],
        or others: [Transport] = [], from vantage: Vantage, _ ladders: Ladders
    ) {
        let port = service == .registry ? ladders.survey.assignment.endpoint(ofRegistry: host).port : nil
        func endpoints(_ transports: [Transport], _ via: Endpoint.Via) -> [Endpoint] {
            transports.filter { via == .direct || $0.mayUseProxy }.map {
                Endpoint(service, host, $0, port: port, via: via)
            }
        }
        // What a proxy in use serves goes through it and nowhere else; any other way takes a change first.
        let isServed = ladders.endpoints(from: vantage).contains { $0.host == host && $0.via == .proxy }
        let setting = isServed ? ladders.proxyUse.setting(of: consumer) : .none
        let today = transports.filter { setting != .other || !$0.mayUseProxy }.map {
            Endpoint(service, host, $0, port: port, via: setting == .measured && $0.mayUseProxy ? .proxy : .direct)
        }
        let ways: [Endpoint.Via] = setting == .other ? [.proxy, .direct] : [.direct, .proxy]
        self.consumer = consumer
        self.vantage = vantage
        self.endpoints = today
        alternatives = ways.flatMap { endpoints(transports + others, $0) }
            .reduce(into: []) { list, endpoint in
                if !today.contains(endpoint), !list.contains(endpoint) { list.append(endpoint) }
            }
    }

    /// With `isNamed`, names are taken for mended where nothing else keeps an endpoint from working.
    func state(_ ladders: Ladders, supposingNames isNamed: Bool = false) -> State {
        if let endpoint = endpoints.first(where: { isCarried(by: $0, ladders, isNamed) }) {
            return .carried(by: endpoint)
        }
        let states = endpoints.map { ladders[$0, from: vantage].state }
        guard !states.contains(.unknown), states.isEmpty || states.contains(where: { $0 != .absent }) else {
            return .undecided
        }
        guard !endpoints.contains(where: { lacksDataEndpointOnly($0, ladders) }) else { return .undecided }
        if let endpoint = alternatives.first(where: { isCarried(by: $0, ladders, isNamed) }) {
            return .carriedAfterChange(to: endpoint)
        }
        let isOpen = alternatives.contains { ladders[$0, from: vantage].state == .unknown }
        return isOpen || endpoints.isEmpty ? .undecided : .failing
    }

    private func isCarried(by endpoint: Endpoint, _ ladders: Ladders, _ isNamed: Bool) -> Bool {
        let ladder = ladders[endpoint, from: vantage]
        guard ladder.isProven || (isNamed && ladder.lacksNameOnly) else { return false }
        switch consumer {
        case .identityService, .provisioning: return true
        case .edgeAgent, .edgeHub:
            // Containers bring their own roots: what only this host trusts does not carry them.
            return ladders.survey.seen(HandshakeTLS.self, about: endpoint, from: vantage)?.evidence
                .isTrustedBeyondThisHost ?? false
        case .imagePull:
            guard hasImages(endpoint, ladders) ?? true else { return false }
            guard !isDenied(by: endpoint, ladders), !lacksToken(endpoint, ladders), !isUnsettled(endpoint, ladders),
                !lacksBlob(endpoint, ladders)
            else {
                return false
            }
            switch ladders.survey.outcome(of: ReachDataEndpoint.id, about: endpoint, from: vantage) {
            case .seen(let data as ShortLadderEvidence): return data.handshake?.isVerified ?? false
            // A registry that redirects nowhere has no data endpoint of its own, as far as can be told.
            case .skipped(let reason): return reason.code == .notNeeded || reason.code == .prerequisite
            case .failed, .seen: return false
            case nil: return !redirectsBlobs(endpoint, ladders)
            }
        }
    }

    /// Whether every image of the deployment comes from a registry; nothing where no deployment asks for one there.
    private func hasImages(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool? {
        switch ladders.survey.outcome(of: RequestImages.id, about: endpoint, from: vantage) {
        case .seen(let images as ImagesEvidence): images.images.allSatisfy { $0.conclusion == .arrives }
        case .seen, .failed, .skipped: false
        case nil: nil
        }
    }

    /// Some image is refused or missing, whatever became of the others.
    private func lacksImage(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool? {
        let images = ladders.survey.seen(RequestImages.self, about: endpoint, from: vantage)?.evidence.images
        let deployment = ladders.survey.seen(ReadDeployment.self).first?.evidence
        let isUnfilled = deployment?.account(at: Registry(endpoint.host, port: endpoint.port))?.state == .placeholder
        return images.map { images in
            images.contains { image in
                switch image.conclusion {
                case .arrives, .unknown: false
                // What a credential that is still to be filled in gives is not known.
                case .wantsCredentials: !isUnfilled
                case .missing, .ofOtherPlatforms, .refusesCredentials, .lacksRight, .denies: true
                }
            }
        }
    }

    /// What the registry itself answered.
    private func registry(at endpoint: Endpoint, _ ladders: Ladders) -> RegistryEvidence? {
        ladders.survey.seen(RequestRegistry.self, about: endpoint, from: vantage)?.evidence
    }

    /// The registry named a data endpoint of its own.
    private func redirectsBlobs(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders)?.dataEndpoint != nil
    }

    /// The registry turns away whoever asks from here; one of its own may still do so for want of credentials.
    private func isDenied(by endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders).map {
            switch RegistryRefusal($0) {
            case .denies, .refusesCredentials: true
            case .wantsCredentials, nil: false
            }
        } ?? false
    }

    private func isUnsettled(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders)?.isUnsettled ?? false
    }

    /// The registry wants a token, and nobody came to ask its token service for one.
    private func lacksToken(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders).map { $0.isRegistry && $0.tokenRealm != nil && $0.tokenStatus == nil } ?? false
    }

    /// The registry refused nothing, and never came to say where its blobs are: it was cut short, or has nothing of that name.
    private func lacksBlob(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders).map {
            $0.isRegistry && RegistryRefusal($0) == nil && !$0.knowsWhereBlobsAre
        } ?? false
    }

    /// The registry answers, and whether images could be pulled was neither proven nor refuted.
    private func lacksDataEndpointOnly(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        guard consumer == .imagePull, ladders[endpoint, from: vantage].isProven else { return false }
        if hasImages(endpoint, ladders) == false { return !(lacksImage(endpoint, ladders) ?? false) }
        if isDenied(by: endpoint, ladders) {
            let isDecided = registry(at: endpoint, ladders)?.isAskedAsTheDeployment ?? false
            return !endpoint.host.isPublicRegistry && !isDecided
        }
        if lacksToken(endpoint, ladders) || isUnsettled(endpoint, ladders) || lacksBlob(endpoint, ladders) {
            return true
        }
        let data = ladders.survey.seen(ReachDataEndpoint.self, about: endpoint, from: vantage)?.evidence
        return data?.failure == nil
    }
}

extension Survey {
    /// Those of some vantages that speak for modules.
    ///
    /// IoT Edge puts all of them on a network of its own; the one that every engine has stands in for it until it is there,
    /// and counts beside it where a module runs on it: anybody else's container there is no concern of IoT Edge. It counts
    /// too where it was not looked at.
    func withModules(among vantages: [Vantage]) -> [Vantage] {
        let containers = vantages.filter { $0 != .host }
        let hasOther = containers.contains { if case .network = $0 { $0 != .bridge } else { false } }
        let isUsed =
            !self.vantages.contains(.bridge)
            || seen(DescribeVantage.self, from: .bridge).contains { $0.evidence.speaksForModules }
        return containers.filter { $0 != .bridge || !hasOther || isUsed }
    }
}

extension Survey {
    /// Those of the runtime that the deployment has on the host's own network.
    fileprivate var consumersOnHost: Set<Need.Consumer> {
        let modules: [(Need.Consumer, String)] = [
            (.edgeAgent, DeploymentEvidence.edgeAgent), (.edgeHub, PortEvidence.edgeHub),
        ]
        return Set(modules.filter { deployment?.evidence.module($0.1)?.isOnHost == true }.map(\.0))
    }

    /// The first edgeAgent, which fetches the deployment, is made of the device's own configuration and of nothing else.
    ///
    /// Without a word there it gets the modules' network; what could not be read may well give it the host's.
    fileprivate var beginsOnNetwork: Bool {
        guard let configuration = seen(ReadConfiguration.self, from: .host).first?.evidence else { return false }
        return configuration.isAgentOnHost != true
            && configuration.files.allSatisfy { $0.role != .edge || $0.state == .read }
    }

    /// A vantage that counts if a module runs on it, of which that is not known.
    var vantagesOfUnknownUse: [Vantage] {
        let isUnknown = vantages.contains(.bridge) && seen(DescribeVantage.self, from: .bridge).isEmpty
        return isUnknown && !withModules(among: vantages).contains(.bridge) ? [.bridge] : []
    }
}

extension Finding.Severity: Comparable {
    private var weight: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        }
    }

    package static func < (left: Finding.Severity, right: Finding.Severity) -> Bool { left.weight < right.weight }
}

extension Endpoint {
    package func through(_ via: Via) -> Endpoint { Endpoint(service, host, transport, port: port, via: via) }
}
