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
    var purpose: String
    /// When it is needed, as a clause; nothing where it always is.
    var condition: String?
    /// What else would cover it, as a clause.
    var alternative: String?

    /// The name to look up where no address is known; domains cannot be looked up.
    var lookup: HostName? {
        guard addresses.isEmpty, case .name(let name) = destination else { return nil }
        return name
    }

    var portList: String { ports.map(String.init).joined(separator: ",") }
}

extension FirewallOpening {
    /// What a device needs: HTTPS always, and the port of the transport that edgeHub uses; the others may stay closed.
    ///
    /// What only provisioning or a deployment asks for says so.
    static func needed(by assignment: Assignment, addresses: [HostName: [IPAddress]]) -> [FirewallOpening] {
        let dps = assignment.dps.map { host in
            var opening = provisioning(host, addresses: addresses[host] ?? [])
            if assignment.idScope == nil { opening.condition = "where the device is provisioned through it" }
            return opening
        }
        let registries = assignment.registries.flatMap { host in
            registry(host, port: assignment.endpoint(ofRegistry: host).port, addresses: addresses[host] ?? []).map {
                opening in
                var opening = opening
                if assignment.isSpare(host) { opening.condition = "where a deployment takes images from it" }
                return opening
            }
        }
        return [hub(assignment, ports: ports(for: assignment.upstream), addresses: addresses[assignment.hub] ?? [])]
            + [dps].compactMap(\.self) + registries
    }

    static func ports(for upstream: Transport) -> [UInt16] {
        upstream.port == 443 ? [443] : [443, upstream.port]
    }

    static func hub(_ assignment: Assignment, ports: [UInt16], addresses: [IPAddress]) -> FirewallOpening {
        FirewallOpening(
            destination: .name(assignment.hub), addresses: Array(addresses.prefix(8)), ports: ports,
            tags: ["AzureIoTHub"], purpose: "the device's connection to IoT Hub")
    }

    static func provisioning(_ host: HostName, addresses: [IPAddress]) -> FirewallOpening {
        FirewallOpening(
            destination: .name(host), addresses: Array(addresses.prefix(8)), ports: [443], tags: ["AzureIoTHub"],
            purpose: "provisioning (DPS)")
    }

    /// A registry, and what it redirects to or asks for tokens where the rule for those names is known.
    static func registry(_ host: HostName, port: UInt16 = 443, addresses: [IPAddress]) -> [FirewallOpening] {
        let provider = RegistryProvider(of: host)
        let front = FirewallOpening(
            destination: .name(host), addresses: Array(addresses.prefix(8)), ports: [port],
            tags: provider?.tags ?? [], purpose: "pulling the modules' images")
        return [front] + (provider?.further(for: host) ?? [])
    }
}
