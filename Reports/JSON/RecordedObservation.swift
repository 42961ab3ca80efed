import ProbeCore

/// One member of `observations`, as it is read: left out where no probe of this build made it.
struct RecordedObservation: Decodable {
    let probe: ProbeID
    /// Nothing where the probe is not in the catalogue.
    let observation: Observation?

    init(from decoder: any Decoder) throws {
        do {
            let observation = try Observation(from: decoder)
            self.observation = observation
            probe = observation.probe
        } catch let unknown as Observation.UnknownProbe {
            observation = nil
            probe = unknown.probe
        }
    }
}
