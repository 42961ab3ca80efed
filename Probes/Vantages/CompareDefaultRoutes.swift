package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Compares the host's default routes before the first namespace was put on a bridge with those after the last worker.
///
/// Some DHCP clients configure every new veth, the engine's own too: the host then has a default route that leads into the container.
extension CompareDefaultRoutes: Probe {
    /// None for a worker: before and after are not within its life, so the parent records the answer.
    package func subjects(in plan: Plan) -> [Device] { [] }

    package func occasion(for about: Device, of input: Nothing, in plan: Plan) -> Never? { nil }

    package func measure(
        _ about: Device, _ occasion: Never, _ context: Context<DefaultRouteChange>
    ) async throws(ProbeError) -> Measured<DefaultRouteChange, NoLive> {}
}
