package import ProbeCore
import ProbeEvidence

extension Survey {
    /// What a run over several hubs found for one of them: all that is not about another.
    package func about(_ hub: HostName, of plan: Plan) -> Survey {
        let share = HubShare(of: hub, in: plan)
        var assignment = assignment
        assignment.hub = hub
        return Survey(
            assignment: assignment, startedAt: startedAt,
            observations: observations.filter { share.has($0.subject) })
    }
}

/// What of a run over several hubs is one's: all that is not about another.
package struct HubShare {
    private let others: Set<HostName>

    package init(of hub: HostName, in plan: Plan) { others = Set(plan.services.hubs).subtracting([hub]) }

    package func has(_ subject: any Subject) -> Bool {
        let host = (subject as? Endpoint)?.host ?? (subject as? Name)?.host
        return host.map { !others.contains($0) } ?? true
    }
}
