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

    /// The name to look up where no address is known; domains cannot be looked up.
    var lookup: HostName? {
        guard addresses.isEmpty, case .name(let name) = destination else { return nil }
        return name
    }

    var portList: String { ports.map(String.init).joined(separator: ",") }
}

extension FirewallOpening {
    /// What a device needs: HTTPS always, and the port of the transport that edgeHub uses; the others may stay closed.
    static func needed(by assignment: Assignment, addresses: [HostName: [IPAddress]]) -> [FirewallOpening] {
        [hub(assignment, ports: ports(for: assignment.upstream), addresses: addresses[assignment.hub] ?? [])]
            + (assignment.dps.map { [provisioning($0, addresses: addresses[$0] ?? [])] } ?? [])
            + assignment.registries.flatMap { host in
                registry(
                    host, port: assignment.endpoint(ofRegistry: host).port, addresses: addresses[host] ?? [])
            }
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

    /// A registry, and the data endpoint that it redirects to where the rule for that name is known.
    static func registry(_ host: HostName, port: UInt16 = 443, addresses: [IPAddress]) -> [FirewallOpening] {
        let name = host.description
        let isMicrosoft = name == "mcr.microsoft.com"
        let isAzure = name.hasSuffix(".azurecr.io")
        let front = FirewallOpening(
            destination: .name(host), addresses: Array(addresses.prefix(8)), ports: [port],
            tags: isMicrosoft
                ? ["MicrosoftContainerRegistry", "AzureFrontDoor.FirstParty"]
                : isAzure ? ["AzureContainerRegistry"] : [],
            purpose: "pulling the modules' images")
        guard isMicrosoft || isAzure,
            let domain = try? HostName(validating: isMicrosoft ? "data.mcr.microsoft.com" : "blob.core.windows.net")
        else { return [front] }
        let data = FirewallOpening(
            destination: .names(under: domain), addresses: [], ports: [443],
            tags: isMicrosoft ? ["MicrosoftContainerRegistry", "AzureFrontDoor.FirstParty"] : ["Storage"],
            purpose: "the images' layers, which the registry redirects to")
        return [front, data]
    }
}
