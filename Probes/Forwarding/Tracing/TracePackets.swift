package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Has the kernel name the rules that the run's own packets meet, where reading the rules could not tell.
extension TracePackets: Probe {
    /// None for a worker: it takes connections of several vantages, so the parent records what its tracer heard.
    package func subjects(in plan: Plan) -> [Device] { [] }

    package func occasion(for about: Device, of input: Nothing, in plan: Plan) -> Never? { nil }

    package func measure(
        _ about: Device, _ occasion: Never, _ context: Context<PacketTraces>
    ) async throws(ProbeError) -> Measured<PacketTraces, NoLive> {}
}
