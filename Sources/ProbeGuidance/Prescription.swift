import ProbeCore
import ProbeFindings

/// A finding with what a remedy for it can be built from; each group of causes is an extension of its own.
struct Prescription {
    let finding: Finding
    let assignment: Assignment
    let facts: Guidance.Facts

    /// The host that the finding is about; nothing where it is about an address, or about none.
    var host: HostName? { finding.subject.name }

    /// The host, or the hub where the finding is about no host.
    var hostOrHub: HostName { host ?? assignment.hub }

    /// What the packets went to, in words: the host; where the finding is about an address, the names that have it, else itself.
    var destinationInWords: Sentence {
        if let host { return "\(host)" }
        guard let address = finding.subject.address else { return "\(assignment.hub)" }
        let names = facts.addresses.filter { $0.value.contains(address) }.keys.sorted {
            $0.description < $1.description
        }
        return names.isEmpty ? "\(address)" : "\(names) (\(address))"
    }

    /// What names of hubs are under in the cloud that the hub is in.
    var hubDomain: Sentence { Sentence(verbatim: Cloud(of: assignment.hub).hubDomain) }

    /// The finding's port, where it is one that IoT Edge uses, or a registry's own; no remedy opens or names another.
    var port: UInt16? {
        let own = (assignment.registryPorts ?? []).map(\.port).filter { ![80, 1883, 5672].contains($0) }
        return finding.subject.port.flatMap { ([443, 5671, 8883] + own).contains($0) ? $0 : nil }
    }

    /// The resolver that the finding is about as a whole: not what it says of a name, but the way to it.
    private var resolverAlone: SocketAddress? { finding.subject.host == nil ? finding.subject.resolver : nil }

    /// Where the packets went that the finding is about.
    var target: IPAddress? {
        resolverAlone?.address ?? addresses(of: hostOrHub).first { $0.family == .v4 }
    }

    /// Addresses known for a name, the finding's own first.
    func addresses(of name: HostName) -> [IPAddress] {
        var addresses = facts.addresses[name] ?? []
        if name == hostOrHub, let address = finding.subject.address, !addresses.contains(address) {
            addresses.insert(address, at: 0)
        }
        return addresses.filter { !$0.isNeverAService }
    }

    /// A remedy; most are for the finding's own owner.
    func remedy(
        _ id: RemedyID, owner: Owner? = nil, _ title: Sentence, _ steps: [Sentence] = [],
        _ commands: [Remedy.Command] = []
    ) -> Remedy {
        Remedy(id: id, owner: owner ?? finding.owner, title: title, steps: steps, commands: commands)
    }

    /// What the finding keeps closed: the port in question, or everything needed where it is about more than a port.
    var openings: [FirewallOpening] {
        if let resolverAlone {
            return [FirewallOpening.Network.udp, .tcp].map { network in
                FirewallOpening(
                    destination: .address(resolverAlone.address), addresses: [resolverAlone.address],
                    ports: [resolverAlone.port], network: network, purpose: "name resolution")
            }
        }
        if let proxyAlone { return [proxyAlone] }
        if host == nil, let shared = openingsOfMany { return shared }
        let name = hostOrHub
        let ports = port.map { [$0] } ?? []
        if name == assignment.hub {
            guard !ports.isEmpty else {
                let needed = FirewallOpening.ports(for: assignment.upstream)
                return hubOpenings(needed)
            }
            return hubOpenings(ports)
        }
        if name == assignment.dps {
            var opening = FirewallOpening.provisioning(name, addresses: addresses(of: name))
            if !ports.isEmpty { opening.ports = ports }
            return [opening]
        }
        if assignment.registries.contains(name) {
            return registryOpenings(name)
        }
        return [
            FirewallOpening(
                destination: .name(name), addresses: addresses(of: name), ports: ports.isEmpty ? [443] : ports,
                tags: name.storageTags, purpose: "IoT Edge")
        ]
    }

    /// Where it is the proxy that the packets go to, and no service.
    private var proxyAlone: FirewallOpening? {
        let subject = finding.subject
        guard subject.via == .proxy, let address = subject.address, let port = subject.port, let proxy = subject.host,
            proxy == assignment.proxy?.host
        else { return nil }
        return FirewallOpening(
            destination: proxy.name.map { .name($0) } ?? .address(address), addresses: [address], ports: [port],
            purpose: "everything that goes through the proxy")
    }

