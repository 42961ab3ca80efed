package import ProbeCore
import ProbeLinux

/// Walks the rules that queries to the resolvers meet.
package struct WalkRulesToResolvers: Probe {
    package static let id: ProbeID = "fwd.resolvers"
    package static let question = "Which rule would drop a query of the device or of a container to a resolver?"

    package init() {}

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
            return Measured(PacketWalks(walks: walks))
        } catch {
            throw ProbeError(error, doing: "asking for the routes to the resolvers")
        }
    }
}
