package import ProbeCore
import ProbeEvidence
import ProbeLinux

/// Goes the ways that were chosen: opens and makes namespaces, reads and composes what belongs to them.
package struct VantageBuilder: Sendable {
    private let circumstances: EngineResolvers.Circumstances
    private let hostName: String

    package init(circumstances: EngineResolvers.Circumstances, hostName: String) {
        self.circumstances = circumstances
        self.hostName = hostName
    }

    /// Prepares a vantage, or says why there is none after all.
    ///
    /// - Parameters:
    ///   - choice: the way.
    ///   - isPlugged: called where something has been put on the host's network and stays there as it is.
    /// - Returns: the vantage, or the reason.
    package func prepare(
        _ choice: VantageChoice, isPlugged: @escaping @Sendable () -> Void
    ) async -> Result<PreparedVantage, Refusal> {
        do throws(Refusal) {
            switch choice.way {
            case .host: return .success(PreparedVantage(choice.vantage, namespace: nil))
            case .enter(let container): return .success(try enter(container, choice))
            case .attach(let network): return .success(try await attach(network, choice, isPlugged))
            case .branch(let network): return .success(try await branch(network, choice, isPlugged))
            case .open(let path, let name): return .success(try open(path, name, choice))
            case .none(let reason): throw Refusal(reason: reason)
            }
        } catch {
            return .failure(error)
        }
    }

    package struct Refusal: Error, Sendable {
        package let reason: SkipReason

        init(reason: SkipReason) { self.reason = reason }
        init(_ why: Sentence) { reason = SkipReason(.prerequisite, why) }
    }
}

// MARK: - A running container

extension VantageBuilder {
    /// Longer than any file that an engine writes, and short enough for the plan's way to the worker.
    private static let longestFile = 1 << 16
    private static let longestHosts = 1 << 20

    private func enter(_ container: RunningContainer, _ choice: VantageChoice) throws(Refusal) -> PreparedVantage {
        let name = LocalText(container.name, limit: 128)
        let place: ProcessPlace
        do {
            place = try Capabilities.raised([.lookIntoProcesses]) { () throws(SystemCallError) in
                try ProcessPlace(processID: container.processID)
            }
        } catch {
            throw Refusal("the namespace of the container \(name) could not be opened (\(Sentence(quoting: error)))")
        }
        if let own = try? NetworkNamespace.current(), own.inode == place.network.inode {
            throw Refusal("the container \(name) shares this process's network: measure from the host")
        }
        var prepared = PreparedVantage(choice.vantage, namespace: place.network)
        // With no right that this process does not have anyway: what is in there was made by somebody else.
        let resolverText = try text(of: "etc/resolv.conf", in: place, of: name, limit: Self.longestFile)
        prepared.resolverText = resolverText ?? ""
        prepared.hostsText = try text(of: "etc/hosts", in: place, of: name, limit: Self.longestHosts) ?? ""
        var origin = VantageOrigin(
            kind: .container, resolverRule: .ownFile, resolvers: NameserverLines.servers(in: resolverText ?? ""),
            hostResolvers: NameserverLines.servers(in: circumstances.hostFile ?? ""))
        origin.container = LocalText(container.name, limit: 128)
        origin.network = choice.network
        origin.hostUpstreams = circumstances.hostUpstreams
        if origin.usesEngineResolver {
            // As the engine would choose them now; the container may be older.
            let resolvers = EngineResolvers.onOtherNetwork(circumstances)
            origin.forwarders = resolvers.forwarders
            origin.forwarderRule = resolvers.rule
            if container.isModule, !container.ownResolvers.isEmpty {
                (origin.forwarders, origin.forwarderRule) = (container.ownResolvers, .deployment)
            }
            origin.forwardersAtStart = resolverText.flatMap(NameserverLines.forwarders)
        }
        origin.hasOwnResolvers = container.hasOwnResolvers
        origin.isModule = container.isModule
        if choice.network?.name == NetworkName(VantageFinder.defaultBridge) {
            // Its gateways tell whether the network has IPv6.
            let hasIPv6 = choice.network?.gateways.contains { $0.family == .v6 } ?? false
            origin.resolversToday = EngineResolvers.onDefaultBridge(circumstances, hasIPv6: hasIPv6).servers
        }
        prepared.network = choice.network
        prepared.origin = origin
        return prepared
    }
}

extension VantageBuilder {
    /// Nothing for a file that cannot be read, as the container cannot read it; one that does not answer says nothing.
    private func text(
        of file: String, in place: borrowing ProcessPlace, of container: LocalText, limit: Int
    ) throws(Refusal) -> String? {
        do throws(FileError) {
            return try place.text(file, limit: limit)
        } catch {
            guard error.error == "ETIMEDOUT" else { return nil }
            throw Refusal(
                "/\(LocalText(file)) of the container \(container) does not answer: it is on a file system that hangs")
        }
    }
}

// MARK: - A namespace on the bridge

