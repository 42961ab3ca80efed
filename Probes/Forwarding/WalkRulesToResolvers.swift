package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Walks the rules that queries to the resolvers meet.
extension WalkRulesToResolvers: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: RulesOnly, _ context: Context<PacketWalks>
    ) async throws(ProbeError) -> Measured<PacketWalks, NoLive> {
        do throws(NetlinkError) {
            var walker = try Walker(rules: input.rules, plan: context.plan)
            var walks: [PacketWalk] = []
            for resolver in ReadRoutes.resolvers(context.plan) {
                for network in [FilteredPacket.Network.udp, .tcp] {
                    walks += try walker.walks(to: SocketAddress(resolver, port: 53), network)
                }
            }
            return Measured(PacketWalks(walks: walks, others: walker.others))
        } catch {
            throw ProbeError(error, doing: "asking for the routes to the resolvers")
        }
    }
}
