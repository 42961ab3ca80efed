import ProbeCore
import ProbeFindings

/// The verdict in one sentence that a technician repeats on the phone.
struct VerdictSentence {
    let verdict: Diagnosis.Verdict
    let rows: [NeededRow]
    let findings: [Finding]
    let survey: Survey

    var text: String {
        switch verdict {
        case .ready: ready
        case .degraded: degraded
        case .blocked: blocked
        case .inconclusive: inconclusive
        }
    }

    private var hasContainers: Bool { survey.vantages.contains { $0 != .host } }

    // MARK: - Ready and degraded

    private var ready: String {
        let isProxied = rows.contains { row in
            if case .satisfied(let endpoint?) = row.state { endpoint.via == .proxy } else { false }
        }
        return "Everything IoT Edge needs reaches the hub" + (isProxied ? " through the proxy" : "")
            + (hasContainers ? ", from this host and from its containers." : ", from this host.")
    }

    private var degraded: String {
        let changes = rows.compactMap { row -> (NeededRow, Endpoint)? in
            if case .afterChange(let endpoint) = row.state { (row, endpoint) } else { nil }
        }
        let edgeHub = changes.first { $0.0.consumer == .edgeHub }
        if changes.contains(where: { $0.0.isConfiguredForProxy && $0.1.via == .direct }) {
            return "IoT Edge does not get through the proxy that it is configured with; past the proxy it would."
        }
        if let (row, endpoint) = edgeHub ?? changes.first, endpoint.via == .proxy {
            return proxied(row, endpoint, isRequired: findings.contains { $0.cause == .proxyRequired })
        }
        if let (_, endpoint) = edgeHub {
            let upstream = survey.assignment.upstream
            let fate = isFiltered(upstream) ? "is filtered on the way out" : "does not get through"
            let agentFallsBack = rows.filter { $0.consumer == .edgeAgent }.allSatisfy { row in
                if case .satisfied(let carrier?) = row.state { carrier.transport.usesWebSocket } else { false }
            }
            return "\(upstream.title) \(fate); "
                + (agentFallsBack
                    ? "edgeAgent will fall back to WebSockets, edgeHub will not."
                    : "edgeHub needs UpstreamProtocol=\(endpoint.transport.upstreamProtocol).")
        }
        if let (_, endpoint) = changes.first, endpoint.transport != .https {
            return "IoT Edge gets through only over \(endpoint.transport.title); "
                + "set UpstreamProtocol=\(endpoint.transport.upstreamProtocol)."
        }
        guard let warning = findings.first(where: { $0.degrades(survey) }) else { return ready }
        return "Everything IoT Edge needs works, but not as it should: \(warning.summary.decapitalized)"
    }

    /// What is needed works only through a proxy that is not used for it yet.
    private func proxied(_ row: NeededRow, _ endpoint: Endpoint, isRequired: Bool) -> String {
        switch row.consumer {
        case .imagePull where !isRequired:
            return "Module images can be pulled only through the proxy; the engine needs it configured."
        case .provisioning where !isRequired:
            return "The provisioning service can be reached only through the proxy; IoT Edge needs it configured."
        case .edgeHub:
            let change = "IoT Edge needs it configured, with UpstreamProtocol=\(endpoint.transport.upstreamProtocol)."
            return isRequired
                ? "Only the proxy leads out of this network; " + change
                : "edgeHub gets through only by the proxy; " + change
        default: return "Only the proxy leads out of this network; IoT Edge needs it configured."
        }
    }

    private func isFiltered(_ transport: Transport) -> Bool {
        findings.contains { finding in
            let isAboutIt = finding.subject.port == nil || finding.subject.port == transport.port
            switch finding.cause {
            case .tcpDroppedPort, .tcpDroppedIP, .tcpDroppedAll, .tcpAdminProhibited, .tcpRejectedICMP,
                .tcpResetByMiddlebox, .tlsSNIFiltered:
                return isAboutIt
            // A refusal may be the hub's own.
            case .transportOnly443: return isAboutIt && !finding.explains.contains(.tcpRefused)
            default: return false
            }
        }
    }

    // MARK: - Blocked

