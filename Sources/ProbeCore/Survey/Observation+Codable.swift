/// The form in which observations travel: in reports, in recordings and from a worker to its parent.
extension Observation: Codable {
    private enum Member: String, CodingKey {
        case index, probe, vantage, subject, outcome, code, reason, message, startedAtSeconds, durationSeconds, evidence
    }

    /// Where a decoder's user info holds the catalogue, an array of questions.
    package static let catalog = CodingUserInfoKey(rawValue: "edgeprobe.catalog")

    /// The probe of a recording is not in this build's catalogue; whoever reads it may leave the observation out.
    package struct UnknownProbe: Error {
        package let probe: ProbeID
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        try container.encode(index, forKey: .index)
        try container.encode(probe, forKey: .probe)
        try container.encode(vantage, forKey: .vantage)
        try container.encode(subject, forKey: .subject)
        try container.encode(startedAt, forKey: .startedAtSeconds)
        try container.encode(duration, forKey: .durationSeconds)
        switch outcome {
        case .seen(let evidence):
            try container.encode("seen", forKey: .outcome)
            try container.encode(evidence, forKey: .evidence)
        case .skipped(let reason):
            try container.encode("skipped", forKey: .outcome)
            try container.encode(reason.code, forKey: .code)
            try Self.encode(reason.sentence, in: &container)
        case .failed(let error):
            try container.encode("failed", forKey: .outcome)
            try container.encode(error.code, forKey: .code)
            try Self.encode(error.sentence, in: &container)
        }
    }

    /// Restores the types by the probe's id.
    ///
    /// - Throws: `UnknownProbe` when the catalogue lacks the probe, `DecodingError` when a member is missing or wrong.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        let id = try container.decode(ProbeID.self, forKey: .probe)
        let catalog = Self.catalog.flatMap { decoder.userInfo[$0] } as? [any Question.Type] ?? []
        guard let probe = catalog.first(where: { $0.id == id }) else { throw UnknownProbe(probe: id) }
        try self.init(from: container, by: probe)
    }

    private init<Q: Question>(from container: KeyedDecodingContainer<Member>, by probe: Q.Type) throws {
        let outcome: Outcome<any Codable & Hashable & Sendable>
        let kind = try container.decode(String.self, forKey: .outcome)
        switch kind {
        case "seen":
            outcome = .seen(try container.decode(Q.Evidence.self, forKey: .evidence))
        case "skipped":
            outcome = .skipped(
                SkipReason(
                    try container.decode(SkipReason.Code.self, forKey: .code), try Self.sentence(in: container)))
        case "failed":
            outcome = .failed(
                ProbeError.recorded(
                    try container.decode(ProbeError.Code.self, forKey: .code), try Self.sentence(in: container)))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .outcome, in: container, debugDescription: "neither seen, skipped nor failed")
        }
        self.init(
            index: try container.decode(Int.self, forKey: .index), probe: Q.id,
            vantage: try container.decode(Vantage.self, forKey: .vantage),
            subject: try container.decode(Q.About.self, forKey: .subject), outcome: outcome,
            startedAt: try container.decode(Seconds.self, forKey: .startedAtSeconds),
            duration: try container.decode(Seconds.self, forKey: .durationSeconds))
    }

    private static func encode(_ sentence: Sentence, in container: inout KeyedEncodingContainer<Member>) throws {
        try container.encode(EnglishText(sentence), forKey: .reason)
        try container.encode(sentence, forKey: .message)
    }

    /// Why there is no evidence; the English text where the report is older than messages, or younger than this program.
    private static func sentence(in container: KeyedDecodingContainer<Member>) throws -> Sentence {
        if container.contains(.message), let sentence = try? container.decode(Sentence.self, forKey: .message) {
            return sentence
        }
        return Sentence(recorded: try container.decode(EnglishText.self, forKey: .reason).text)
    }
}
