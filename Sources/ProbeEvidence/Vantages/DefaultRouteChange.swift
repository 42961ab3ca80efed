package import ProbeCore

/// What became of the host's default routes during a run.
package struct DefaultRouteChange: Codable, Hashable, Sendable, Bounded {
    package var before: [DefaultRoute]
    package var after: [DefaultRoute]
    /// On interfaces that were not there before, such as a veth.
    package var added: [DefaultRoute]
    package var leftOut: [LeftOut]?

    /// Of each list; no host has more but one that routes for others.
    private static let most = 64

    package init(before: Set<DefaultRoute>, after: Set<DefaultRoute>) {
        func inOrder(_ routes: Set<DefaultRoute>) -> [DefaultRoute] {
            routes.sorted {
                ($0.metric, $0.interface, $0.gateway?.description ?? "")
                    < ($1.metric, $1.interface, $1.gateway?.description ?? "")
            }
        }
        let all = [before, after, after.subtracting(before)].map(inOrder)
        let kept = all.map { Array($0.prefix(Self.most)) }
        (self.before, self.after, added) = (kept[0], kept[1], kept[2])
        leftOut = [LeftOut(.defaultRoutes, zip(all, kept).map { $0.count - $1.count }.max() ?? 0)].recorded
    }
}
