/// All outcomes of a run, and the part of its question that diagnosis needs.
package struct Survey: Sendable {
    /// What was asked; recorded in the report, so it holds no secret.
    package struct Question: Codable, Hashable, Sendable {
        package var hub: HostName
        package var dps: HostName?
        package var idScope: String?
        package var registries: [HostName]
        package var upstream: Transport
        package var hasGivenRoots: Bool
        /// Host and port, where a proxy was configured.
        package var proxy: String?
        package var proxyScheme: String?
        package var proxySource: Plan.Proxy.Source?
        package var hasControlResolver: Bool
        package var isDemonstration: Bool

        /// The device is, or is said to be, configured with the proxy; one that only this shell's environment names is not.
        package var isProxyInUse: Bool { proxy != nil && proxySource != .environment }

        package init(_ plan: Plan) {
            hub = plan.hub
            dps = plan.dps
            idScope = plan.idScope
            registries = plan.registries
            upstream = plan.upstream
            hasGivenRoots = plan.trust.givenRoots != nil
            proxy = plan.proxy?.description
            proxyScheme = plan.proxy?.scheme
            proxySource = plan.proxy?.source
            hasControlResolver = plan.controlResolver != nil
            isDemonstration = plan.isDemonstration
        }
    }

    package let question: Question
    /// When the run began, by the device's own clock.
    package let startedAt: Timestamp
    package let observations: [Observation]
    /// Where in the observations a probe's outcomes from a vantage are: rules ask for them thousands of times.
    private let places: [Place: [Int]]

    private struct Place: Hashable {
        let probe: ProbeID
        let vantage: Vantage
    }

    package init(question: Question, startedAt: Timestamp, observations: [Observation]) {
        self.question = question
        self.startedAt = startedAt
        self.observations = observations
        places = Dictionary(grouping: observations.indices) { index in
            Place(probe: observations[index].probe, vantage: observations[index].vantage)
        }
    }

    /// The observations of a probe, in their order.
    package func observations(of probe: ProbeID, from vantage: Vantage? = nil) -> [Observation] {
        guard let vantage else { return observations.filter { $0.probe == probe } }
        return places[Place(probe: probe, vantage: vantage), default: []].map { observations[$0] }
    }

    /// Evidence with its types restored.
    package struct Seen<P: Probe>: Sendable {
        package let index: Int
        package let vantage: Vantage
        package let about: P.About
        package let evidence: P.Evidence
        package let startedAt: Seconds
        package let duration: Seconds
    }

    /// All evidence of a probe, in the order of the observations.
    package func seen<P: Probe>(_ probe: P.Type, from vantage: Vantage? = nil) -> [Seen<P>] {
        observations(of: P.id, from: vantage).compactMap { Seen($0) }
    }

    /// The evidence of a probe about one subject (or the wider subject it belongs to) from one vantage.
    package func seen<P: Probe>(_ probe: P.Type, about: some Subject, from vantage: Vantage) -> Seen<P>? {
        guard let subject = about.narrowed(to: P.About.self) else { return nil }
        return observations(of: P.id, from: vantage).first { $0.subject as? P.About == subject && $0.outcome.isSeen }
            .flatMap { Seen($0) }
    }

    /// The places measured from, in their own order, whichever worker was the first to speak.
    package var vantages: [Vantage] { Set(observations.map(\.vantage)).sorted() }
}

extension Survey.Seen {
    /// Nothing unless the observation holds this probe's evidence.
    fileprivate init?(_ observation: Observation) {
        guard let about = observation.subject as? P.About, case .seen(let erased) = observation.outcome,
            let evidence = erased as? P.Evidence
        else { return nil }
        self.init(
            index: observation.index, vantage: observation.vantage, about: about, evidence: evidence,
            startedAt: observation.startedAt, duration: observation.duration)
    }
}

extension Outcome {
    fileprivate var isSeen: Bool {
        if case .seen = self { true } else { false }
    }
}
