import ProbeCore
import ProbeMeasurement

/// What the hubs of a run have in common: the newest answer to every question that is about none of them.
struct CommonGround {
    private struct Key: Hashable {
        let probe: ProbeID
        let vantage: Vantage
        let subject: AnyHashable

        init(_ observation: Observation) {
            probe = observation.probe
            vantage = observation.vantage
            subject = AnyHashable(observation.subject)
        }
    }

    private var answers: [Key: Observation] = [:]
    /// Asked more than once about one thing, each time for another reason: none takes another's place.
    private var others: [Observation] = []

    /// In the order in which they came.
    var observations: [Observation] { (Array(answers.values) + others).sorted { $0.index < $1.index } }

    /// Takes what a round of questions gave.
    ///
    /// - Returns: what is about one of the hubs.
    mutating func take(_ observations: [Observation], of hubs: Set<HostName>) -> [Observation] {
        var own: [Observation] = []
        var fresh: Set<Key> = []
        for observation in observations {
            if let host = observation.host, hubs.contains(host) {
                own.append(observation)
                continue
            }
            let key = Key(observation)
            guard fresh.insert(key).inserted else {
                others.append(observation)
                continue
            }
            guard let known = answers[key] else {
                answers[key] = observation
                continue
            }
            if observation.outranks(known) { answers[key] = observation }
        }
        return own
    }
}

extension Observation {
    /// It says something, and something else; or it was not left open.
    fileprivate func outranks(_ known: Observation) -> Bool {
        guard case .seen(let evidence) = outcome else { return known.isLeftOpen && !isLeftOpen }
        guard case .seen(let old) = known.outcome else { return true }
        return AnyHashable(evidence) != AnyHashable(old)
    }
}
