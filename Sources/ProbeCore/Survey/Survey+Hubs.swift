extension Survey {
    /// What a run over several hubs found for one of them: all that is not about another.
    package func about(_ hub: HostName, among hubs: [HostName]) -> Survey {
        let share = HubShare(of: hub, among: hubs)
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

    package init(of hub: HostName, among hubs: [HostName]) { others = Set(hubs).subtracting([hub]) }

    package func has(_ subject: any Subject) -> Bool { Self.host(of: subject).map { !others.contains($0) } ?? true }

    fileprivate static func host(of subject: any Subject) -> HostName? {
        (subject as? Endpoint)?.host ?? (subject as? Name)?.host
    }
}

extension Observation {
    /// The host that it is about; nothing where it is about none.
    package var host: HostName? { HubShare.host(of: subject) }
}
