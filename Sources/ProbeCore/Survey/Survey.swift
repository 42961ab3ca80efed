/// All outcomes of a run, and the part of its question that diagnosis needs.
///
/// A reference, as all is that many views hold and nobody changes: a value of that size would be copied member by member, by code of
/// its own, wherever it is passed on.
package final class Survey: Sendable {
    package let assignment: Assignment
    /// When the run began, by the device's own clock.
    package let startedAt: Timestamp
    package let observations: [Observation]
    /// The places measured from, in their own order, whichever worker was the first to speak.
    package let vantages: [Vantage]
    private let places: SurveyPlaces

    /// Some three hundred places to measure from; no run makes more, and no recording of more is judged.
    package static let mostObservations = 20_000

    package init(assignment: Assignment, startedAt: Timestamp, observations: [Observation]) {
        self.assignment = assignment
        self.startedAt = startedAt
        self.observations = observations
        vantages = Set(observations.map(\.vantage)).sorted()
        places = SurveyPlaces(of: observations)
    }

    /// The observation of a number, which is its place where nothing was left out.
    package func observation(_ index: Int) -> Observation? {
        if observations.indices.contains(index), observations[index].index == index { return observations[index] }
        return places.named(index).map { observations[$0] }
    }

    /// The observations of a probe, in their order.
    package func observations(of probe: ProbeID, from vantage: Vantage? = nil) -> [Observation] {
        places.of(probe, from: vantage).map { observations[$0] }
    }

    /// The observations of a probe about one subject, in their order.
    package func observations(of probe: ProbeID, about subject: some Subject, from vantage: Vantage) -> [Observation] {
        places.of(probe, about: subject, from: vantage).map { observations[$0] }
    }

    /// Whether a probe was part of the run, whatever came of it.
    package func includes(_ probe: ProbeID) -> Bool { !places.of(probe, from: nil).isEmpty }

    /// Evidence with its types restored.
    package final class Seen<Q: Question>: Sendable {
        package let index: Int
        package let vantage: Vantage
        package let about: Q.About
        package let evidence: Q.Evidence
        package let startedAt: Seconds
        package let duration: Seconds

        /// Nothing unless the observation holds this probe's evidence.
        fileprivate init?(_ observation: Observation) {
            guard let about = observation.subject as? Q.About, case .seen(let erased) = observation.outcome,
                let evidence = erased as? Q.Evidence
            else { return nil }
            index = observation.index
            vantage = observation.vantage
            self.about = about
            self.evidence = evidence
            startedAt = observation.startedAt
            duration = observation.duration
        }
    }

    /// All evidence of a probe, in the order of the observations.
    package func seen<Q: Question>(_ question: Q.Type, from vantage: Vantage? = nil) -> [Seen<Q>] {
        observations(of: Q.id, from: vantage).compactMap { Seen($0) }
    }

    /// The evidence of a probe about one subject (or the wider subject it belongs to) from one vantage.
    package func seen<Q: Question>(_ question: Q.Type, about: some Subject, from vantage: Vantage) -> Seen<Q>? {
        guard let subject = about.narrowed(to: Q.About.self) else { return nil }
        let place = places.of(Q.id, about: subject, from: vantage).first { observations[$0].outcome.isSeen }
        return place.flatMap { Seen(observations[$0]) }
    }

    /// All evidence of a probe about a host's name or endpoints, from everywhere.
    package func seen<Q: Question>(_ question: Q.Type, at host: HostName) -> [Seen<Q>] {
        places.of(Q.id, at: host).compactMap { Seen(observations[$0]) }
    }

    /// All evidence of a probe about exactly one subject, where it was asked more than once.
    package func everySeen<Q: Question>(_ question: Q.Type, about: Q.About, from vantage: Vantage) -> [Seen<Q>] {
        places.of(Q.id, about: about, from: vantage).compactMap { Seen(observations[$0]) }
    }
}

extension Outcome {
    fileprivate var isSeen: Bool {
        if case .seen = self { true } else { false }
    }
}
