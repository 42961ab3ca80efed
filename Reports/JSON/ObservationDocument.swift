import ProbeCore

/// One member of `observations`, as it is written.
struct ObservationDocument: Encodable {
    /// The members, which the reader shares.
    enum Key: String, CodingKey {
        case index, probe, vantage, subject, outcome, code, reason, startedAtSeconds, durationSeconds, evidence
    }

    /// What became of the question.
    enum Kind: String, Codable {
        case seen, skipped, failed
    }

    let observation: Observation

    init(_ observation: Observation) { self.observation = observation }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(observation.index, forKey: .index)
        try container.encode(observation.probe, forKey: .probe)
        try container.encode(observation.vantage, forKey: .vantage)
        try container.encode(observation.subject, forKey: .subject)
        try container.encode(observation.startedAt, forKey: .startedAtSeconds)
        try container.encode(observation.duration, forKey: .durationSeconds)
        switch observation.outcome {
        case .seen(let evidence):
            try container.encode(Kind.seen, forKey: .outcome)
            try container.encode(evidence, forKey: .evidence)
        case .skipped(let reason):
            try container.encode(Kind.skipped, forKey: .outcome)
            try container.encode(reason.code, forKey: .code)
            try container.encode(reason.description, forKey: .reason)
        case .failed(let error):
            try container.encode(Kind.failed, forKey: .outcome)
            try container.encode(error.code, forKey: .code)
            try container.encode(error.description, forKey: .reason)
        }
    }
}
