import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What containers will meet that only they feel, on a device that has no engine yet, or one without the modules' network.
///
/// Much of what is in their way now the engine mends when it comes: it turns forwarding on (and with it that of every interface),
/// masquerades, lets its bridges pass in FORWARD of iptables, copies the resolvers that systemd-resolved asks, asks the
/// device's own resolver from the device, and takes subnets that nobody on its links has. What stays is here:
///
/// | in the way | the engine |
/// |---|---|
/// | a policy rule that their packets, or the answers to them, take | changes no rules |
/// | an address beyond a gateway in one of its subnets | sees links and resolvers alone |
/// | a chain of another table than iptables' that drops what is forwarded | knows it not, unless it is firewalld's |
/// | names that only single links' resolvers know | copies a flat list |
///
/// What cannot be told from here is left to a run with the engine: how large segments arrive that their larger MTU invites, and
/// what resolvers over IPv6 alone become, which depends on the engine's version.
///
/// Where the engine is there, and IoT Edge has not made its network yet, the engine's first bridge stands in for that. It has
/// another name and another subnet: rules that are for these alone are met by what runs on it, and by no module.
struct ContainersToCome {
    let routes: Survey.Seen<ReadRoutes>
    /// Those of the engine's own bridge, unless that is there, and of the modules' network.
    let subnets: [IPPrefix]
    /// The network that modules will have.
    let network: NetworkName
    /// An engine is there, and has all but that network.
    let hasEngine: Bool
    /// What the device's files say, where they could be read.
    let configuration: Survey.Seen<ReadConfiguration>?

    /// The bridge of the modules' network, which has a name by its number.
    static let bridge: InterfaceName = "br-000000000000"

    /// Nothing where containers could be asked, or an engine is there that could not.
    init?(in scene: Scene) {
        let engine = scene.survey.seen(DescribeEngine.self)
        guard scene.vantages == [.host], engine.allSatisfy({ $0.evidence.state == .absent }),
            scene.survey.seen(ReadRuntime.self).contains(where: \.evidence.engineSockets.isEmpty),
            let routes = scene.routes, routes.evidence.networks.isEmpty
        else { return nil }
        self.init(routes, "azure-iot-edge", hasEngine: false, scene)
    }

    /// The same; or an engine is there, what runs on its first bridge gets through, and IoT Edge has not made its network yet.
    init?(orBesideBridgeIn scene: Scene) {
        if let bare = ContainersToCome(in: scene) {
            self = bare
            return
        }
        let toCome = scene.survey.seen(DescribeEngine.self).lazy.compactMap(\.evidence.networkToCome).first
        guard let toCome, let routes = scene.routes, routes.evidence.networks.map(\.vantage) == [.bridge],
            scene.contacts(from: .bridge).contains(where: { $0.result == .answered })
        else { return nil }
        self.init(routes, toCome, hasEngine: true, scene)
    }

    private init(_ routes: Survey.Seen<ReadRoutes>, _ network: NetworkName, hasEngine: Bool, _ scene: Scene) {
        self.routes = routes
        self.network = network
        self.hasEngine = hasEngine
        configuration = scene.survey.seen(ReadConfiguration.self, from: .host).first
        subnets = routes.evidence.subnetsToCome ?? []
    }

    /// IoT Edge asks for it itself.
    func isConfigured(_ subnet: IPPrefix) -> Bool {
        configuration?.evidence.networkSettings?.modules?.first == subnet
    }

    /// The modules' network will have it, and not the engine's own bridge, which comes first.
    func isOfModules(_ subnet: IPPrefix) -> Bool {
        hasEngine || isConfigured(subnet) || (subnets.count > 1 && subnets.last == subnet)
    }

    /// A container's address in the modules' network.
    var container: IPAddress? { subnets.last.flatMap { IPAddress(bytes: Array($0.address.bytes.dropLast()) + [2]) } }

    /// The routes as they will be.
    var state: RoutingState {
        subnets.last.map { routes.evidence.with(bridge: Self.bridge, on: $0) } ?? routes.evidence
    }

    /// Where it will be.
    var place: Sentence {
        hasEngine
            ? "on this device, once IoT Edge has made its network" : "on this device, once it has a container engine"
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

extension NetworkMaker {
    /// The engine of a run, as what it will do was foreseen.
    init(in scene: Scene) {
        self.init(
            scene.survey.seen(DescribeEngine.self).first?.evidence,
            scene.survey.seen(ReadConfiguration.self, from: .host).first?.evidence.networkSettings)
    }
}
