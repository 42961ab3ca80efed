import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The part of a survey that a finding is about: its ladders, contacts and look-ups, from its vantages.
struct Witness {
    let finding: Finding
    let scene: Scene
    let ascents: [Ascent]
    let contacts: [Contact]
    let lookups: [Lookup]

    init(for finding: Finding, in scene: Scene) {
        self.finding = finding
        self.scene = scene
        let subject = finding.subject
        ascents = finding.vantages.flatMap { scene.ascents(from: $0) }.filter { ascent in
            let endpoint = ascent.endpoint
            return (subject.name == nil || subject.name == endpoint.host)
                && (subject.port == nil || subject.port == endpoint.port)
                && (subject.transport == nil || subject.transport == endpoint.transport)
                && (subject.via == nil || subject.via == endpoint.via)
        }
        contacts = finding.vantages.flatMap { vantage in
            scene.contacts(from: vantage)
                + scene.unplanned(from: vantage).filter { subject.host != nil && $0.subject.host == subject.host }
        }.filter { contact in
            (subject.name == nil || subject.name == contact.host)
                && (subject.address == nil || subject.address == contact.remote.address)
                && (subject.port == nil || subject.port == contact.port)
        }
        lookups = finding.vantages.flatMap { scene.lookups(from: $0) }.filter { lookup in
            let isAsked =
                subject.resolver.map { resolver in
                    lookup.evidence.servers.contains { $0.server == resolver }
                } ?? true
            return (subject.name == nil || subject.name == lookup.host) && isAsked
        }
    }

    var survey: Survey { scene.survey }

    /// The observations that the finding itself refers to.
    var cited: [Int] { finding.evidence.map(\.observation).uniqued }

    /// Those of them that speak for its cause.
    var spoken: Set<Int> { Set(finding.evidence.filter { $0.role == .speaks }.map(\.observation)) }

    /// Whether an observation is of something else than the finding, or was asked in another way than clients ask.
    func isControl(_ observation: Int) -> Bool {
        guard let seen = survey.observation(observation), let question = Questions.named(seen.probe) else {
            return false
        }
        switch question.bearing {
        case .control: return true
        case .state: return false
        case .target:
            let subject = finding.subject
            let (endpoint, name) = (seen.subject.narrowed(to: Endpoint.self), seen.subject.narrowed(to: Name.self))
            let isMeant =
                finding.vantages.contains(seen.vantage)
                && (subject.name == nil || name == nil || subject.name == name?.host)
                && (subject.port == nil || endpoint == nil || subject.port == endpoint?.port)
                && (subject.transport == nil || endpoint == nil || subject.transport == endpoint?.transport)
            return !isMeant
        }
    }

    var isSeenFromHost: Bool { finding.vantages.contains(.host) }

    /// Told by observations, if there are any; else open, for a reason that the probes' outcomes give.
    func word(_ observations: [Int], else probes: ProbeID...) -> Word {
        observations.isEmpty ? .open(reason(of: probes)) : .told(observations)
    }

    /// Told by observations, if there are any; else what was seen says nothing.
    func word(ifAny observations: [Int]) -> Word {
        observations.isEmpty ? .open(.noEvidence) : .told(observations)
    }

    /// Why probes gave nothing: only root may ask, or nobody asked, or the answer says nothing.
    private func reason(of probes: [ProbeID]) -> Differential.Doubt.Reason {
        let vantages = Set(finding.vantages + [.host])
        let outcomes = survey.observations.filter { probes.contains($0.probe) && vantages.contains($0.vantage) }
            .map(\.outcome)
        let needsRoot = outcomes.contains {
            guard case .skipped(let reason) = $0 else { return false }
            return reason.code == .capability
        }
        if needsRoot { return .needsRoot }
        return outcomes.contains { $0.evidence != nil } ? .noEvidence : .notMeasured
    }

    /// The indices of a probe's evidence about the finding's ladders.
    func indices<P: Question>(_ probe: P.Type) -> [Int] where P.About == Endpoint {
        ascents.compactMap { $0.seen(P.self)?.index }
    }

    /// The indices of a probe's evidence from the host, whatever it is about.
    func hostIndices<P: Question>(_ probe: P.Type) -> [Int] { survey.seen(P.self, from: .host).map(\.index) }

    /// The indices of a probe's evidence from the finding's vantages, whatever it is about.
    func vantageIndices<P: Question>(_ probe: P.Type) -> [Int] {
        finding.vantages.flatMap { survey.seen(P.self, from: $0).map(\.index) }
    }
}
