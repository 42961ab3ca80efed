package import ProbeCore
import ProbeEvidence

extension Survey {
    /// What a run over several hubs found for one of them: all that is not about another.
    package func about(_ hub: HostName, of plan: Plan) -> Survey {
        let others = Set(plan.services.hubs).subtracting([hub])
        var assignment = assignment
        assignment.hub = hub
        return Survey(
            assignment: assignment, startedAt: startedAt,
            observations: observations.filter { observation in
                let host = (observation.subject as? Endpoint)?.host ?? (observation.subject as? Name)?.host
                return host.map { !others.contains($0) } ?? true
            })
    }
}
