import ProbeCore
import ProbeMeasurement

/// What a run over several hubs knows already of what they share, so that it is asked once for all of them.
///
/// A question that hangs on what became of names and connections is asked again: what calls for it may be a hub's own.
struct KnownAnswers {
    private(set) var answers: [Board.Key: Observation] = [:]

    /// Chooses among what the plan brings.
    init(of plan: Plan, among probes: [any Probe.Type]) {
        guard !plan.known.isEmpty else { return }
        var hanging: Set<ProbeID> = []
        for probe in probes where Self.isAboutHosts(probe) || !hanging.isDisjoint(with: Self.upstream(of: probe)) {
            hanging.insert(Self.id(probe))
        }
        // What was opened for it is another process's.
        let live = Set(probes.filter(Self.opensSomething).map(Self.id))
        for observation in plan.known where observation.vantage == plan.briefing.vantage {
            guard case .seen = observation.outcome,
                observation.subject is Endpoint || observation.subject is Name
                    || !(hanging.contains(observation.probe) || live.contains(observation.probe))
            else { continue }
            answers[Board.Key(observation.probe, observation.subject)] = observation
        }
    }

    private static func isAboutHosts(_ probe: any Probe.Type) -> Bool {
        func isAboutHosts<P: Probe>(_ probe: P.Type) -> Bool {
            P.About.self == Endpoint.self || P.About.self == Name.self
        }
        return isAboutHosts(probe)
    }

    private static func opensSomething(_ probe: any Probe.Type) -> Bool {
        func opens<P: Probe>(_ probe: P.Type) -> Bool { P.Product.self != NoLive.self }
        return opens(probe)
    }

    private static func upstream<P: Probe>(of probe: P.Type) -> [ProbeID] { P.Input.upstream }
    private static func id(_ probe: any Probe.Type) -> ProbeID { probe.id }
}
