import ProbeCore

/// One member of `observations`, as it is read: its types come from the probe that made it.
struct RecordedObservation: Decodable {
    /// Finds a probe by its id; reports know no probe.
    typealias Catalogue = @Sendable (ProbeID) -> (any Probe.Type)?

    static let catalogue = CodingUserInfoKey(rawValue: "edgeprobe.catalogue")

    let probe: ProbeID
    /// Nothing where the probe is not in the catalogue.
    let observation: Observation?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: ObservationDocument.Key.self)
        probe = try container.decode(ProbeID.self, forKey: .probe)
        let lookUp = Self.catalogue.flatMap { decoder.userInfo[$0] as? Catalogue }
        guard let type = lookUp?(probe) else {
            observation = nil
            return
        }
        observation = try Self.observation(of: type, in: container)
    }

    private static func observation<P: Probe>(
        of type: P.Type, in container: KeyedDecodingContainer<ObservationDocument.Key>
    ) throws -> Observation {
        Observation(
            index: try container.decode(Int.self, forKey: .index), probe: P.id,
            vantage: try container.decode(Vantage.self, forKey: .vantage),
            subject: try container.decode(P.About.self, forKey: .subject),
            outcome: try outcome(of: type, in: container),
            startedAt: try container.decode(Seconds.self, forKey: .startedAtSeconds),
            duration: try container.decode(Seconds.self, forKey: .durationSeconds))
    }

    private static func outcome<P: Probe>(
        of type: P.Type, in container: KeyedDecodingContainer<ObservationDocument.Key>
    ) throws -> Outcome<any Codable & Hashable & Sendable> {
        switch try container.decode(ObservationDocument.Kind.self, forKey: .outcome) {
        case .seen: .seen(try container.decode(P.Evidence.self, forKey: .evidence))
        case .skipped:
            .skipped(
                SkipReason(
                    try container.decode(SkipReason.Code.self, forKey: .code),
                    try container.decode(String.self, forKey: .reason)))
        case .failed:
            .failed(
                ProbeError(
                    try container.decode(ProbeError.Code.self, forKey: .code),
                    try container.decode(String.self, forKey: .reason)))
        }
    }
}
