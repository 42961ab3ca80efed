package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Tries a silent connection a few times more, between two readings of what the kernel has thrown away.
///
/// The moments before and after, in which nothing is tried, are the control: packets of others are thrown away as well, and
/// a server repeats what it answered before. Where no counter has ever counted, nothing is tried.
extension CountLosses: Probe {
    /// A lost packet or two may be anybody's.
    private static let connections = 6
    /// As long as nearly every answer takes.
    private static let moment = Duration.milliseconds(400)

    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package func contacts(in plan: Plan) -> Set<Contacted> { Unanswered.contacts(in: plan) }

    package func measure(
        _ about: Device, _ input: Unanswered, _ context: Context<LossCount>
    ) async throws(ProbeError) -> Measured<LossCount, NoLive> {
        guard let remote = input.first, let first = LossCounters.read(), !first.isEmpty else {
            return Measured(LossCount())
        }
        let moment = context.pace.stuckAfter > .seconds(1) ? context.pace.stuckAfter : Self.moment
        guard let before = await Self.reading(after: moment) else { return Measured(LossCount()) }
        let deadline = min(context.deadline, .now + moment)
        let sent = await Array(0..<Self.connections).eachAtOnce { _ in
            guard let (_, socket) = try? await TCP.connect(to: remote, deadline: deadline) else { return false }
            socket?.close()
            return true
        }.count { $0 }
        guard let after = LossCounters.read(), let end = await Self.reading(after: moment) else {
            return Measured(LossCount())
        }
        var evidence = LossCount()
        evidence.remote = remote
        evidence.connections = sent
        evidence.rises = LossCount.Counter.allCases.compactMap { counter in
            let counts = [first, before, after, end].map { $0[counter] ?? 0 }
            let idle = min(counts[1] - counts[0], counts[3] - counts[2])
            let rise = LossCount.Rise(counter, idle: max(0, idle), trying: max(0, counts[2] - counts[1]))
            return rise.trying > 0 ? rise : nil
        }
        return Measured(evidence)
    }

    /// Nothing where the run ends meanwhile.
    private static func reading(after moment: Duration) async -> [LossCount.Counter: Int]? {
        do { try await Task.sleep(for: moment) } catch { return nil }
        return LossCounters.read()
    }
}
