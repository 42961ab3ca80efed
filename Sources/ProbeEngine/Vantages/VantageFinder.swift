import ProbeCore
import ProbeEvidence
import ProbeLinux

/// The way to one vantage, as an engine's reading shows it.
struct VantageFinder: Sendable {
    let reading: EngineReading
    let interfaces: [Interface]
    /// The network of IoT Edge.
    let edgeNetwork: String
    /// The MTU that the engine gives to networks that are made without one, as its own file says; nothing for its default.
    let mtuToCome: Int?
    /// The largest MTU of this device's ways out, in bytes; nothing where it is not known.
    let wayOutMTU: Int?

    static let defaultBridge = "bridge"

    /// The host, and the networks that IoT Edge uses, as far as they are there.
    func usual() -> [Vantage] {
        let names = [Self.defaultBridge, edgeNetwork]
        switch reading.facts.state {
        case .absent: return [.host]
        // Its networks are not known; the one that every engine has stands for them.
        case .denied, .stopped, .unusable: return [.host, .bridge]
        case .running:
            let networks = names.filter { name in reading.networks.contains { $0.name == name } }
            // One without either (`"bridge": "none"`) has its containers somewhere all the same.
            return [.host] + (networks.isEmpty ? [Self.defaultBridge] : networks).map { .network($0) }
        }
    }

    func choice(for vantage: Vantage) async -> VantageChoice {
        switch vantage {
        case .host: VantageChoice(vantage, .host)
        case .network(let name): await choice(vantage, network: name)
        case .container(let name): await choice(vantage, container: name)
        case .namespace(let name):
            name.hasPrefix("/") ? VantageChoice(vantage, .open(path: name, name: nil)) : namedNamespace(vantage, name)
        }
    }

    /// As `ip netns` names them: a file in /run/netns.
    private func namedNamespace(_ vantage: Vantage, _ name: String) -> VantageChoice {
        guard !name.contains("/"), name != ".", name != ".." else {
            return VantageChoice(vantage, .none(SkipReason(.prerequisite, "that is no name of a namespace")))
        }
        return VantageChoice(vantage, .open(path: "/run/netns/\(name)", name: name))
    }

    /// Why no vantage of the engine can be had.
    private var obstacle: SkipReason? {
        let socket = reading.facts.socket?.said ?? .worded("no socket", .term)
        switch reading.facts.state {
        case .absent: return SkipReason(.prerequisite, "no container engine was found on this device")
        case .denied:
            return SkipReason(
                .capability, "this user may not ask the container engine (\(socket)); run edgeprobe with sudo")
        case .stopped: return SkipReason(.prerequisite, "the container engine is not running (\(socket))")
        case .unusable:
            let isLate = reading.facts.unanswered?.contains { $0.isLate } ?? false
            return isLate
                ? SkipReason(
                    .prerequisite,
                    "the container engine did not answer in its part of the time (\(socket)); a longer --budget gives it more"
                )
                : SkipReason(.prerequisite, "the container engine gave no usable answer (\(socket))")
        case .running:
            guard reading.facts.isRootless else { return nil }
            return SkipReason(
                .prerequisite, "the container engine is rootless: its networks are inside a namespace of its own")
        }
    }
}

// MARK: - Networks

extension VantageFinder {
    private func choice(_ vantage: Vantage, network name: String) async -> VantageChoice {
        func none(_ why: Sentence) -> VantageChoice { VantageChoice(vantage, .none(SkipReason(.prerequisite, why))) }
        if let obstacle { return VantageChoice(vantage, .none(obstacle)) }
        guard let client = reading.client, let listed = reading.networks.first(where: { $0.name == name }) else {
            return none("the container engine has no network of that name")
        }
        guard listed.driver == "bridge" else { return await bridgeless(vantage, listed, client) }
        // Both at once: on a busy device each takes its time.
        async let asked = Result { () async throws(EngineFailure) in try await client.network(listed.id) }
        async let members = Members(of: name, in: reading)
        var unanswered: [EngineFacts.Unanswered] = []
        let network: EngineNetwork
        switch await asked {
        case .success(let description): network = description
        case .failure(let failure):
            // The list has all but who is on it, and whoever is there answers ARP.
            network = listed
            unanswered.append(EngineFacts.Unanswered(.network, about: NetworkName(name), isLate: failure == .timeout))
        }
        guard var described = describe(network, from: vantage) else {
            return reading.facts.isPodman
                ? none("podman makes the network's bridge with its first container, and none runs on it")
                : none("the network's bridge is not in the network namespace that edgeprobe runs in")
        }
        let containers = await members
        described.leftOut = ((described.leftOut ?? []) + [LeftOut(.candidates, containers.leftOut)]).recorded
        if let (container, address) = containers.best {
            var entered = described
            entered.source = address
            return VantageChoice(vantage, .enter(container), network: entered)
        }
        if let isLate = containers.isUnanswered {
            unanswered.append(EngineFacts.Unanswered(.members, about: NetworkName(name), isLate: isLate))
        }
        let note = isStandIn(network) ? standIn(&described) : nil
        let candidates = network.subnets.reduce(into: [IPAddress.Family: IPPrefix]()) { families, subnet in
            if families[subnet.family] == nil, subnet.family == .v4 || network.hasIPv6 {
                families[subnet.family] = subnet
            }
        }.values.sorted { $0.family == .v4 && $1.family == .v6 }.map { subnet in
            let bridge = described.gateways.first { subnet.contains($0) }
            return (
                subnet: subnet, gateway: network.isInternal ? nil : bridge, bridge: bridge,
                addresses: FreeAddresses.candidates(in: subnet, except: network.takenAddresses.union(ownAddresses))
            )
        }
        guard candidates.contains(where: { !$0.addresses.isEmpty }) else {
            return none("the network has no free address")
        }
        var choice = VantageChoice(
            vantage,
            .attach(
                AttachableNetwork(
                    network: network, isDefaultBridge: name == Self.defaultBridge,
                    candidates: candidates.filter { !$0.addresses.isEmpty })), network: described)
        choice.unanswered = unanswered
        choice.note = note
        return choice
    }

