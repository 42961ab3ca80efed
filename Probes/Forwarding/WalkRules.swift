package import ProbeCore
import ProbeLinux

/// Walks the rules that packets to an endpoint meet: the device's own, and a container's there and back.
package struct WalkRules: Probe {
    package static let id: ProbeID = "fwd.walk"
    package static let question = "Which rule would drop a packet of the device or of a container to the endpoint?"

    package init() {}

    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.seesThisDevice ? plan.endpoints.filter { !$0.transport.usesWebSocket } : []
    }

    package func measure(
        _ about: Endpoint, _ input: RulesAndAddresses, _ context: Context<PacketWalks>
    ) async throws(ProbeError) -> Measured<PacketWalks, NoLive> {
        // More addresses than these meet the same rules, as a rule.
        let remotes = input.addresses.addresses.prefix(4)
        do throws(NetlinkError) {
            var walker = try Walker(rules: input.rules, plan: context.plan)
            var walks: [PacketWalk] = []
            for remote in remotes { walks += try walker.walks(to: remote, .tcp) }
            return Measured(PacketWalks(walks: walks))
        } catch {
            throw ProbeError(error, doing: "asking for the route to \(about.host)")
        }
    }
}

/// The walks of the packets of one endpoint, or of all resolvers.
package struct PacketWalks: Codable, Hashable, Sendable {
    package var walks: [PacketWalk]

    package init(walks: [PacketWalk]) { self.walks = walks }
}
