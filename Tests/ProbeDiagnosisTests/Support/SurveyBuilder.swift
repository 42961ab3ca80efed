import ProbeCore
import ProbeEvidence
import ProbeMeasurement

/// Surveys written by hand: begin with a healthy run, then change one thing.
///
///     Survey.healthy
///         .asking { $0.upstream = .amqpOverWebSocket }
///         .changing(ConnectEndpoint.self, about: Endpoint.hubAMQP) { $0 = .silent(.hubAMQP) }
///
/// Changing a rung to a failure turns the rungs above it into skips, as the scheduler does. Observations are numbered
/// anew after each step, in their order.
extension Survey {
    /// A run from the host alone on which everything works and no control was called for.
    static let healthy = healthy(from: [.host])

    /// A run from several vantages on which everything works; DPS and the registry are probed from the host alone.
    static func healthy(from vantages: [Vantage], plan change: (inout ServicePlan) -> Void = { _ in }) -> Survey {
        var plan = Plan(hub: Places.hub)
        plan.services.dps = Places.dps
        plan.services.registries = [Places.registry]
        plan.services.controlResolver = Places.controlResolver
        plan.services.halfOpenControl = Places.nowhere
        change(&plan.services)
        var survey = Survey(
            assignment: Assignment(plan), startedAt: Timestamp(secondsSince1970: 1_795_425_247), observations: [])
        for vantage in vantages {
            for endpoint in plan.services.endpoints where endpoint.service == .hub || vantage == .host {
                survey = survey.adding(endpoint, from: vantage)
            }
        }
        return survey
    }

    /// A run from the host with an HTTP proxy through which everything works too.
    static let healthyWithProxy = healthy(from: [.host]) {
        $0.proxy = Proxy(Places.proxyAddress, source: .commandLine)
    }

    /// Changes what was asked.
    func asking(_ change: (inout Assignment) -> Void) -> Survey {
        var assignment = assignment
        change(&assignment)
        return Survey(assignment: assignment, startedAt: startedAt, observations: observations)
    }

    /// Changes the evidence of one observation; a rung that no longer holds takes away those above it.
    func changing<P: Question>(
        _ probe: P.Type, about subject: P.About, from vantage: Vantage = .host, _ change: (inout P.Evidence) -> Void
    ) -> Survey {
        guard var evidence = seen(P.self, from: vantage).first(where: { $0.about == subject })?.evidence else {
            preconditionFailure("the survey has no evidence of \(P.id) about \(subject) from \(vantage)")
        }
        change(&evidence)
        return setting(P.self, about: subject, from: vantage, to: .seen(evidence)).droppingRungs(
            above: evidence, subject, vantage)
    }

    /// Adds evidence, or replaces what is there for the same probe and subject.
    func adding<P: Question>(
        _ probe: P.Type, about subject: P.About, from vantage: Vantage = .host, _ evidence: P.Evidence
    ) -> Survey {
        setting(P.self, about: subject, from: vantage, to: .seen(evidence)).droppingRungs(
            above: evidence, subject, vantage)
    }

    /// Replaces an outcome by a skip.
    func skipping<P: Question>(
        _ probe: P.Type, about subject: P.About, from vantage: Vantage = .host,
        because code: SkipReason.Code = .prerequisite
    ) -> Survey {
        setting(P.self, about: subject, from: vantage, to: .skipped(SkipReason(code, "as the test has it")))
    }

    /// Replaces an outcome by the tool's own failure.
    func failing<P: Question>(
        _ probe: P.Type, about subject: P.About, from vantage: Vantage = .host, because code: ProbeError.Code
    ) -> Survey {
        setting(P.self, about: subject, from: vantage, to: .failed(ProbeError.recorded(code, "as the test has it")))
    }

    /// Leaves out every observation of a probe, or those about one subject.
    func without<P: Question>(_ probe: P.Type, about subject: P.About? = nil, from vantage: Vantage? = nil) -> Survey {
        keeping { observation in
            observation.probe != P.id || (vantage != nil && observation.vantage != vantage)
                || (subject != nil && observation.subject as? P.About != subject)
        }
    }

    /// Leaves out every observation about the endpoints of a service, as `--no-dps` and `--no-registry` do.
    func without(_ service: Endpoint.Service) -> Survey {
        let hosts = Set(
            observations.compactMap { $0.subject as? Endpoint }.filter { $0.service == service }.map(\.host))
        return keeping { observation in
            (observation.subject as? Endpoint)?.service != service
                && !((observation.subject as? Name).map { hosts.contains($0.host) } ?? false)
        }.asking {
            if service == .dps { $0.dps = nil }
            if service == .registry { $0.registries = [] }
        }
    }

    /// Repeats a change for each of several values.
    func forEach<Value>(_ values: some Sequence<Value>, _ change: (Survey, Value) -> Survey) -> Survey {
        values.reduce(self, change)
    }

