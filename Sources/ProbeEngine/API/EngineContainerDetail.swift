import FoundationEssentials
package import ProbeCore
package import ProbeEvidence

/// `GET /containers/{id}/json`, as far as it is of use here: what is not named is not kept.
package struct EngineContainerDetail: Decodable, Sendable {
    struct State: Decodable {
        let isRunning: Bool?
        let processID: Int?
        let exitCode: Int?
        let isOutOfMemory: Bool?
        let started: String?
        let finished: String?

        enum CodingKeys: String, CodingKey {
            case isRunning = "Running"
            case processID = "Pid"
            case exitCode = "ExitCode"
            case isOutOfMemory = "OOMKilled"
            case started = "StartedAt"
            case finished = "FinishedAt"
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
    private let configuration: Configuration?
    private let restarts: Int?

    /// As far as it holds no secret: arguments and environment are not read.
    struct Configuration: Decodable {
        let hasTerminal: Bool?

        enum CodingKeys: String, CodingKey { case hasTerminal = "Tty" }
    }

    private enum CodingKeys: String, CodingKey {
        case configuration = "Config"
        case restarts = "RestartCount"
        case state = "State"
        case host = "HostConfig"
        case settings = "NetworkSettings"
    }

    /// The container's first process; nothing unless it runs.
    package var processID: Int? {
        guard state?.isRunning ?? false, let id = state?.processID, id > 1 else { return nil }
        return id
    }

    /// How it is, and how it ended last.
    package var condition: LogEvidence.Container {
        LogEvidence.Container(
            isRunning: state?.isRunning ?? false, exitCode: state?.exitCode,
            isOutOfMemory: state?.isOutOfMemory ?? false,
            restarts: restarts ?? 0, started: Self.moment(state?.started), finished: Self.moment(state?.finished))
    }

    /// Its log is a plain stream then.
    var hasTerminal: Bool { configuration?.hasTerminal ?? false }

    /// RFC 3339 with a fraction; the year 1 stands for never.
    private static func moment(_ text: String?) -> Timestamp? {
        guard let text, text.utf8.count >= 20, !text.hasPrefix("0001") else { return nil }
        return Timestamp(text.prefix(19) + "Z")
    }

    package var networkMode: String { host?.mode ?? "" }

    /// `--dns` of this container alone.
    package var hasOwnResolvers: Bool { !(host?.resolvers ?? []).isEmpty }
    package var ownResolvers: [IPAddress] { (host?.resolvers ?? []).compactMap { IPAddress($0) } }

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

extension EngineContainerDetail {
    /// What `docker inspect` prints of one container, as `iotedge support-bundle` keeps it: how it is, and how it ended last.
    ///
    /// - Returns: nothing for what is anything else.
    package static func condition(inspected bytes: [UInt8]) -> LogEvidence.Container? {
        let details = try? JSONDecoder().decode([EngineContainerDetail].self, from: Data(bytes))
        guard let detail = details?.first, detail.state != nil else { return nil }
        return detail.condition
    }
}
