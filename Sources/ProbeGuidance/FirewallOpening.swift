import ProbeCore

/// One thing to let out: a destination, its ports and why.
struct FirewallOpening: Hashable {
    enum Destination: Hashable {
        case name(HostName)
        /// All names under a domain, `*.data.mcr.microsoft.com`.
        case names(under: HostName)
        case address(IPAddress)

        var text: String {
            switch self {
            case .name(let name): name.description
            case .names(let domain): "*.\(domain)"
            case .address(let address): address.description
            }
        }
    }

    enum Network: String {
        case tcp, udp
    }

    var destination: Destination
    /// Addresses seen for it; they change.
    var addresses: [IPAddress]
    var ports: [UInt16]
    var network = Network.tcp
    /// Azure's service tags that cover the destination.
    var tags: [String] = []
    /// Why, as a clause behind "for".
    var purpose: Sentence
    /// When it is needed, as a clause; nothing where it always is.
    var condition: Sentence?
    /// What else would cover it, as a clause.
    var alternative: Sentence?

    /// The name to look up where no address is known; domains cannot be looked up.
    var lookup: HostName? {
        guard addresses.isEmpty, case .name(let name) = destination else { return nil }
        return name
    }

    /// What stands for it in a firewall that knows names: a hub's two names are two.
    var names: [String] {
        guard case .name(let name) = destination, let other = name.otherDeviceName else { return [destination.text] }
        return [destination.text, other.description]
    }

    var portList: String { ports.map(String.init).joined(separator: ",") }
}

extension FirewallOpening {
    /// What a device needs: HTTPS always, and the port of the transport that edgeHub uses; the others may stay closed.
    ///
    /// What only provisioning or a deployment asks for says so.
    static func needed(
        by assignment: Assignment, _ fellows: [HostName] = [], addresses: [HostName: [IPAddress]]
    ) -> [FirewallOpening] {
        let dps = assignment.dps.map { host in
            var opening = provisioning(host, addresses: addresses[host] ?? [])
            if assignment.idScope == nil { opening.condition = "where the device is provisioned through it" }
            return opening
        }
        let registries = assignment.registries.flatMap { host in
            registry(host, port: assignment.endpoint(ofRegistry: host).port, addresses: addresses[host] ?? []).map {
                opening in
                var opening = opening
                if assignment.isSpare(host) {
                    opening.condition =
                        assignment.isMirror(assignment.endpoint(ofRegistry: host))
                        ? "where the engine is to pull Docker Hub's images through it"
                        : "where a deployment takes images from it"
                }
                return opening
            }
        }
        let hubs = ([assignment.hub] + fellows).map { host in
            hub(host, ports: ports(for: assignment.upstream), addresses: addresses[host] ?? [])
        }
        let all =
            hubs + [dps].compactMap(\.self) + registries
        // What two registries redirect to is one flow, and always needed where one of them is.
        return all.indices.filter { index in
            !all.indices.contains { other in
                other != index && all[other].covers(all[index]) && (other < index || !all[index].covers(all[other]))
            }
        }.map { all[$0] }
    }

    /// The same flow, needed wherever the other one is.
    private func covers(_ other: FirewallOpening) -> Bool {
        destination == other.destination && ports == other.ports && network == other.network
            && (condition == nil || other.condition != nil)
    }

    /// The names alone, each once, with the hub's other one; a port where it is not 443.
    static func names(neededBy assignment: Assignment) -> [String] {
        var names = needed(by: assignment, addresses: [:]).map { opening in
            // Only a registry may be without 443.
            opening.destination.text + (opening.ports.contains(443) ? "" : " (TCP \(opening.portList))")
        }
        // The hub is the first.
        if let other = assignment.hub.otherDeviceName { names.insert(other.description, at: 1) }
        return names.uniqued
    }

    static func ports(for upstream: Transport) -> [UInt16] {
        upstream.port == 443 ? [443] : [443, upstream.port]
    }

    /// A service tag has public addresses: none of a private endpoint's.
    private static func tags(_ tags: [String], of addresses: [IPAddress]) -> [String] {
        addresses.contains(where: \.isPrivate) ? [] : tags
    }

    static func hub(_ hub: HostName, ports: [UInt16], addresses: [IPAddress]) -> FirewallOpening {
        let isAzures = hub.hub != nil
        return FirewallOpening(
            destination: .name(hub), addresses: Array(addresses.prefix(8)), ports: ports,
            // A parent, a private zone's name and a hub of one's own have addresses of no service tag.
            tags: isAzures ? tags(["AzureIoTHub"], of: addresses) : [],
            purpose: isAzures ? "the device's connection to IoT Hub" : "the device's connection to its parent or hub")
    }

    static func provisioning(_ host: HostName, addresses: [IPAddress]) -> FirewallOpening {
        FirewallOpening(
            destination: .name(host), addresses: Array(addresses.prefix(8)), ports: [443],
            tags: tags(["AzureIoTHub"], of: addresses), purpose: "provisioning (DPS)")
    }

    /// A registry, and what it redirects to or asks for tokens where the rule for those names is known.
    static func registry(_ host: HostName, port: UInt16 = 443, addresses: [IPAddress]) -> [FirewallOpening] {
        let provider = RegistryProvider(of: host)
        let front = FirewallOpening(
            destination: .name(host), addresses: Array(addresses.prefix(8)), ports: [port],
            tags: tags(provider?.tags ?? host.storageTags, of: addresses),
            purpose: "pulling the modules' images")
        return [front] + (provider?.further(for: host) ?? [])
    }
}
