import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The verdict in one sentence that a technician repeats on the phone.
struct VerdictSentence {
    let verdict: Diagnosis.Verdict
    let rows: [NeededRow]
    let findings: [Finding]
    let scene: Scene

    var assignment: Assignment { scene.assignment }

    var sentence: Sentence {
        switch verdict {
        case .ready: ready
        case .degraded: degraded
        case .blocked: blocked
        case .inconclusive: inconclusive
        }
    }

    // MARK: - Degraded

    private var degraded: Sentence {
        let changes = rows.compactMap { row -> (NeededRow, Endpoint)? in
            if case .afterChange(let endpoint) = row.state { (row, endpoint) } else { nil }
        }
        let edgeHub = changes.first { $0.0.consumer == .edgeHub }
        if changes.contains(where: { $0.0.isConfiguredForProxy && $0.1.via == .direct }) {
            return "IoT Edge does not get through the proxy that it is configured with; past the proxy it would."
        }
        let mismatch = findings.first { $0.cause == .proxyEnvMismatch && $0.severity == .warning }
        let isRequired = findings.contains { $0.cause == .proxyRequired && $0.severity == .warning }
        if let mismatch, !isRequired, !changes.isEmpty, changes.allSatisfy({ $0.1.via == .proxy }),
            !scene.needs.wantsOtherTransportThroughProxy
        {
            return "IoT Edge gets through once every place has the same proxy: \(clause: mismatch.summary)"
        }
        if let (row, endpoint) = edgeHub ?? changes.first, endpoint.via == .proxy {
            return proxied(row, endpoint, isRequired: isRequired)
        }
        if let (_, endpoint) = edgeHub { return edgeHubNeeds(endpoint.transport) }
        if let (_, endpoint) = changes.first, endpoint.transport != .https {
            return """
                IoT Edge gets through only over \(endpoint.transport); set \
                UpstreamProtocol=\(endpoint.transport.upstreamProtocol).
                """
        }
        guard let warning = findings.first(where: { $0.degrades(assignment) }) else { return ready }
        if warning.isForeseen, scene.vantages.contains(where: { $0 != .host }) {
            return """
                From this host and from the engine's own bridge everything IoT Edge needs reaches the hub; once its modules run, it \
                will not: \(clause: warning.summary)
                """
        }
        if warning.isForeseen {
            return """
                From this host everything IoT Edge needs reaches the hub; once a container engine runs here, it will not: \
                \(clause: warning.summary)
                """
        }
        if warning.keepsNamesFromModules {
            return """
                Every way to the hub that was tried is open, and modules will not find its address: \(clause: warning.summary)
                """
        }
        return "Everything IoT Edge needs works, but not as it should: \(clause: warning.summary)"
    }

    private func edgeHubNeeds(_ transport: Transport) -> Sentence {
        let upstream = assignment.upstream
        let agentFallsBack = rows.filter { $0.consumer == .edgeAgent }.allSatisfy { row in
            if case .satisfied(let carrier?) = row.state { carrier.transport.usesWebSocket } else { false }
        }
        return switch (isFiltered(upstream), agentFallsBack) {
        case (true, true):
            """
            \(upstream) is filtered on the way out; edgeAgent will fall back to WebSockets, edgeHub will not.
            """
        case (true, false):
            """
            \(upstream) is filtered on the way out; edgeHub needs UpstreamProtocol=\(transport.upstreamProtocol).
            """
        case (false, true):
            "\(upstream) does not get through; edgeAgent will fall back to WebSockets, edgeHub will not."
        case (false, false):
            "\(upstream) does not get through; edgeHub needs UpstreamProtocol=\(transport.upstreamProtocol)."
        }
    }

    /// What is needed works only through a proxy that is not used for it yet.
    private func proxied(_ row: NeededRow, _ endpoint: Endpoint, isRequired: Bool) -> Sentence {
        switch row.consumer {
        case .imagePull where !isRequired:
            "Module images can be pulled only through the proxy; the engine needs it configured."
        case .provisioning where !isRequired:
            "The provisioning service can be reached only through the proxy; IoT Edge needs it configured."
        case .edgeHub where isRequired:
            """
            Only the proxy leads out of this network; IoT Edge needs it configured, with \
            UpstreamProtocol=\(endpoint.transport.upstreamProtocol).
            """
        case .edgeHub:
            """
            edgeHub gets through only by the proxy; IoT Edge needs it configured, with \
            UpstreamProtocol=\(endpoint.transport.upstreamProtocol).
            """
        default: "Only the proxy leads out of this network; IoT Edge needs it configured."
        }
    }

    private func isFiltered(_ transport: Transport) -> Bool {
        findings.contains { finding in
            // What is merely remarked upon keeps nobody from anything.
            guard finding.severity != .info else { return false }
            let isAboutIt = finding.subject.port == nil || finding.subject.port == transport.port
            // A refusal may be the hub's own, where it was not found to be made on the way.
            let mayBeTheHubs = finding.cause == .transportOnly443 && finding.explains.contains(.tcpRefused)
            return finding.cause.card.isFilter && isAboutIt && !mayBeTheHubs
        }
    }

