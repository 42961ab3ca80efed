import ProbeCore

/// Addresses that get the same rule, for firewalls that do not know names: one loop of shell text for all of them.
struct AddressGroup: Hashable {
    let network: FirewallOpening.Network
    let ports: [UInt16]
    let family: IPAddress.Family
    private(set) var addresses: [IPAddress] = []
    /// Names without a known address, resolved on the device when the text runs.
    private(set) var names: [HostName] = []

    /// The openings by what they open, IPv4 first.
    static func groups(of openings: [FirewallOpening]) -> [AddressGroup] {
        var groups: [AddressGroup] = []
        func add(_ opening: FirewallOpening, _ family: IPAddress.Family, _ change: (inout AddressGroup) -> Void) {
            let index = groups.firstIndex {
                $0.network == opening.network && $0.ports == opening.ports && $0.family == family
            }
            if index == nil {
                groups.append(AddressGroup(network: opening.network, ports: opening.ports, family: family))
            }
            change(&groups[index ?? groups.count - 1])
        }
        for opening in openings {
            for address in opening.addresses {
                add(opening, address.family) { if !$0.addresses.contains(address) { $0.addresses.append(address) } }
            }
            if let name = opening.lookup { add(opening, .v4) { $0.names.append(name) } }
        }
        return groups.filter { $0.family == .v4 } + groups.filter { $0.family == .v6 }
    }

    /// Shell text with loops over groups of openings, run once the addresses of all their names are known, behind comments on
    /// what a tool without names cannot do.
    static func text(
        _ groups: [AddressGroup], of openings: [FirewallOpening], tool: String, _ parts: [String]
    ) -> String {
        let rules = Shell.finding(
            groups.compactMap { group in
                group.names.isEmpty ? nil : (group.variable, group.names, group.family)
            }, parts.joined(separator: "\n"))
        return (Shell.nameComments(openings, tool: tool) + [rules]).joined(separator: "\n")
    }

    /// A loop over the addresses, with `$address` in its body; stands inside `text`.
    func loop(_ body: String) -> String {
        Shell.loop(over: addresses.map(\.description) + (names.isEmpty ? [] : ["$\(variable)"]), body)
    }

    /// The variable for the addresses of the names.
    private var variable: String { "\(network.rawValue)_\(ports.map(String.init).joined(separator: "_"))" }
}
