/// One of `GET /containers/json`.
package struct EngineContainer: Decodable, Sendable {
    private struct Networks: Decodable {
        struct Attachment: Decodable {}

        let networks: [String: Attachment]?

        enum CodingKeys: String, CodingKey { case networks = "Networks" }
    }

    package let id: EngineID
    package let names: [String]
    package let networks: Set<String>

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case settings = "NetworkSettings"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(EngineID.self, forKey: .id)
        // Names begin with a slash; those with another one are links of other containers.
        names = (try container.decodeIfPresent([String].self, forKey: .names) ?? [])
            .map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }.filter { !$0.contains("/") }
        networks = Set((try container.decodeIfPresent(Networks.self, forKey: .settings)?.networks ?? [:]).keys)
    }
}
