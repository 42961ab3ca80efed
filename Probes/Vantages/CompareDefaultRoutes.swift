package import ProbeCore

/// Compares the host's default routes before the first namespace was put on a bridge with those after the last worker.
///
/// Some DHCP clients configure every new veth, the engine's own too (field case F26).
package struct CompareDefaultRoutes: Probe {
    package static let id: ProbeID = "vantage.routes"
    package static let question = "Did the host's default routes change when a veth was put on a bridge?"

    package init() {}

    /// None for a worker: before and after are not within its life, so the parent records the answer.
    package func subjects(in plan: Plan) -> [Device] { [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<DefaultRouteChange>
    ) async throws(ProbeError) -> Measured<DefaultRouteChange, NoLive> {
        throw ProbeError(.library, "no worker lives long enough to compare")
    }
}

/// What became of the host's default routes during a run.
package struct DefaultRouteChange: Codable, Hashable, Sendable {
    package var before: [DefaultRoute]
    package var after: [DefaultRoute]
    /// On interfaces that were not there before, such as a veth.
    package var added: [DefaultRoute]

    package init(before: Set<DefaultRoute>, after: Set<DefaultRoute>) {
        func inOrder(_ routes: Set<DefaultRoute>) -> [DefaultRoute] {
            routes.sorted {
                ($0.metric, $0.interface.description, $0.gateway?.description ?? "")
                    < ($1.metric, $1.interface.description, $1.gateway?.description ?? "")
            }
        }
        self.before = inOrder(before)
        self.after = inOrder(after)
        added = inOrder(after.subtracting(before))
    }
}
