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
    /// Something else may carry it that nobody asked.
    let hasUnaskedWay: Bool
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
                + assignment.registries.filter { !assignment.isSpare($0) }.map { imagePull(from: $0, ladders) }
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

    init(
        _ consumer: Consumer, _ service: Endpoint.Service, _ host: HostName, _ transports: [Transport],
        or others: [Transport] = [], from vantage: Vantage, _ ladders: Ladders
    ) {
        let assignment = ladders.survey.assignment
        let port = service == .registry ? assignment.endpoint(ofRegistry: host).port : nil
        func endpoints(_ transports: [Transport], _ via: Endpoint.Via) -> [Endpoint] {
            transports.filter { via == .direct || $0.mayUseProxy }.map {
                Endpoint(service, host, $0, port: port, via: via)
            }
        }
        // What a proxy in use serves goes through it and nowhere else; any other way takes a change first.
        let isServed =
            ladders.endpoints(from: vantage).contains { $0.host == host && $0.via == .proxy }
            && !(service == .registry && assignment.isPastProxy(host))
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
        hasUnaskedWay = false
    }

    /// The same, which any of some others carries as well.
    func or(_ others: [Need], hasOthers: Bool) -> Need {
        let all = [self] + others
        let today = all.flatMap(\.endpoints).uniqued
        return Need(
            consumer: consumer, vantage: vantage, endpoints: today,
            alternatives: all.flatMap(\.alternatives).uniqued.filter { !today.contains($0) },
            hasUnaskedWay: hasOthers || all.count > 1 && all.contains(where: \.endpoints.isEmpty))
    }

    /// With `isNamed`, names are taken for mended where nothing else keeps an endpoint from working.
    func state(_ ladders: Ladders, supposingNames isNamed: Bool = false) -> State {
        // What was asked in an unknown parent's place says nothing of it.
        guard !(consumer.isAboutTheHub && ladders.hasUnaskedParent) else { return .undecided }
        if let endpoint = endpoints.first(where: { isCarried(by: $0, ladders, isNamed) }) {
            return .carried(by: endpoint)
        }
        if consumer == .imagePull,
            let endpoint = sharedCarrier(among: endpoints.filter { gives($0, ladders, isNamed) }, ladders)
        {
            return .carried(by: endpoint)
        }
        let states = endpoints.map { ladders[$0, from: vantage].state }
        guard !states.contains(.unknown), states.isEmpty || states.contains(where: { $0 != .absent }) else {
            return .undecided
        }
        guard !endpoints.contains(where: { lacksDataEndpointOnly($0, ladders) }) else { return .undecided }
        guard !hasUnaskedWay else { return .undecided }
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
        case .imagePull: return (hasImages(endpoint, ladders) ?? true) && gives(endpoint, ladders, isNamed)
        }
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
