package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Walks the rules that packets to an endpoint meet: the device's own, and a container's there and back.
extension WalkRules: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.seesThisDevice ? plan.services.endpoints.filter { !$0.transport.usesWebSocket } : []
    }

    /// The rules are walked in memory.
    package func contacts(in plan: Plan) -> Set<Contacted> { [] }

    package func measure(
        _ about: Endpoint, _ input: RulesAndAddresses, _ context: Context<PacketWalks>
    ) async throws(ProbeError) -> Measured<PacketWalks, NoLive> {
        let remotes = input.second.addresses
        do throws(NetlinkError) {
            var walker = try Walker(rules: input.first.rules, plan: context.plan)
            var walks: [PacketWalk] = []
            for remote in remotes { walks += try walker.walks(to: remote, .tcp) }
            return Measured(PacketWalks(walks: walks, others: walker.others))
        } catch {
            throw ProbeError(error, doing: "asking for the route to \(about.host)")
        }
    }
}
