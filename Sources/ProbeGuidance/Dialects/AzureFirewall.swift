import ProbeCore
import ProbeFindings

/// Rules for Azure Firewall, as `az` commands of the extension azure-firewall.
///
/// Application rules take names, with patterns, for HTTPS alone; network rules take names without patterns for any port once
/// the firewall is the DNS proxy. Both go into collections of their own, which are made anew each time.
enum AzureFirewall: FirewallDialect {
    static let dialect = Dialect.azureFirewall

    static let removal: String? = [
        deletion("application", names), deletion("network", ports), deletion("network", inside),
    ].joined(separator: "\n")

    private static let names = "iot-edge-names"
    private static let ports = "iot-edge-ports"
    private static let inside = "iot-edge-inside"

    private static func deletion(_ kind: String, _ collection: String) -> String {
        """
        az network firewall \(kind)-rule collection delete \\
          --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
          --collection-name \(collection)
        """
    }

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        var parts = [
            Shell.comment(
                "Names on other ports than 443 need the firewall's DNS proxy: az network firewall update --enable-dns-proxy true."
            ),
            """
            : "${RESOURCE_GROUP:?set RESOURCE_GROUP to the name of the group}"
            : "${FIREWALL:?set FIREWALL to the name of the firewall}"
            : "${SOURCES:?set SOURCES to the gateway, or its network}"
            """,
            deletion("application", names) + " 2>/dev/null || :", deletion("network", ports) + " 2>/dev/null || :",
        ]
        var names = 0
        var ports = 0
        for opening in openings {
            if opening.network == .tcp, opening.ports.contains(443), let patterns = patterns(of: opening) {
                parts.append(application(to: patterns, number: names))
                names += 1
            }
            let others =
                opening.network == .tcp && patterns(of: opening) != nil
                ? opening.ports.filter { $0 != 443 } : opening.ports
            guard !others.isEmpty, let destination = destination(of: opening) else { continue }
            parts.append(network(to: destination, others, opening.network, number: ports))
            ports += 1
        }
        return parts.joined(separator: "\n")
    }

    static func text(_ opening: DownstreamOpening) -> String? {
        let networks = opening.networks.map { Shell.quoted($0) }.joined(separator: " ")
        return opening.asking(
            """
            \(deletion("network", inside)) 2>/dev/null || :
            az network firewall network-rule create \\
              --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
              --collection-name \(inside) --name iot-edge-in-0 \\
              --source-addresses \(networks.isEmpty ? "$DOWNSTREAM" : networks) --protocols TCP \\
              --destination-addresses $SOURCES \\
              --destination-ports \(opening.ports.map(String.init).joined(separator: " ")) \\
              --priority 220 --action Allow
            """)
    }

    private static func patterns(of opening: FirewallOpening) -> [String]? {
        if case .address = opening.destination { nil } else { opening.names }
    }

    /// A network rule's destination; a pattern is none.
    private static func destination(of opening: FirewallOpening) -> String? {
        switch opening.destination {
        case .name: "--destination-fqdns \(opening.names.map { Shell.quoted($0) }.joined(separator: " \\\n    "))"
        case .address(let address): "--destination-addresses \(Shell.quoted(address))"
        case .names: nil
        }
    }

    private static func application(to names: [String], number: Int) -> String {
        """
        az network firewall application-rule create \\
          --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
          --collection-name iot-edge-names --name iot-edge-\(number) \\
          --source-addresses $SOURCES --protocols Https=443 \\
          --target-fqdns \(names.map { Shell.quoted($0) }.joined(separator: " \\\n    "))\(number == 0 ? " \\\n  --priority 200 --action Allow" : "")
        """
    }

    private static func network(
        to destination: String, _ ports: [UInt16], _ network: FirewallOpening.Network, number: Int
    ) -> String {
        """
        az network firewall network-rule create \\
          --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
          --collection-name iot-edge-ports --name iot-edge-\(number) \\
          --source-addresses $SOURCES --protocols \(network == .tcp ? "TCP" : "UDP") \\
          \(destination) \\
          --destination-ports \(ports.map(String.init).joined(separator: " "))\(number == 0 ? " \\\n  --priority 210 --action Allow" : "")
        """
    }
}
