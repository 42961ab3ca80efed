import ProbeCore
import ProbeFindings

/// Rules for an Azure network security group, as `az` commands; service tags stand for addresses that change.
enum AzureNetworkSecurityGroup: FirewallDialect {
    static let dialect = Dialect.azureNSG

    private static let settings = """
        : "${RESOURCE_GROUP:?set RESOURCE_GROUP to the name of the group}"
        : "${NSG:?set NSG to the name of the security group}"
        """

    static let removal: String? = """
        \(settings)
        az network nsg rule delete --ids $(
          az network nsg rule list \\
            --resource-group "$RESOURCE_GROUP" --nsg-name "$NSG" \\
            --query "[?starts_with(name, 'iot-edge-')].id" --output tsv
        )
        """

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        var parts = [
            Shell.comment("A security group matches addresses or service tags, not names."), settings,
        ]
        var taken: Set<Int> = []
        var written: Set<String> = []
        for opening in openings {
            let destinations = destinations(of: opening)
            if destinations.isEmpty {
                parts.append(
                    Shell.comment(
                        "No service tag covers \(opening.destination.text): allow it in a firewall that knows names."))
            }
            for destination in destinations {
                // Another opening that has these ports and more makes this one superfluous.
                let isCovered = openings.contains { other in
                    other.network == opening.network && other.ports.count > opening.ports.count
                        && Set(other.ports).isSuperset(of: opening.ports)
                        && self.destinations(of: other).contains(destination)
                }
                let key = "\(destination) \(opening.network.rawValue) \(opening.portList)"
                guard !isCovered, written.insert(key).inserted else { continue }
                var priority = priority(to: destination, opening)
                while !taken.insert(priority).inserted { priority += 1 }
                parts.append(rule(to: destination, opening, priority: priority))
            }
        }
        return parts.joined(separator: "\n")
    }

    static func text(_ opening: DownstreamOpening) -> String? {
        let networks = opening.networks.map { Shell.quoted($0) }.joined(separator: " \\\n    ")
        return opening.asking(
            """
            az network nsg rule create --name iot-edge-in-100 \\
              --resource-group "$RESOURCE_GROUP" --nsg-name "$NSG" \\
              --priority 100 --direction Inbound --access Allow \\
              --protocol Tcp \\
              --source-address-prefixes \(networks.isEmpty ? "$DOWNSTREAM" : networks) \\
              --source-port-ranges '*' \\
              --destination-address-prefixes '*' \\
              --destination-port-ranges \(opening.ports.map(String.init).joined(separator: " "))
            """)
    }

    /// Service tags, else addresses.
    private static func destinations(of opening: FirewallOpening) -> [String] {
        opening.tags.isEmpty ? opening.addresses.map(\.description) : opening.tags
    }

    /// The same for the same opening in whichever remedy, and another for any other: a group has no two rules of one
    /// priority, and a rule of a name that is there already is replaced.
    ///
    /// Ten for each service tag from 200 on, by what is opened, and what has no tag behind them, by its address.
    private static func priority(to destination: String, _ opening: FirewallOpening) -> Int {
        let services: [[UInt16]] = [[443], [443, 5671], [443, 8883], [5671], [8883]]
        let service = opening.network == .tcp ? services.firstIndex(of: opening.ports) : nil
        if let tag = tags.firstIndex(of: destination), let service { return 200 + 10 * tag + service }
        // FNV-1a, which is the same on every machine and in every run.
        let text = "\(destination) \(opening.network.rawValue) \(opening.portList)"
        let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return 300 + Int(hash % 600)
    }

    private static let tags = [
        "AzureIoTHub", "MicrosoftContainerRegistry", "AzureFrontDoor.FirstParty", "AzureContainerRegistry", "Storage",
    ]

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
