import ProbeCore
import ProbeFindings
import ProbeLinux
import ProbeMeasurement
import ProbeScheduler
import Probes

/// The places that a run measures from, as many as a report has room for: the host before all others.
///
/// What is asked is known before anything is, so that nothing of a place that was measured from is lost to another.
struct Roster {
    let plans: [(plan: Plan, namespace: NetworkNamespace?)]
    /// About what there was no room for.
    let notes: [Sentence]

    /// What is made beside the questions of the plans: of each place when its packets are traced, and of the run.
    private static let spare = 16

    /// Chooses among places.
    ///
    /// - Parameters:
    ///   - all: in the order in which they were asked for.
    ///   - base: of the run.
    ///   - most: observations that a report has room for.
    init(
        _ all: [(plan: Plan, namespace: NetworkNamespace?)], of base: Plan, atMost most: Int = Survey.mostObservations
    ) {
        let shares = base.services.hubs.map { HubShare(of: $0, among: base.services.hubs) }
        var room = [Int](repeating: most - Self.spare, count: shares.count)
        var kept: Set<Int> = []
        let inOrder = all.indices.filter { all[$0].plan.isOfHost } + all.indices.filter { !all[$0].plan.isOfHost }
        for index in inOrder {
            let subjects = CatalogRun(plan: all[index].plan, probes: Catalog.probes).agenda.map(\.subject)
            let left = zip(shares, room).map { share, room in room - subjects.count(where: share.has) - Self.spare }
            guard all[index].plan.isOfHost || left.allSatisfy({ $0 >= 0 }) else { continue }
            room = left
            kept.insert(index)
        }
        plans = all.indices.filter(kept.contains).map { all[$0] }
        let left = all.indices.filter { !kept.contains($0) }.map { all[$0].plan.briefing.vantage }
        let places: Sentence? = left.first.map { first in
            left.count == 1
                ? "Not measured from \(first): a report has no room for what it would say (\(most) observations)."
                : """
                Not measured from \(left.count) places, the first of them \(first): a report has no room for what they would \
                say (\(most) observations).
                """
        }
        let ports = all.first { $0.plan.isOfHost }?.plan.edgeHubBindingsLeftOut ?? 0
        let bindings: Sentence? =
            ports > 0 ? "edgeHub publishes \(ports) ports more than were looked at." : nil
        notes = [places, bindings].compactMap(\.self)
    }
}

extension Plan {
    fileprivate var isOfHost: Bool { briefing.vantage == .host }
}