    // MARK: - Blocked

    private var blocked: Sentence {
        let errors = findings.filter { $0.severity == .error }
        guard let first = errors.first else { return inconclusive }
        let (sentence, leading) = blocked(errors, first)
        let others = errors.filter { $0.cause != leading.cause }
        let causes = others.map(\.cause).uniqued
        switch (others.first, causes.count) {
        case (let other?, 1): return "\(sentence) Besides, \(clause: other.summary)"
        case (.some, _): return "\(sentence) Besides: \(causes.map { SentenceArgument.term(Term($0)) })."
        case (nil, _): return sentence
        }
    }

    /// What stops the device, with the finding that is told.
    private func blocked(_ errors: [Finding], _ first: Finding) -> (Sentence, leading: Finding) {
        let failed = rows.filter { $0.state == .failed }
        let consumers = Set(failed.compactMap(\.consumer))
        // What keeps the runtime from starting here says nothing about the way to the hub.
        let onTheWay = errors.filter { !$0.cause.staysOnDevice }
        if first.cause == .hostClockSkew || consumers.isEmpty || onTheWay.isEmpty { return (first.summary, first) }

        let modules: Set<Need.Consumer> = [.edgeAgent, .edgeHub]
        let ofTheHub = consumers.intersection(modules.union([.identityService]))
        guard !ofTheHub.isEmpty else { return servicesBlocked(consumers, onTheWay, first) }
        // What stops a service that is not the hub says nothing about the hub.
        let others = [assignment.dps].compactMap(\.self) + assignment.registries
        let leading =
            onTheWay.first { finding in !(finding.subject.name.map(others.contains) ?? false) } ?? onTheWay.first
            ?? first

        let hostWorks = !failed.contains { $0.vantage == .host && $0.consumer != nil }
        if hostWorks { return (containersBlocked(by: leading, failed), leading) }
        if ofTheHub == modules {
            return (
                "The host gets through to the hub, but edgeAgent and edgeHub will not: \(clause: leading.summary)",
                leading
            )
        }
        if ofTheHub == [.edgeHub] {
            return ("The host gets through to the hub, but edgeHub will not: \(clause: leading.summary)", leading)
        }
        if ofTheHub == [.edgeAgent] {
            return ("The host gets through to the hub, but edgeAgent will not: \(clause: leading.summary)", leading)
        }
        return modules.isSubset(of: ofTheHub)
            ? ("IoT Edge cannot reach the hub: \(clause: leading.summary)", leading)
            : ("IoT Edge cannot start without HTTPS to the hub: \(clause: leading.summary)", leading)
    }

    /// The host gets through, and containers do not, all of them or those of some networks.
    private func containersBlocked(by leading: Finding, _ failed: [NeededRow]) -> Sentence {
        let places = failed.filter { $0.consumer != nil }.map(\.vantage).uniqued
        // What modules do not use may share the fault, and has no row.
        let isOfAll = Set(places + leading.vantages).isSuperset(of: scene.vantages.filter { $0 != .host })
        switch (leading.cause.layer == .name, isOfAll) {
        case (true, true):
            return """
                For containers the name \(assignment.hub) does not lead to the hub, for this host it does: \
                \(clause: leading.summary)
                """
        case (true, false):
            return """
                From \(places) the name \(assignment.hub) does not lead to the hub, from this host it does: \
                \(clause: leading.summary)
                """
        case (false, true): return "Containers cannot reach the hub, this host can: \(clause: leading.summary)"
        case (false, false):
            return "From \(places) the hub cannot be reached, from this host it can: \(clause: leading.summary)"
        }
    }

    /// The hub is reached, and what else is needed is not.
    private func servicesBlocked(
        _ consumers: Set<Need.Consumer>, _ errors: [Finding], _ first: Finding
    ) -> (Sentence, leading: Finding) {
        let dps = assignment.dps
        let provisioning = errors.first { dps != nil && $0.subject.name == dps }
        let pull = errors.first { $0.subject.host == nil || $0.subject.name != dps }
        let isAboutImages = consumers.contains(.imagePull)
        let leading = (isAboutImages ? pull ?? provisioning : provisioning ?? pull) ?? errors.first ?? first
        let reason = leading.summary
        let sentence: Sentence =
            switch (isAboutImages, consumers.contains(.provisioning)) {
            case (true, true):
                """
                The hub can be reached, but module images cannot be pulled and the device cannot be provisioned: \
                \(clause: reason)
                """
            case (true, false): "The hub can be reached, but module images cannot be pulled: \(clause: reason)"
            case (false, _): "The hub can be reached, but the device cannot be provisioned: \(clause: reason)"
            }
        return (sentence, leading)
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
    func title(in assignment: Assignment) -> Sentence {
        switch consumer {
        case .identityService: "HTTPS to the hub"
        case .edgeAgent: "AMQP to the hub, plain or over WebSocket,"
        case .edgeHub: "\(assignment.upstream) to the hub"
        case .imagePull: endpoints.first.map { "the registry \($0.host)" } ?? "the registry of the modules"
        case .provisioning: "the provisioning service"
        }
    }
}
