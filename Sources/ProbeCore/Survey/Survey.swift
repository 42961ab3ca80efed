/// All outcomes of a run, and the part of its question that diagnosis needs.
package struct Survey: Sendable {
    package let assignment: Assignment
    /// When the run began, by the device's own clock.
    package let startedAt: Timestamp
    package let observations: [Observation]
    /// Where in the observations a probe's outcomes from a vantage are: rules ask for them thousands of times.
    private let places: [Place: [Int]]

    private struct Place: Hashable {
        let probe: ProbeID
        let vantage: Vantage
    }

    package init(assignment: Assignment, startedAt: Timestamp, observations: [Observation]) {
        self.assignment = assignment
        self.startedAt = startedAt
        self.observations = observations
        places = Dictionary(grouping: observations.indices) { index in
            Place(probe: observations[index].probe, vantage: observations[index].vantage)
        }
    }

    /// The observation of a number, which is its place where nothing was left out.
    package func observation(_ index: Int) -> Observation? {
        if observations.indices.contains(index), observations[index].index == index { return observations[index] }
        return observations.first { $0.index == index }
    }

    /// The observations of a probe, in their order.
    package func observations(of probe: ProbeID, from vantage: Vantage? = nil) -> [Observation] {
        guard let vantage else { return observations.filter { $0.probe == probe } }
        return places[Place(probe: probe, vantage: vantage), default: []].map { observations[$0] }
    }

    /// Evidence with its types restored.
    package struct Seen<Q: Question>: Sendable {
        package let index: Int
        package let vantage: Vantage
        package let about: Q.About
        package let evidence: Q.Evidence
        package let startedAt: Seconds
        package let duration: Seconds
    }

    /// All evidence of a probe, in the order of the observations.
    package func seen<Q: Question>(_ question: Q.Type, from vantage: Vantage? = nil) -> [Seen<Q>] {
        observations(of: Q.id, from: vantage).compactMap { Seen($0) }
    }

    /// The evidence of a probe about one subject (or the wider subject it belongs to) from one vantage.
    package func seen<Q: Question>(_ question: Q.Type, about: some Subject, from vantage: Vantage) -> Seen<Q>? {
        guard let subject = about.narrowed(to: Q.About.self) else { return nil }
        return observations(of: Q.id, from: vantage).first { $0.subject as? Q.About == subject && $0.outcome.isSeen }
            .flatMap { Seen($0) }
    }

    /// The places measured from, in their own order, whichever worker was the first to speak.
    package var vantages: [Vantage] { Set(observations.map(\.vantage)).sorted() }
}

extension Survey.Seen {
    /// Nothing unless the observation holds this probe's evidence.
    fileprivate init?(_ observation: Observation) {
        guard let about = observation.subject as? Q.About, case .seen(let erased) = observation.outcome,
            let evidence = erased as? Q.Evidence
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