    private var blocked: String {
        let errors = findings.filter { $0.severity == .error }
        guard let first = errors.first else { return inconclusive }
        let failed = rows.filter { $0.state == .failed }
        let consumers = Set(failed.compactMap(\.consumer))
        // What keeps the runtime from starting here says nothing about the way to the hub.
        let onTheWay = errors.filter { !$0.cause.staysOnDevice }
        if first.cause == .hostClockSkew || consumers.isEmpty || onTheWay.isEmpty { return first.summary }

        let modules: Set<Need.Consumer> = [.edgeAgent, .edgeHub]
        let ofTheHub = consumers.intersection(modules.union([.identityService]))
        guard !ofTheHub.isEmpty else { return servicesBlocked(consumers, onTheWay) }
        // What stops a service that is not the hub says nothing about the hub.
        let others = ([survey.assignment.dps].compactMap(\.self) + survey.assignment.registries).map(\.description)
        let leading = onTheWay.first { !others.contains($0.subject.host ?? "") } ?? onTheWay.first ?? first
        let clause = leading.summary.decapitalized

        let hostWorks = !failed.contains { $0.vantage == .host && $0.consumer != nil }
        if hostWorks {
            return leading.cause.layer == .name
                ? "Containers cannot resolve the hub's name; this host can."
                : "Containers cannot reach the hub, this host can: \(clause)"
        }
        if !ofTheHub.contains(.identityService) {
            let names =
                ofTheHub == modules ? "edgeAgent and edgeHub" : ofTheHub == [.edgeHub] ? "edgeHub" : "edgeAgent"
            return "The host gets through to the hub, but \(names) will not: \(clause)"
        }
        return modules.isSubset(of: ofTheHub)
            ? "IoT Edge cannot reach the hub: \(clause)" : "IoT Edge cannot start without HTTPS to the hub: \(clause)"
    }

    /// The hub is reached, and what else is needed is not.
    private func servicesBlocked(_ consumers: Set<Need.Consumer>, _ errors: [Finding]) -> String {
        let dps = survey.assignment.dps?.description
        let provisioning = errors.first { dps != nil && $0.subject.host == dps }
        let pull = errors.first { $0.subject.host == nil || $0.subject.host != dps }
        let lost = (
            consumers.contains(.imagePull) ? "module images cannot be pulled" : nil,
            consumers.contains(.provisioning) ? "the device cannot be provisioned" : nil
        )
        let what = listing([lost.0, lost.1].compactMap(\.self))
        let leading = (lost.0 == nil ? provisioning ?? pull : pull ?? provisioning) ?? errors.first
        return "The hub can be reached, but \(what): \(leading?.summary.decapitalized ?? "")"
    }

    // MARK: - Inconclusive

    private var inconclusive: String {
        let open = rows.first { $0.state == .failed } ?? rows.first { $0.state == .unknown }
        guard let open else { return "What IoT Edge needs could not be judged." }
        let place = open.vantage == .host ? "this host" : "\(open.vantage)"
        guard case .need(let need) = open.matter else {
            switch open.matter {
            case .clock: return "Whether this device's clock is right could not be found out."
            case .port(let port):
                return "Whether edgeHub can publish port \(port) of this device could not be found out."
            case .hostname: return "Whether IoT Edge takes this device's name could not be found out."
            case .need, .hostMissing:
                return "Nothing was measured from this host, so what the identity service needs is not known."
            }
        }
        let title = need.title(in: survey)
        if open.state == .failed {
            return "\(title.capitalized) does not work from \(place), and no cause could be proven."
        }
        return "Whether \(title) works from \(place) could be neither proven nor refuted."
    }
}

extension NeededRow {
    /// The device sends this through the proxy it is configured with.
    fileprivate var isConfiguredForProxy: Bool {
        guard case .need(let need) = matter else { return false }
        return !need.endpoints.isEmpty && need.endpoints.allSatisfy { $0.via == .proxy }
    }
}

extension Need {
    /// What is needed, as a noun.
    fileprivate func title(in survey: Survey) -> String {
        switch consumer {
        case .identityService: "HTTPS to the hub"
        case .edgeAgent: "AMQP to the hub, plain or over WebSocket,"
        case .edgeHub: "\(survey.assignment.upstream.title) to the hub"
        case .imagePull: "the registry \(endpoints.first?.host.description ?? "of the modules")"
        case .provisioning: "the provisioning service"
        }
    }
}

extension Transport {
    fileprivate var title: String {
        switch self {
        case .https: "HTTPS"
        case .amqp: "AMQP"
        case .amqpOverWebSocket: "AMQP over WebSocket"
        case .mqtt: "MQTT"
        case .mqttOverWebSocket: "MQTT over WebSocket"
        }
    }

    /// The value of the environment variable on edgeAgent and edgeHub.
    fileprivate var upstreamProtocol: String {
        switch self {
        case .https, .amqp: "Amqp"
        case .amqpOverWebSocket: "AmqpWs"
        case .mqtt: "Mqtt"
        case .mqttOverWebSocket: "MqttWs"
        }
    }
}

extension String {
    /// To stand after a colon: without the capital of a sentence, unless the first word has others (TLS, IoT).
    fileprivate var decapitalized: String {
        let word = prefix { $0 != " " }
        guard !word.dropFirst().contains(where: \.isUppercase), !word.contains(".") else { return self }
        return prefix(1).lowercased() + dropFirst()
    }

    /// To begin a sentence.
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