    /// The hub at some ports, and the other hubs that the finding is about.
    private func hubOpenings(_ ports: [UInt16]) -> [FirewallOpening] {
        ([assignment.hub] + facts.fellows).map { hub in
            FirewallOpening.hub(hub, ports: ports, addresses: addresses(of: hub))
        }
    }

    /// A registry at its port, and the data endpoint behind it.
    func registryOpenings(_ name: HostName) -> [FirewallOpening] {
        FirewallOpening.registry(
            name, port: assignment.endpoint(ofRegistry: name).port, addresses: addresses(of: name))
    }

    /// Where the finding is about no one host: all that is needed, as far as it has the finding's address and port.
    ///
    /// Nothing where no host that is needed is known to have the address.
    private var openingsOfMany: [FirewallOpening]? {
        let known = facts.addresses.mapValues { $0.filter { !$0.isNeverAService } }
        var openings = FirewallOpening.needed(by: assignment, addresses: known)
        if let address = finding.subject.address { openings.removeAll { !$0.addresses.contains(address) } }
        if let port {
            openings = openings.filter { $0.ports.contains(port) }.map { opening in
                var opening = opening
                opening.ports = [port]
                return opening
            }
        }
        return openings.isEmpty ? nil : openings
    }

    /// Opening the path at the site: the request first, then the languages of boxes that a site may have.
    func openingAtSite(
        _ id: RemedyID = .allowOutbound, _ title: Sentence = "Ask the network team to allow (paste this):",
        steps: [Sentence] = []
    ) -> Remedy {
        let dialects: [Dialect] = [.request, .nftables, .iptables, .azureNSG, .azureFirewall]
        return remedy(
            id, title, steps,
            dialects.compactMap { command(in: $0, for: openings, at: .router) })
    }

    /// Openings in a firewall's language, or as a request of this device's.
    func command(in dialect: Dialect, for openings: [FirewallOpening], at place: FirewallPlace) -> Remedy.Command? {
        if dialect == .request { return Remedy.Command(asking: Request.lines(openings, from: facts.requester)) }
        return Guidance.command(dialect, openings, at: place)
    }

    /// Carrying the transport inside WebSocket on 443, where the path to another port cannot be opened.
    ///
    /// None where the run showed that WebSockets do not get through either.
    var webSocketInstead: [Remedy] {
        let isMQTT = assignment.upstream == .mqtt || assignment.upstream == .mqttOverWebSocket
        let candidates: [Transport] =
            isMQTT ? [.mqttOverWebSocket, .amqpOverWebSocket] : [.amqpOverWebSocket, .mqttOverWebSocket]
        guard let carrier = candidates.first(where: { !facts.unusable.contains($0) }) else { return [] }
        let transport = carrier.upstreamProtocol
        return [
            remedy(
                .useWebSocket, owner: .device,
                "Without the network team: set UpstreamProtocol=\(transport) on edgeAgent and edgeHub.",
                [
                    """
                    Before provisioning, for edgeAgent: UpstreamProtocol = "\(transport)" under [agent.env] in \
                    /etc/aziot/config.toml, then: iotedge config apply
                    """,
                    """
                    In the deployment manifest, for edgeAgent and for edgeHub (edgeHub does not fall back by itself), as the \
                    module's environment or in its createOptions:
                    """,
                ],
                [Remedy.Command(.createOptions, "{ \"Env\": [\"UpstreamProtocol=\(transport.text)\"] }")])
        ]
    }

    /// True where the same service can be reached through 443 instead.
    var hasWebSocketInstead: Bool {
        hostOrHub == assignment.hub && (port == 5671 || port == 8883)
    }

    /// What a team is asked in prose, behind who asks.
    func request(_ lines: Sentence...) -> [Remedy.Command] { request(lines) }

    func request(_ lines: [Sentence]) -> [Remedy.Command] {
        [Remedy.Command(asking: facts.requester.lines + lines)]
    }
}