    /// A network of macvlan, ipvlan and their like: its containers are on the site's own network, and one that runs
    /// already can be entered.
    private func bridgeless(_ vantage: Vantage, _ network: EngineNetwork, _ client: EngineClient) async -> VantageChoice
    {
        if let (container, _) = await Members(of: network.name, in: reading).best {
            return VantageChoice(vantage, .enter(container))
        }
        if let described = try? await client.network(network.id), let branching = branching(described) {
            var choice = VantageChoice(vantage, .branch(branching))
            choice.driver = network.driver
            return choice
        }
        let reason = SkipReason(
            .prerequisite,
            """
            the network's driver is \(LocalText(network.driver, limit: 32)): it has no bridge that a namespace could be put on, \
            and no range of addresses of its own (--ip-range) that one could be taken from
            """
        )
        var choice = VantageChoice(vantage, .none(reason))
        choice.driver = network.driver
        return choice
    }

    /// A macvlan network can be measured from where the engine was given addresses for itself (`--ip-range`).
    ///
    /// Without such a range the engine gives away addresses of the site's own network and knows nothing of who else has them:
    /// whoever sleeps does not answer ARP. Nor is a network without a gateway, which leads nowhere, or of ipvlan, whose
    /// containers have the host's hardware address.
    private func branching(_ network: EngineNetwork) -> BranchingNetwork? {
        guard !network.isInternal, let (parent, mode) = network.branching,
            interfaces.contains(where: { $0.name == parent }),
            let delegation = network.delegations.first, let gateway = delegation.gateway
        else { return nil }
        let candidates = FreeAddresses.candidates(
            in: delegation.own, except: network.takenAddresses.union(ownAddresses))
        guard !candidates.isEmpty else { return nil }
        return BranchingNetwork(
            parent: parent, mode: mode, mtu: network.mtu, subnet: delegation.subnet, gateway: gateway,
            candidates: candidates)
    }

    private var ownAddresses: [IPAddress] { interfaces.flatMap(\.addresses) }

    /// The network as probes know it; nothing where its bridge is not here.
    private func describe(_ network: EngineNetwork, from vantage: Vantage) -> ContainerNetwork? {
        let gateways = network.gateways
        let bridge =
            interfaces.first { network.interfaceCandidates.contains($0.name) }
            ?? interfaces.first { interface in gateways.contains { interface.addresses.contains($0) } }
        guard let bridge else { return nil }
        // Where a subnet has no gateway of its own, the bridge's address in it serves (libnetwork's default); of IPv6 the engine
        // often names none.
        let ungated = network.subnets.filter { subnet in !gateways.contains { subnet.contains($0) } }
        let own = bridge.addresses.filter { address in ungated.contains { $0.contains(address) } }
        var described = ContainerNetwork(
            name: NetworkName(network.name), interface: bridge.name, subnets: network.subnets,
            gateways: gateways + own, mtu: network.mtu ?? Self.usualMTU,
            isMasqueraded: network.isMasqueraded, vantage: vantage, source: nil)
        described.isInternal = network.isInternal
        let (members, leftOut) = network.memberAddresses.divided(at: Self.mostMembers)
        described.members = members
        described.leftOut = [LeftOut(.containers, leftOut)].recorded
        return described
    }

    /// What a new veth has, where the network's options set nothing.
    static let usualMTU = 1500
}

// MARK: - Containers

extension VantageFinder {
    private func choice(_ vantage: Vantage, container name: String) async -> VantageChoice {
        func none(_ why: Sentence) -> VantageChoice { VantageChoice(vantage, .none(SkipReason(.prerequisite, why))) }
        if let obstacle { return VantageChoice(vantage, .none(obstacle)) }
        guard
            let container = reading.containers.first(where: { container in
                container.names.contains(name) || (name.utf8.count >= 12 && container.id.description.hasPrefix(name))
            }), let detail = try? await reading.container(container.id), let id = detail.processID
        else { return none("no container of that name runs") }
        guard detail.networkMode != "host" else {
            return none("the container shares the host's network: measure from the host")
        }
        let running = RunningContainer(
            id: container.id, name: name, processID: id, hasOwnResolvers: detail.hasOwnResolvers,
            ownResolvers: detail.ownResolvers,
            isModule: container.isModule)
        var network: ContainerNetwork?
        for attached in detail.networks {
            guard let listed = reading.networks.first(where: { $0.name == attached }),
                var described = describe(listed, from: vantage)
            else { continue }
            described.source = detail.address(on: attached)
            network = described
            break
        }
        return VantageChoice(vantage, .enter(running), network: network)
    }

    /// Addresses for the record: a bridge of Linux has 1,023 ports (BR_MAX_PORTS in net/bridge/br_private.h).
    private static let mostMembers = 1_024
}
