import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Why something that is needed was neither proven nor refuted, as far as the survey knows it.
///
/// As a sentence that says what would settle it, where anything on this device would.
struct OpenNeed {
    let need: Need
    let scene: Scene
    let findings: [Finding]

    var reason: Sentence? {
        guard !(need.consumer.isAboutTheHub && scene.ladders.hasUnaskedParent) else {
            return """
                The parent that this device's configuration names was not asked: its parent_hostname is no host name, and an \
                address is not followed here; the hub, which was asked in its place, is not what this device connects to.
                """
        }
        guard !need.endpoints.isEmpty else {
            return "It goes through another proxy than the one that was tried; measure that one with --proxy."
        }
        if need.consumer == .imagePull, let doubt = need.endpoints.lazy.compactMap(registrysDoubt).first {
            return doubt
        }
        return warning?.summary ?? need.endpoints.lazy.compactMap(gap).first
            ?? need.endpoints.lazy.compactMap(wavering).first
    }

    /// A fault that is known, and not whether it keeps the device from anything.
    private var warning: Finding? {
        findings.first { finding in
            finding.severity == .warning && finding.vantages.contains(need.vantage)
                && need.endpoints.contains { endpoint in
                    finding.subject.name == endpoint.host
                        && (finding.subject.port == nil || finding.subject.port == endpoint.port)
                } && (finding.cause.stopsConnections || finding.cause.layer == .service)
        }
    }

    // MARK: - What was not asked

    /// The first question about an endpoint that has no answer, from the name upwards.
    private func gap(_ endpoint: Endpoint) -> Sentence? {
        let name = Name(endpoint.host)
        let names = [ResolveName.id, AskLibrary.id, AskSearchList.id].lazy.compactMap { probe in
            scene.survey.outcome(of: probe, about: name, from: need.vantage).flatMap { Self.gap(probe, $0) }
        }
        return names.first ?? probes(of: endpoint).lazy.compactMap { gap($0, endpoint) }.first
    }

    private func gap(_ probe: ProbeID, _ endpoint: Endpoint) -> Sentence? {
        guard scene.survey.includes(probe) else { return Self.leftOut(probe) }
        let outcome = scene.survey.outcome(of: probe, about: endpoint, from: need.vantage)
        return outcome.flatMap { Self.gap(probe, $0) }
    }

    /// Those that a connection climbs by.
    private func probes(of endpoint: Endpoint) -> [ProbeID] {
        let tunnel = endpoint.via == .proxy ? [OpenTunnel.id] : []
        let upgrade = endpoint.transport.usesWebSocket ? [UpgradeWebSocket.id] : []
        return [ConnectEndpoint.id] + tunnel + [HandshakeTLS.id] + upgrade + conversations(of: endpoint)
    }

    private func conversations(of endpoint: Endpoint) -> [ProbeID] {
        switch (endpoint.service, endpoint.transport) {
        case (.registry, _): [RequestRegistry.id]
        case (.dps, .https): [RequestDPS.id]
        case (_, .https): [RequestHTTPS.id]
        case (_, .mqtt), (_, .mqttOverWebSocket): [ConnectMQTT.id]
        case (_, .amqp), (_, .amqpOverWebSocket): [OpenAMQP.id]
        }
    }

    static func leftOut(_ probe: ProbeID) -> Sentence {
        "\(probe) was no part of this run; run again without --only and --skip."
    }

    /// Nothing where the question was answered, or what it stands on is the reason.
    static func gap(_ probe: ProbeID, _ outcome: Outcome<any Codable & Hashable & Sendable>) -> Sentence? {
        switch outcome {
        case .seen: return nil
        case .skipped(let reason):
            switch reason.code {
            case .prerequisite, .notNeeded: return nil
            case .excluded: return "\(reason.sentence); run again without --only and --skip."
            case .capability: return "\(probe) was not asked: \(reason.sentence)."
            case .budget: return ended(before: probe)
            case .interrupted: return interrupted(before: probe)
            }
        case .failed(let error):
            switch error.code {
            case .budget: return ended(before: probe)
            case .interrupted: return interrupted(before: probe)
            case .system, .descriptors, .patience, .worker, .tooLong, .library:
                return "\(probe) came to no end: \(error.sentence)."
            }
        }
    }

    private static func ended(before probe: ProbeID) -> Sentence {
        "The run's time was over before \(probe) had its answer; a longer --budget gives it more."
    }

    private static func interrupted(before probe: ProbeID) -> Sentence {
        "The run was interrupted before \(probe) had its answer; run it again."
    }

    // MARK: - What contradicts itself

    /// Nothing that would decide came before the end, or one attempt got further than another.
    private func wavering(_ endpoint: Endpoint) -> Sentence? {
        if let error = portsRanOut(endpoint) {
            return """
                This device has no source port left for a connection (\(error)): something on it keeps them all, which \
                `ss --tcp --all --numeric --processes` names; net.ipv4.ip_local_port_range says how many there are.
                """
        }
        if comesAndGoes(endpoint) {
            return "One attempt fails and another gets through: it comes and goes; run again, and compare."
        }
        return isCutShort(endpoint)
            ? "Nothing had answered when the run ended; a longer --budget gives it more time." : nil
    }

    /// The kernel had no port to give, whatever the connection was to.
    private func portsRanOut(_ endpoint: Endpoint) -> SystemError? {
        guard let connect = seen(ConnectEndpoint.self, endpoint), connect.connected == nil else { return nil }
        let errors = connect.attempts.filter { $0.result != .superseded }.map { $0.isSynchronous ? $0.error : nil }
        let isMeant = { (error: SystemError?) in error == "EADDRNOTAVAIL" || error == "EADDRINUSE" }
        return !errors.isEmpty && errors.allSatisfy(isMeant) ? errors[0] : nil
    }

    private func comesAndGoes(_ endpoint: Endpoint) -> Bool {
        let connect = seen(ConnectEndpoint.self, endpoint)
        let remotes = Set((connect?.attempts ?? []).map(\.remote))
        let opensOtherwise = scene.contacts(from: need.vantage).contains { contact in
            remotes.contains(contact.remote) && contact.result == .answered
        }
        let isVerified = seen(HandshakeTLS.self, endpoint)?.isVerified ?? false
        return (connect.map { $0.connected == nil } ?? false && opensOtherwise)
            || (!isVerified && seen(RepeatHandshake.self, endpoint)?.handshake?.isVerified ?? false)
            || seen(RepeatMQTT.self, endpoint)?.conversation?.proof != nil
    }

    private func isCutShort(_ endpoint: Endpoint) -> Bool {
        if let connect = seen(ConnectEndpoint.self, endpoint), connect.connected == nil {
            return connect.attempts.allSatisfy { $0.result == .superseded || $0.isSilent }
        }
        let exchanges: [Exchange?] = [
            seen(OpenTunnel.self, endpoint)?.exchange, seen(UpgradeWebSocket.self, endpoint)?.exchange,
            seen(RequestHTTPS.self, endpoint)?.exchange, seen(RequestRegistry.self, endpoint)?.exchange,
            seen(RequestDPS.self, endpoint)?.exchange, seen(ConnectMQTT.self, endpoint)?.exchange,
            seen(OpenAMQP.self, endpoint)?.exchange,
        ]
        return seen(HandshakeTLS.self, endpoint)?.result == .superseded
            || exchanges.contains { $0?.result == .superseded }
    }

    func seen<P: Question>(_ probe: P.Type, _ endpoint: Endpoint) -> P.Evidence? where P.About == Endpoint {
        scene.survey.seen(P.self, about: endpoint, from: need.vantage)?.evidence
    }
}
