package import ProbeCore

/// `GET /containers/{id}/json`, as far as it is of use here: what is not named is not kept.
package struct EngineContainerDetail: Decodable, Sendable {
    struct State: Decodable {
        let isRunning: Bool?
        let processID: Int?

        enum CodingKeys: String, CodingKey {
            case isRunning = "Running"
            case processID = "Pid"
        }
    }

    struct HostConfiguration: Decodable {
        let mode: String?
        let resolvers: [String]?

        enum CodingKeys: String, CodingKey {
            case mode = "NetworkMode"
            case resolvers = "Dns"
        }
    }

    struct NetworkSettings: Decodable {
        struct Attachment: Decodable {
            let v4: String?
            let v6: String?

            enum CodingKeys: String, CodingKey {
                case v4 = "IPAddress"
                case v6 = "GlobalIPv6Address"
            }
        }

        var networks: [String: Attachment]?

        enum CodingKeys: String, CodingKey { case networks = "Networks" }
    }

    private let state: State?
    private let host: HostConfiguration?
    private var settings: NetworkSettings?

    private enum CodingKeys: String, CodingKey {
        case state = "State"
        case host = "HostConfig"
        case settings = "NetworkSettings"
    }

    /// The container's first process; nothing unless it runs.
    package var processID: Int? {
        guard state?.isRunning ?? false, let id = state?.processID, id > 1 else { return nil }
        return id
    }

    package var networkMode: String { host?.mode ?? "" }

    /// `--dns` of this container alone.
    package var hasOwnResolvers: Bool { !(host?.resolvers ?? []).isEmpty }

    package var networks: [String] { (settings?.networks ?? [:]).keys.sorted() }

    /// Calls its networks as somebody else does.
    mutating func renameNetworks(_ name: (String) -> String) {
        guard let networks = settings?.networks else { return }
        settings?.networks = Dictionary(
            networks.map { (name($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    package func address(on network: String) -> IPAddress? {
        settings?.networks?[network].flatMap { attachment in
            [attachment.v4, attachment.v6].compactMap(\.self).compactMap { IPAddress($0) }.first
        }
    }
}
