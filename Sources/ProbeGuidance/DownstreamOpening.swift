import ProbeCore

/// What comes in from the inside: devices behind this gateway, to the ports that edgeHub publishes.
///
/// An engine sends what comes in for a published port to edgeHub's container by DNAT, before any filter, or listens itself:
/// the packets pass the hook forward in the one case and the hook input in the other (docker-proxy(8), netfilter's
/// `nf_nat`), and have the published port only as their connection's original destination in the first.
struct DownstreamOpening: Hashable {
    let ports: [UInt16]
    /// Where those devices are; empty where that is not known.
    let networks: [IPPrefix]

    /// Nothing where nobody is behind the gateway.
    init?(_ requester: Requester) {
        guard !requester.downstreamPorts.isEmpty else { return nil }
        ports = requester.downstreamPorts
        networks = requester.insideNetworks
    }

    var portList: String { ports.map(String.init).joined(separator: ",") }

    /// The families that its networks are of; IPv4 where none is known.
    var families: [IPAddress.Family] {
        let families: [IPAddress.Family] = [.v4, .v6].filter { family in networks.contains { $0.family == family } }
        return families.isEmpty ? [.v4] : families
    }

    /// Words for a shell: the networks of a family.
    func sources(_ family: IPAddress.Family) -> [String] {
        networks.isEmpty ? ["$DOWNSTREAM"] : networks.filter { $0.family == family }.map(\.description)
    }

    /// Shell text that asks for the networks where nobody knows them.
    func asking(_ text: String) -> String {
        guard networks.isEmpty else { return text }
        return """
            : "${DOWNSTREAM:?set DOWNSTREAM to the network of the devices}"
            \(text)
            """
    }

    /// A loop over the networks of a family, with `$network` in its body.
    func loop(_ family: IPAddress.Family, _ body: String) -> String {
        Shell.loop(over: sources(family), as: "network", body)
    }
}
