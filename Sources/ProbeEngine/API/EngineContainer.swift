import ProbeCore
package import ProbeMeasurement

/// One of `GET /containers/json`.
package struct EngineContainer: Decodable, Sendable {
    private struct Networks: Decodable {
        struct Attachment: Decodable {}

        let networks: [String: Attachment]?

        enum CodingKeys: String, CodingKey { case networks = "Networks" }
    }

    /// A port that the container exposes; published where it has a public port.
    private struct Port: Decodable {
        let address: String?
        let publicPort: UInt16?
        let network: String?

        enum CodingKeys: String, CodingKey {
            case address = "IP"
            case publicPort = "PublicPort"
            case network = "Type"
        }
    }

    /// What IoT Edge marks its containers with (edgelet-docker's `OWNER_KEY` and `OWNER`, edgeAgent's `Labels.Owner`).
    private static let ownerLabel = "net.azure-devices.edge.owner"
    private static let owner = "Microsoft.Azure.Devices.Edge.Agent"
    /// Their names are fixed, whoever starts them.
    private static let runtime: Set = ["edgeAgent", "edgeHub"]

    package let id: EngineID
    package let names: [String]
    package var networks: Set<String>
    /// IoT Edge started it: edgeAgent itself, or a module that edgeAgent deploys.
    package let isModule: Bool
    /// It runs, and is not between two starts.
    package let isRunning: Bool
    /// It has the host's own network, where it listens on the device's ports itself.
    package var isOnHost: Bool { networks.contains("host") }
    /// The TCP ports of the device that it publishes.
    package let publications: [Publication]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case labels = "Labels"
        case state = "State"
        case ports = "Ports"
        case settings = "NetworkSettings"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(EngineID.self, forKey: .id)
        // Names begin with a slash; those with another one are links of other containers.
        names = ((try? container.decodeIfPresent([String].self, forKey: .names)) ?? [])
            .map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }.filter { !$0.contains("/") }
        networks = Set(((try? container.decodeIfPresent(Networks.self, forKey: .settings))?.networks ?? [:]).keys)
        let labels = (try? container.decodeIfPresent([String: String].self, forKey: .labels)) ?? [:]
        isModule = labels[Self.ownerLabel] == Self.owner || !Self.runtime.isDisjoint(with: names)
        // Older engines list those that run alone, and do not say so.
        isRunning =
            ((try? container.decodeIfPresent(String.self, forKey: .state)) ?? nil).map { $0 == "running" } ?? true
        let name = names.first ?? String(id.description.prefix(12))
        // A list of another form says nothing about the container itself.
        let ports = (try? container.decodeIfPresent([Port].self, forKey: .ports)) ?? []
        let isOfModule = self.isModule
        publications = ports.compactMap { port in
            guard let number = port.publicPort, number > 0, port.network ?? "tcp" == "tcp" else { return nil }
            let address = port.address.flatMap { IPAddress($0) }
            return Publication(
                container: name, port: number, address: address?.isUnspecified == true ? nil : address,
                isOfModule: isOfModule)
        }
    }
}
