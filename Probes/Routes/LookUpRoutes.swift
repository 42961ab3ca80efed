package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Asks the kernel where packets to a service go: the device's own, and a container's on each of the engine's networks.
///
/// Asked once for each host, because a route knows no ports.
extension LookUpRoutes: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        guard plan.seesThisDevice else { return [] }
        var seen: Set<[String]> = []
        return plan.services.endpoints.filter { endpoint in
            // All that goes through the proxy goes to the proxy.
            seen.insert(endpoint.via == .proxy ? [] : [endpoint.host.description]).inserted
        }
    }

    /// The kernel is asked, nobody else.
    package func contacts(in plan: Plan) -> Set<Contacted> { [] }

    package func measure(
        _ about: Endpoint, _ input: Both<On<ReadLinks>, Addresses>, _ context: Context<RouteLookups>
    ) async throws(ProbeError) -> Measured<RouteLookups, NoLive> {
        do throws(NetlinkError) {
            return Measured(
                try Self.lookUp(
                    input.second.addresses.map(\.address), by: input.first.product.all, context.plan))
        } catch {
            throw ProbeError(error, doing: "asking for the route to \(about.host)")
        }
    }

    private static func lookUp(
        _ destinations: [IPAddress], by links: [NetworkLink], _ plan: Plan
    ) throws(NetlinkError) -> RouteLookups {
        var routing = try Routing(knowing: links)
        var lookups: [RouteLookup] = []
        for destination in destinations {
            lookups += try routing.wayThereAndBack(to: destination, plan, links)
            lookups += try routing.waysOut(to: destination, by: links)
        }
        var evidence = RouteLookups(lookups: lookups)
        evidence.leftOut = [Routing.waysLeftOut(to: destinations, by: links)].recorded
        return evidence
    }
}

extension Routing {
    /// The ways of the device's own packets and of its containers', and of the answers to these.
    mutating func wayThereAndBack(
        to destination: IPAddress, _ plan: Plan, _ links: [NetworkLink]
    ) throws(NetlinkError) -> [RouteLookup] {
        var lookups: [RouteLookup] = []
        var own: InterfaceName?
        for (packet, source, incoming) in RouteLookup.origins(of: plan, links, to: destination) {
            let lookup = try lookUp(packet, to: destination, from: source, incoming: incoming)
            lookups.append(lookup)
            guard case .container(let network) = packet, let source else {
                own = lookup.interface
                continue
            }
            // A packet that the kernel refuses may owe it to the way back, which is asked about all the same; what ends
            // at this device has none.
            guard let way = links.first(where: { $0.name == lookup.interface ?? own }), !way.isLoopback else {
                continue
            }
            lookups.append(try lookUp(.answer(network: network), to: source, from: destination, incoming: way))
        }
        return lookups
    }

    /// The ways by which a socket that is bound to an interface would get out.
    mutating func waysOut(to destination: IPAddress, by links: [NetworkLink]) throws(NetlinkError) -> [RouteLookup] {
        var ways: [RouteLookup] = []
        for link in Self.waysOut(to: destination, by: links).kept {
            let bound = try lookUp(.bound(interface: link.name), to: destination, outgoing: link)
            // What is on the link itself has no gateway before it.
            let isOnLink = link.addresses.contains { $0.prefix?.contains(destination) ?? false }
            if bound.gateway != nil || isOnLink { ways.append(bound) }
        }
        return ways
    }

    /// How many interfaces are not asked about, at most, for any of some destinations.
    static func waysLeftOut(to destinations: [IPAddress], by links: [NetworkLink]) -> LeftOut {
        LeftOut(.waysOut, destinations.map { waysOut(to: $0, by: links).leftOut }.max() ?? 0)
    }

    private static func waysOut(
        to destination: IPAddress, by links: [NetworkLink]
    ) -> (kept: [NetworkLink], leftOut: Int) {
        links.filter { $0.mayLeadOut(destination.family) }.divided(at: mostWaysOut)
    }

    /// By more interfaces than a device has uplinks.
    private static let mostWaysOut = 32
}
