package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Tries whether somebody on the way counts hops: what a container sends has come one hop further than the host's own.
///
/// Carriers tell the devices behind a phone or a modem by it, and drop what they did not sell.
extension ConnectOneHopFurther: Probe {
    package func subjects(in plan: Plan) -> [Device] {
        plan.briefing.vantage == .host || plan.services.isDemonstration ? [] : [Device()]
    }

    /// Those that were silent before.
    package func contacts(in plan: Plan) -> Set<Contacted> {
        plan.services.isDemonstration ? [] : ConnectEndpoint().contacts(in: plan)
    }

    package func occasion(for about: Device, of input: Unanswered, in plan: Plan) -> SocketAddress? {
        input.services.first { $0.address.family == .v4 }
    }

    package func measure(
        _ about: Device, _ remote: SocketAddress, _ context: Context<HopLimitComparison>
    ) async throws(ProbeError) -> Measured<HopLimitComparison, NoLive> {
        let limit = ForwardingSettings.defaultHopLimit() ?? 64
        let deadline = min(context.deadline, .now + context.pace.stuckAfter)
        let both = [TCP.Options(), TCP.Options(hopLimit: min(limit + 1, 255))]
        let results = await both.eachAtOnce { options in
            await Result { () async throws(ProbeError) in try await Self.attempt(remote, options, deadline) }
        }
        return Measured(HopLimitComparison(usual: try results[0].get(), raised: try results[1].get()))
    }

    private static func attempt(
        _ remote: SocketAddress, _ options: TCP.Options, _ deadline: ContinuousClock.Instant
    ) async throws(ProbeError) -> ConnectAttempt {
        let (attempt, socket) = try await TCP.connect(to: remote, options: options, deadline: deadline)
        socket?.close()
        return attempt
    }
}