    /// Adds a whole healthy ladder, and the look-up of its name where it is missing.
    func adding(_ endpoint: Endpoint, from vantage: Vantage = .host) -> Survey {
        var survey = self
        if survey.seen(ResolveName.self, about: endpoint, from: vantage) == nil {
            survey = survey.adding(
                ResolveName.self, about: Name(endpoint.host), from: vantage, Healthy.resolution(of: endpoint.host))
        }
        survey = survey.adding(ConnectEndpoint.self, about: endpoint, from: vantage, Healthy.connection(endpoint))
        if endpoint.via == .proxy {
            survey = survey.adding(OpenTunnel.self, about: endpoint, from: vantage, Healthy.tunnel())
        }
        survey = survey.adding(HandshakeTLS.self, about: endpoint, from: vantage, Healthy.handshake(endpoint))
        return survey.addingProtocol(endpoint, from: vantage)
    }

    private func addingProtocol(_ endpoint: Endpoint, from vantage: Vantage) -> Survey {
        switch (endpoint.service, endpoint.transport) {
        case (.dps, .https):
            adding(RequestDPS.self, about: endpoint, from: vantage, Healthy.provisioning)
        case (.registry, _):
            adding(RequestRegistry.self, about: endpoint, from: vantage, Healthy.registry)
                .adding(ReachDataEndpoint.self, about: endpoint, from: vantage, Healthy.dataEndpoint)
        case (_, .https): adding(RequestHTTPS.self, about: endpoint, from: vantage, Healthy.https)
        case (_, .mqtt): adding(ConnectMQTT.self, about: endpoint, from: vantage, Healthy.mqtt)
        case (_, .amqp): adding(OpenAMQP.self, about: endpoint, from: vantage, Healthy.amqp)
        case (_, .mqttOverWebSocket):
            adding(UpgradeWebSocket.self, about: endpoint, from: vantage, Healthy.webSocket(endpoint))
                .adding(ConnectMQTT.self, about: endpoint, from: vantage, Healthy.mqtt)
        case (_, .amqpOverWebSocket):
            adding(UpgradeWebSocket.self, about: endpoint, from: vantage, Healthy.webSocket(endpoint))
                .adding(OpenAMQP.self, about: endpoint, from: vantage, Healthy.amqp)
        }
    }

    private func keeping(_ isKept: (Observation) -> Bool) -> Survey {
        Survey(assignment: assignment, startedAt: startedAt, observations: observations.filter(isKept)).renumbered
    }

    private func setting<P: Question>(
        _ probe: P.Type, about subject: P.About, from vantage: Vantage, to outcome: Outcome<P.Evidence>
    ) -> Survey {
        var observations = observations
        let observation = Observation(
            index: 0, probe: P.id, vantage: vantage, subject: subject, outcome: outcome.map { $0 },
            startedAt: Seconds(0.01), duration: Seconds(0.02))
        let index = observations.firstIndex {
            $0.probe == P.id && $0.vantage == vantage && $0.subject as? P.About == subject
        }
        if let index { observations[index] = observation } else { observations.append(observation) }
        return Survey(assignment: assignment, startedAt: startedAt, observations: observations).renumbered
    }

    private var renumbered: Survey {
        Survey(
            assignment: assignment, startedAt: startedAt,
            observations: observations.enumerated().map { index, old in
                Observation(
                    index: index, probe: old.probe, vantage: old.vantage, subject: old.subject, outcome: old.outcome,
                    startedAt: old.startedAt, duration: old.duration)
            })
    }
}

// MARK: - Rungs

extension Survey {
    /// The rungs of a ladder from the bottom up; those above one that does not hold were never tried.
    private static let rungs: [ProbeID] = [
        ConnectEndpoint.id, OpenTunnel.id, HandshakeTLS.id, UpgradeWebSocket.id, RequestHTTPS.id, ConnectMQTT.id,
        OpenAMQP.id, RequestDPS.id, RequestRegistry.id, ReachDataEndpoint.id,
    ]

    private func droppingRungs(above evidence: some Any, _ subject: some Subject, _ vantage: Vantage) -> Survey {
        switch evidence {
        case let name as NameEvidence where name.addresses.isEmpty:
            guard let host = (subject as? Name)?.host else { return self }
            return dropping(Self.rungs[...], vantage) { $0.host == host && $0.via == .direct }
        case let connect as ConnectEvidence where connect.connected == nil:
            return dropping(Self.rungs.dropFirst(), vantage) { $0 == subject as? Endpoint }
        case let tunnel as TunnelEvidence where !tunnel.isOpen:
            return dropping(Self.rungs.dropFirst(2), vantage) { $0 == subject as? Endpoint }
        case let handshake as Handshake where !handshake.isVerified:
            return dropping(Self.rungs.dropFirst(3), vantage) { $0 == subject as? Endpoint }
        case let upgrade as WebSocketEvidence where !upgrade.isUpgraded:
            return dropping(Self.rungs.dropFirst(4), vantage) { $0 == subject as? Endpoint }
        default: return self
        }
    }

    private func dropping(_ rungs: ArraySlice<ProbeID>, _ vantage: Vantage, where isHit: (Endpoint) -> Bool) -> Survey {
        Survey(
            assignment: assignment, startedAt: startedAt,
            observations: observations.map { old in
                guard old.vantage == vantage, rungs.contains(old.probe), let endpoint = old.subject as? Endpoint,
                    isHit(endpoint)
                else { return old }
                return Observation(
                    index: old.index, probe: old.probe, vantage: old.vantage, subject: old.subject,
                    outcome: .skipped(SkipReason(.prerequisite, "the rung below did not hold")),
                    startedAt: old.startedAt,
                    duration: old.duration)
            })
    }
}