extension VantageBuilder {
    private func attach(
        _ network: AttachableNetwork, _ choice: VantageChoice, _ isPlugged: @escaping @Sendable () -> Void
    ) async throws(Refusal) -> PreparedVantage {
        guard var described = choice.network else { throw Refusal("the network's bridge is not known") }
        let resolvers =
            network.isDefaultBridge
            ? EngineResolvers.onDefaultBridge(circumstances, hasIPv6: network.network.hasIPv6)
            : EngineResolvers.onOtherNetwork(circumstances)
        let ranges = network.candidates.map {
            BridgeAttachment.Range(
                subnet: $0.subnet, gateway: $0.gateway, bridge: $0.bridge, candidates: $0.addresses)
        }
        let (bridge, mtu) = (described.interface, described.mtu)
        let forwarder = resolvers.loopbackForwarder
        let attachment: BridgeAttachment
        do throws(BridgeAttachment.Failure) {
            attachment = try await BridgeAttachment.make(
                .bridge(bridge), mtu: mtu, ranges: ranges, hasResolver: forwarder != nil, isPlugged: isPlugged)
        } catch {
            throw Refusal("a namespace could not be put on \(bridge): \(Sentence(quoting: error))")
        }
        described.source = attachment.addresses.first
        var prepared = PreparedVantage(choice.vantage, namespace: attachment.namespace)
        prepared.network = described
        prepared.resolverText = resolvers.text
        prepared.hostsText = hosts(attachment.addresses)
        prepared.origin = origin(.attached, resolvers)
        prepared.origin?.network = described
        if let forwarder {
            prepared.relay = await ResolverRelay(sockets: attachment.resolverSockets, forwardingTo: forwarder)
        }
        return prepared
    }

    /// Beside the interface that the network's containers have theirs beside: on the site's own network, past the device's rules.
    private func branch(
        _ network: BranchingNetwork, _ choice: VantageChoice, _ isPlugged: @escaping @Sendable () -> Void
    ) async throws(Refusal) -> PreparedVantage {
        let resolvers = EngineResolvers.onOtherNetwork(circumstances)
        let range = BridgeAttachment.Range(
            subnet: network.subnet, gateway: network.gateway, bridge: network.gateway, candidates: network.candidates)
        let forwarder = resolvers.loopbackForwarder
        let attachment: BridgeAttachment
        do throws(BridgeAttachment.Failure) {
            attachment = try await BridgeAttachment.make(
                .macvlan(parent: network.parent, network.mode), mtu: network.mtu, ranges: [range],
                hasResolver: forwarder != nil, isPlugged: isPlugged)
        } catch {
            throw Refusal(
                "a namespace could not be put beside \(network.parent): \(Sentence(quoting: error))")
        }
        var prepared = PreparedVantage(choice.vantage, namespace: attachment.namespace)
        prepared.resolverText = resolvers.text
        prepared.hostsText = hosts(attachment.addresses)
        prepared.origin = origin(.attached, resolvers)
        if let forwarder {
            prepared.relay = await ResolverRelay(sockets: attachment.resolverSockets, forwardingTo: forwarder)
        }
        return prepared
    }

    /// The origin of a namespace of our own, with the list that the engine would write.
    private func origin(_ kind: VantageOrigin.Kind, _ resolvers: EngineResolvers) -> VantageOrigin {
        var origin = VantageOrigin(
            kind: kind, resolverRule: resolvers.rule, resolvers: resolvers.servers, hostResolvers: resolvers.hostServers
        )
        origin.forwarders = resolvers.forwarders
        origin.forwarderRule = origin.usesEngineResolver ? resolvers.rule : nil
        origin.hostUpstreams = circumstances.hostUpstreams
        return origin
    }

    /// The hosts file that an engine writes (libnetwork's etchosts).
    private func hosts(_ addresses: [IPAddress]) -> String {
        ([
            "127.0.0.1\tlocalhost", "::1\tlocalhost ip6-localhost ip6-loopback", "fe00::0\tip6-localnet",
            "ff00::0\tip6-mcastprefix", "ff02::1\tip6-allnodes", "ff02::2\tip6-allrouters",
        ] + addresses.map { "\($0)\t\(hostName)" }).joined(separator: "\n") + "\n"
    }
}

// MARK: - A namespace that is a file

extension VantageBuilder {
    private func open(_ path: String, _ name: String?, _ choice: VantageChoice) throws(Refusal) -> PreparedVantage {
        guard !DistantFiles.isSilent(path) else {
            throw Refusal(
                "\(LocalText(path)) did not answer in time: it is on a file system that hangs (FUSE, or over the network)"
            )
        }
        let namespace: NetworkNamespace
        do throws(SystemCallError) {
            // Named by the user, so with his rights and no others.
            namespace = try Capabilities.asCaller { () throws(SystemCallError) in try NetworkNamespace.open(path) }
        } catch {
            throw Refusal(
                "\(LocalText(path)) could not be opened as a network namespace (\(Sentence(quoting: error)))")
        }
        var prepared = PreparedVantage(choice.vantage, namespace: namespace)
        // As `ip netns exec` has them: files of the namespace's own before the host's.
        func text(_ file: String, _ limit: Int) -> String? {
            name.flatMap { try? TextFile.read("/etc/netns/\($0)/\(file)", limit: limit) }
        }
        let resolverText = text("resolv.conf", Self.longestFile)
        prepared.resolverText = resolverText
        prepared.hostsText = text("hosts", Self.longestHosts)
        let hostServers = NameserverLines.servers(in: circumstances.hostFile ?? "")
        prepared.origin = VantageOrigin(
            kind: .namespace, resolverRule: resolverText == nil ? .hostList : .ownFile,
            resolvers: resolverText.map(NameserverLines.servers(in:)) ?? hostServers, hostResolvers: hostServers)
        return prepared
    }
}
