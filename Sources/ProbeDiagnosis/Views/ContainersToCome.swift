import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What containers will meet that only they feel, on a device that has no engine yet.
///
/// Much of what is in their way now the engine mends when it comes: it turns forwarding on (and with it that of every interface),
/// masquerades, lets its bridges pass in FORWARD of iptables, copies the resolvers that systemd-resolved asks, asks the
/// device's own resolver from the device, and takes subnets that nobody has a route to. What stays is here:
///
/// | in the way | the engine |
/// |---|---|
/// | a policy rule that their packets, or the answers to them, take | changes no rules |
/// | an address beyond the default route in one of its subnets | sees routes and resolvers alone |
/// | a chain of another table than iptables' that drops what is forwarded | knows it not, unless it is firewalld's |
/// | names that only single links' resolvers know | copies a flat list |
///
/// What cannot be told from here is left to a run with the engine: how large segments arrive that their larger MTU invites, and
/// what resolvers over IPv6 alone become, which depends on the engine's version.
struct ContainersToCome {
    let routes: Survey.Seen<ReadRoutes>
    /// Those of the engine's own bridge and of the modules' network.
    let subnets: [IPPrefix]

    /// The bridge of the modules' network, which has a name by its number.
    static let bridge: InterfaceName = "br-000000000000"

    /// Nothing where containers could be asked, or an engine is there that could not.
    init?(in scene: Scene) {
        let engine = scene.survey.seen(DescribeEngine.self)
        guard scene.vantages == [.host], engine.allSatisfy({ $0.evidence.state == .absent }),
            scene.survey.seen(ReadRuntime.self).contains(where: \.evidence.engineSockets.isEmpty),
            let routes = scene.routes, routes.evidence.networks.isEmpty
        else { return nil }
        self.routes = routes
        subnets = routes.evidence.subnetsToCome ?? []
    }

    /// A container's address in the modules' network.
    var container: IPAddress? { subnets.last.flatMap { IPAddress(bytes: Array($0.address.bytes.dropLast()) + [2]) } }

    /// The routes as they will be.
    var state: RoutingState {
        subnets.last.map { routes.evidence.with(bridge: Self.bridge, on: $0) } ?? routes.evidence
    }

    /// The services that answer the host, each address once.
    static func answered(in scene: Scene) -> [Contact] {
        var seen: Set<IPAddress> = []
        return scene.contacts(from: .host).filter { contact in
            contact.result == .answered && contact.remote.address.family == .v4
                && seen.insert(contact.remote.address).inserted
        }
    }
}
