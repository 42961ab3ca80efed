import ProbeCore
import ProbeFindings

/// Rules for an Azure network security group, as `az` commands; service tags stand for addresses that change.
enum AzureNetworkSecurityGroup: FirewallDialect {
    static let dialect = Dialect.azureNSG

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        var parts = [
            Shell.comment("A security group matches addresses or service tags, not names."),
            """
            : "${RESOURCE_GROUP:?set RESOURCE_GROUP to the group's name}"
            : "${NSG:?set NSG to the security group's name}"
            """,
        ]
        var priority = 200
        var written: Set<String> = []
        for opening in openings {
            let destinations = opening.tags.isEmpty ? opening.addresses.map(\.description) : opening.tags
            if destinations.isEmpty {
                parts.append(
                    Shell.comment(
                        "No service tag covers \(opening.destination.text): allow it in a firewall that knows names."))
            }
            for destination in destinations where written.insert("\(destination) \(opening.portList)").inserted {
                parts.append(rule(to: destination, opening, priority: priority))
                priority += 1
            }
        }
        return parts.joined(separator: "\n")
    }

    private static func rule(to destination: String, _ opening: FirewallOpening, priority: Int) -> String {
        """
        az network nsg rule create --name iot-edge-out-\(priority) \\
          --resource-group "$RESOURCE_GROUP" --nsg-name "$NSG" \\
          --priority \(priority) --direction Outbound --access Allow \\
          --protocol \(opening.network == .tcp ? "Tcp" : "Udp") \\
          --source-address-prefixes '*' --source-port-ranges '*' \\
          --destination-address-prefixes \(Shell.quoted(destination)) \\
          --destination-port-ranges \(opening.ports.map(String.init).joined(separator: " "))
        """
    }
}
