import ProbeCore

/// What became of the host's default routes during a run.
package struct DefaultRouteChange: Codable, Hashable, Sendable {
    package var before: [DefaultRoute]
    package var after: [DefaultRoute]
    /// On interfaces that were not there before, such as a veth.
    package var added: [DefaultRoute]

    package init(before: Set<DefaultRoute>, after: Set<DefaultRoute>) {
        func inOrder(_ routes: Set<DefaultRoute>) -> [DefaultRoute] {
            routes.sorted {
                ($0.metric, $0.interface, $0.gateway?.description ?? "")
                    < ($1.metric, $1.interface, $1.gateway?.description ?? "")
            }
        }
        self.before = inOrder(before)
        self.after = inOrder(after)
        added = inOrder(after.subtracting(before))
    }
}
