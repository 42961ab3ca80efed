import ProbeCore
import ProbeFindings

/// Rules for Azure Firewall, as `az` commands of the extension azure-firewall.
///
/// Application rules take names, with patterns, for HTTPS alone; network rules take names without patterns for any port once
/// the firewall is the DNS proxy. All that a device needs goes into two collections, what only some need into two
/// more, which are made anew each time; what one fault calls for into collections of its own, beside whatever is there.
enum AzureFirewall: FirewallDialect {
    static let dialect = Dialect.azureFirewall

    private static let settings = """
        : "${RESOURCE_GROUP:?set RESOURCE_GROUP to the name of the group}"
        : "${FIREWALL:?set FIREWALL to the name of the firewall}"
        """

    static let removal: String? = """
        \(settings)
        for kind in application network; do
          az network firewall $kind-rule collection list \\
            --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
            --query "[?starts_with(name, 'iot-edge-')].name" --output tsv |
          while read -r collection; do
            az network firewall $kind-rule collection delete \\
              --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
              --collection-name "$collection"
          done
        done
        """

    private static let inside = "iot-edge-inside"

    /// Rules of a collection; the first one makes it.
    private struct Collection {
        let name: String
        let priority: Int
        private(set) var count = 0

        init(_ name: String, priority: Int) {
            self.name = name
            self.priority = priority
        }

        mutating func next() -> (name: String, founding: String) {
            count += 1
            return (
                "iot-edge-\(count - 1)", count == 1 ? " \\\n  --priority \(priority) --action Allow" : ""
            )
        }
    }

    private static func deletion(_ kind: String, _ collection: String) -> String {
        """
        az network firewall \(kind)-rule collection delete \\
          --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
          --collection-name \(collection)
        """
    }

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let head = [
            Shell.comment(
                "Names on other ports than 443 need the firewall's DNS proxy: az network firewall update --enable-dns-proxy true."
            ),
            settings,
            """
            : "${SOURCES:?set SOURCES to the gateway, or its network}"
            """,
        ]
        let rules =
            place == .router
            ? openings.flatMap { opening in
                let priority = priority(of: opening)
                return self.rules(
                    for: [opening], Collection("iot-edge-names-\(priority)", priority: priority),
                    Collection("iot-edge-ports-\(priority)", priority: priority))
            }
            : self.rules(
                for: openings.filter { $0.condition == nil }, Collection("iot-edge-names", priority: 200),
                Collection("iot-edge-ports", priority: 210), renewingBoth: true) + optional(openings)
        return (head + rules).joined(separator: "\n")
    }

    /// What not every device needs, in collections that can go without the others.
    private static func optional(_ openings: [FirewallOpening]) -> [String] {
        let others = openings.filter { $0.condition != nil }
        guard !others.isEmpty else { return [] }
        return [Shell.comment("Only where they are used (provisioning, a deployment's registries):")]
            + rules(
                for: others, Collection("iot-edge-names-if-used", priority: 230),
                Collection("iot-edge-ports-if-used", priority: 240))
    }

    /// The same for the same opening in whichever remedy, and another for any other.
    private static func priority(of opening: FirewallOpening) -> Int {
        // FNV-1a, which is the same on every machine and in every run; Azure takes 100 to 65000.
        let text = "\(opening.destination.text) \(opening.network.rawValue) \(opening.portList)"
        let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return 1_000 + Int(hash % 60_000)
    }

    /// Rules, behind what takes away those of the time before.
    private static func rules(
        for openings: [FirewallOpening], _ names: Collection, _ ports: Collection, renewingBoth: Bool = false
    ) -> [String] {
        var (names, ports) = (names, ports)
        var parts: [String] = []
        for opening in openings {
            if opening.network == .tcp, opening.ports.contains(443), let patterns = patterns(of: opening) {
                parts.append(application(to: patterns, in: &names))
            }
            let others =
                opening.network == .tcp && patterns(of: opening) != nil
                ? opening.ports.filter { $0 != 443 } : opening.ports
            guard !others.isEmpty, let destination = destination(of: opening) else { continue }
            parts.append(network(to: destination, others, opening.network, in: &ports))
        }
        var renewal: [String] = []
        if renewingBoth || names.count > 0 { renewal.append(deletion("application", names.name) + " 2>/dev/null || :") }
        if renewingBoth || ports.count > 0 { renewal.append(deletion("network", ports.name) + " 2>/dev/null || :") }
        return renewal + parts
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

    private static func application(to names: [String], in collection: inout Collection) -> String {
        let (name, founding) = collection.next()
        return """
            az network firewall application-rule create \\
              --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
              --collection-name \(collection.name) --name \(name) \\
              --source-addresses $SOURCES --protocols Https=443 \\
              --target-fqdns \(names.map { Shell.quoted($0) }.joined(separator: " \\\n    "))\(founding)
            """
    }

    private static func network(
        to destination: String, _ ports: [UInt16], _ network: FirewallOpening.Network, in collection: inout Collection
    ) -> String {
        let (name, founding) = collection.next()
        return """
            az network firewall network-rule create \\
              --resource-group "$RESOURCE_GROUP" --firewall-name "$FIREWALL" \\
              --collection-name \(collection.name) --name \(name) \\
              --source-addresses $SOURCES --protocols \(network == .tcp ? "TCP" : "UDP") \\
              \(destination) \\
              --destination-ports \(ports.map(String.init).joined(separator: " "))\(founding)
            """
    }
}
